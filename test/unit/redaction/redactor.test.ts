import assert from 'node:assert/strict';
import { createRedactor } from '../../../core/text/redact.ts';
import { harmlessTexts, leaksIn, secretCases } from './corpus.ts';

describe('redaction, over the corpus of secrets', () => {
  it('has a corpus', () => {
    assert.ok(secretCases.length > 80);
    assert.ok(secretCases.every(({ secrets }) => secrets.length > 0));
  });

  for (const each of secretCases) {
    it(`takes the secrets out of ${each.name}, and leaves the rest`, () => {
      const shown = createRedactor().redact(each.text);
      assert.deepEqual(leaksIn(shown, each), [], shown);
      for (const piece of each.kept) assert.ok(shown.includes(piece), `${piece} is gone: ${shown}`);
    });
  }

  for (const text of harmlessTexts) {
    it(`leaves alone: ${text.slice(0, 70)}`, () => {
      assert.equal(createRedactor().redact(text), text);
    });
  }
});
