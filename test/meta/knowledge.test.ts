import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readLogKnowledge } from '../../io/knowledge.ts';

const knowledge = readLogKnowledge(join(import.meta.dirname, '../../knowledge'));

describe('knowledge', () => {
  it('has formats, signatures and causes', () => {
    assert.ok(knowledge.formats.length > 0);
    assert.ok(knowledge.signatures.length > 0);
    assert.ok(knowledge.causes.length > 0);
  });
});
