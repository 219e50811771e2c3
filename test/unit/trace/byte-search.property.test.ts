import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createByteSearch, prepareNeedle, shortestNeedle } from '../../../io/files/byte-search.ts';

const capacity = 4096;
const search = createByteSearch(capacity);

/** Every place at which Node finds the text. */
function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) places.push(at);
  return places;
}

function foundPlaces(text: string, from: number, to: number): number[] {
  const needle = prepareNeedle(text, search.bytes.subarray(0, to));
  const places: number[] = [];
  for (let at = search.find(needle, from, to); at !== -1; at = search.find(needle, at + 1, to)) places.push(at);
  return places;
}

/** Few letters, so that texts almost match all the time. */
const letters = (length: { minLength: number; maxLength: number }) =>
  fc.array(fc.constantFrom('a', 'b', '-', '\n'), length).map(array => array.join(''));

describe('search in bytes', () => {
  it('finds what Buffer.indexOf finds, wherever it lies', () => {
    fc.assert(
      fc.property(
        letters({ minLength: shortestNeedle, maxLength: 40 }),
        fc.array(fc.oneof(letters({ minLength: 0, maxLength: 90 }), fc.constant(undefined)), { maxLength: 20 }),
        fc.nat(200),
        (text, pieces, offset) => {
          const content = Buffer.from(pieces.map(piece => piece ?? text).join(''));
          search.bytes.fill(0).set(content, offset);
          const to = offset + content.length;
          assert.deepEqual(
            foundPlaces(text, offset, to),
            placesOf(content, text).map(place => place + offset),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds nothing that goes on behind the end', () => {
    search.bytes.fill(0).write('..req-1234567890', 0);
    assert.deepEqual(foundPlaces('req-1234567890', 0, 16), [2]);
    assert.deepEqual(foundPlaces('req-1234567890', 0, 15), []);
    assert.deepEqual(foundPlaces('req-1234567890', 3, 16), []);
  });

  it('finds a text at the very end of its memory', () => {
    search.bytes.fill(0).write('req-1234567890', capacity - 14);
    assert.deepEqual(foundPlaces('req-1234567890', 0, capacity), [capacity - 14]);
  });

  it('counts line ends as a loop over all bytes does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(600), fc.nat(600), (bytes, first, second) => {
        const content = bytes.map(byte => (byte < 40 ? 10 : byte));
        search.bytes.fill(10).set(content);
        const from = Math.min(first, second);
        const to = Math.max(first, second);
        const expected = search.bytes.subarray(from, to).filter(byte => byte === 10).length;
        assert.equal(search.countLineEnds(from, to), expected);
      }),
    );
  });

  it('refuses texts that are too short or too long for it', () => {
    assert.throws(() => prepareNeedle('req-123', Buffer.alloc(0)), RangeError);
    assert.throws(() => prepareNeedle('x'.repeat(257), Buffer.alloc(0)), RangeError);
  });
});
