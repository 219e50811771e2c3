import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createByteSearch, prepareFoldedNeedle } from '../../../io/files/byte-search.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '-', '5'), minLength: 1, maxLength: 6 });
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '-', '5'), maxLength: 400 });

describe('searching bytes in any case', () => {
  const search = createByteSearch(1024);

  it('finds what indexOf finds, from every place on', () => {
    fc.assert(
      fc.property(texts, letters, fc.boolean(), fc.nat(400), (text, wanted, matchCase, start) => {
        search.bytes.fill('b');
        const length = search.bytes.write(text, 'latin1');
        const from = Math.min(start, length);
        const needle = prepareFoldedNeedle(wanted, matchCase, search.bytes.subarray(0, length));
        const fold = (value: string) => (matchCase ? value : value.toLowerCase());
        assert.equal(search.findFolded(needle, from, length), fold(text).indexOf(fold(wanted), from));
      }),
      { numRuns: 3000 },
    );
  });

  it('leaves letters outside ASCII as they are', () => {
    const length = search.bytes.write('Straße ÖL 中文');
    const find = (text: string) => search.findFolded(prepareFoldedNeedle(text, false, search.bytes), 0, length);
    assert.equal(find('STRA'), 0);
    assert.equal(find('ÖL'), find('Öl'));
    assert.equal(find('öl'), -1);
    assert.equal(find('中文'), 'Straße ÖL '.length + 2);
  });
});
