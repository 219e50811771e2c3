import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createLiteralSearch } from '../../core/log/literal-search.ts';

describe('search for literals', () => {
  it('finds what includes() finds, wherever it is, whatever its length', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), minLength: 4, maxLength: 14 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.array(word, { maxLength: 12 }), (literals, words) => {
        const text = words.join('');
        const expected = literals.flatMap((literal, index) => (text.includes(literal) ? [index] : []));
        assert.deepEqual(find(literals, text), expected);
      }),
      { numRuns: 500 },
    );
  });

  it('finds a literal at every place of a text', () => {
    for (const literal of ['(1290, ', ' cD ', 'Lost connection to MySQL server']) {
      for (let before = 0; before < 20; before++) {
        const text = `${'x'.repeat(before)}${literal}${'y'.repeat(20 - before)}`;
        assert.deepEqual(find([literal, 'absent from it', 'away'], text), [0], text);
      }
    }
  });

  it('tells characters apart that differ only above the eighth bit', () => {
    assert.deepEqual(find(['connection refused'], 'connection\u0120refused connection refuse\u0164'), []);
  });
});

/** The indexes of the literals that the search finds in a text. */
function find(literals: readonly string[], text: string): number[] {
  const found = new Set<number>();
  createLiteralSearch(literals).find(text, literal => found.add(literal));
  return [...found].sort((one, other) => one - other);
}
