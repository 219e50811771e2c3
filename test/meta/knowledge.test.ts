import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Entry } from '../../core/log/entry.ts';
import { createEntryReader } from '../../core/log/entry-reader.ts';
import { createSignatureMatcher } from '../../core/log/signature-matcher.ts';
import { decodeUtf8 } from '../../io/files/decode.ts';
import { readLogKnowledge } from '../../io/knowledge.ts';
import { checkFormats } from '../unit/format-check.ts';
import { projectFolder } from './sources.ts';

const knowledge = readLogKnowledge(join(projectFolder, 'knowledge'));
const encode = (text: string) => Buffer.from(text);
const { formats, problems } = checkFormats(knowledge.formats, { encode, decode: decodeUtf8 });

describe('log formats', () => {
  it('each have samples, and all are read as they say', () => {
    assert.ok(knowledge.formats.length > 0);
    assert.deepEqual(problems, []);
  });
});

describe('signatures', () => {
  const ids = knowledge.signatures.map(({ id }) => id);

  it('have ids of their own', () => {
    assert.ok(ids.length > 0);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
  });

  for (const signature of knowledge.signatures) {
    it(`${signature.id} has a sample and matches its samples`, () => {
      const matcher = createSignatureMatcher([signature]);
      const { positive, negative } = signature.samples;
      assert.ok(positive.length > 0, 'it has a sample');
      const shows = (sample: string) => readEntries(sample).some(entry => matcher.match(entry).length > 0);
      assert.deepEqual(
        positive.filter(sample => !shows(sample)),
        [],
        'samples that it must match',
      );
      assert.deepEqual(negative.filter(shows), [], 'samples that it may not match');
    });
  }

  it('name causes and signatures that exist', () => {
    const causes = new Set(knowledge.causes.map(({ id }) => id));
    const unknown = knowledge.signatures.flatMap(({ id, rootCauses = [], explains = [] }) => [
      ...rootCauses.filter(cause => !causes.has(cause)).map(cause => `${id}: cause ${cause}`),
      ...explains.filter(({ signature }) => !ids.includes(signature)).map(({ signature }) => `${id}: ${signature}`),
    ]);
    assert.deepEqual(unknown, []);
  });
});

/** Reads a sample as a log file is read. */
function readEntries(sample: string): Entry[] {
  const entries: Entry[] = [];
  const reader = createEntryReader({
    formats,
    decode: decodeUtf8,
    allLevels: true,
    onEntry: entry => entries.push(entry),
  });
  reader.push(encode(sample));
  reader.end();
  return entries;
}
