import assert from 'node:assert/strict';
import { readEntries } from './read-log.ts';

describe('the times of a log', () => {
  const info = '2026-11-22 14:00:01.000 1 INFO nova.compute.resource_tracker [-] a\n';
  const error = '2026-11-22 14:00:05.000 1 ERROR nova.compute.manager [-] b\n';
  const later = '2026-11-22 14:00:09.000 1 INFO nova.compute.resource_tracker [-] c\n';

  for (const blockSize of [1, 70, 1000]) {
    it(`end with its last entry, whatever its level, in blocks of ${blockSize} bytes`, () => {
      const last = (text: string) => {
        const { counts } = readEntries(text, { allLevels: false }, blockSize);
        return new Date(counts.lastTime ?? 0).toISOString();
      };
      assert.equal(last(info + error), '2026-11-22T14:00:05.000Z');
      assert.equal(last(info + error + later), '2026-11-22T14:00:09.000Z');
      assert.equal(last(info), '2026-11-22T14:00:01.000Z');
    });
  }
});
