import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ViewAnswer, ViewLine } from '../../../core/log/view/protocol.ts';
import { readViewKnowledge } from '../../../io/log-view/knowledge.ts';
import { openLogView } from '../../../io/log-view/session.ts';
import { usedAtRest } from '../../held.ts';
import { type TemporaryFolder, temporaryFolder } from '../io/temporary-folder.ts';

const minutes = 24 * 60;
const warmUp = 100;
/** What one kept index, filter or scan alone would take is more. */
const mostBytesEach = 1500;

/** A record of a minute of the day, with its number in the whole day. */
function record(minute: number, number: number): string {
  const clock = new Date(Date.UTC(2026, 10, 22) + minute * 60_000 + (number % 60) * 1000).toISOString();
  const level = number % 7 === 0 ? 'ERROR' : 'INFO';
  return `${clock.slice(0, 10)} ${clock.slice(11, 23)} 77 ${level} nova.conductor.manager [-] record ${number}`;
}

/** A view that keeps nothing of its answers but the last state and the rows that were asked for last. */
function openFollower(path: string) {
  let wake = () => {};
  const last = { lines: 0, isIndexed: false, rotations: 0, rows: undefined as readonly ViewLine[] | undefined };
  const failures: ViewAnswer[] = [];
  const view = openLogView({
    path,
    readKnowledge: () => readViewKnowledge(join(import.meta.dirname, '../../../knowledge'), 'en', []),
    scanWorker: undefined,
    send: answer => {
      if (answer.type === 'failed') failures.push(answer);
      if (answer.type === 'changed' && answer.how !== 'appended') last.rotations++;
      if (answer.type === 'state' || answer.type === 'changed') Object.assign(last, answer.state);
      if (answer.type === 'rows') last.rows = answer.lines;
      wake();
    },
  });
  const until = async (isSo: () => boolean) => {
    while (!isSo()) {
      assert.deepEqual(failures, []);
      await new Promise<void>(resolve => {
        wake = resolve;
      });
    }
  };
  return {
    /** Settles when the file that was begun after so many rotations has so many lines, with these. */
    async lines(rotations: number, count: number): Promise<readonly string[]> {
      await until(() => last.rotations >= rotations && last.isIndexed && last.lines >= count);
      assert.deepEqual([last.rotations, last.lines], [rotations, count]);
      last.rows = undefined;
      view.handle({ type: 'rows', id: 1, row: 0, count: 100 });
      await until(() => last.rows !== undefined);
      return last.rows!.map(({ text }) => text);
    },
    close: () => view.close(),
  };
}

describe('a log that is followed for a day', () => {
  let folder: TemporaryFolder;
  before(() => {
    folder = temporaryFolder();
  });
  after(() => folder.remove());

  it('and rotated every minute loses no line, doubles none, and keeps no more memory and files', async () => {
    let number = 0;
    const path = folder.write('nova-conductor.log', '');
    const follower = openFollower(path);
    let expected: string[] = [];
    const write = (minute: number, count: number, put: (path: string, text: string) => void) => {
      const records = Array.from({ length: count }, () => record(minute, number++));
      expected.push(...records);
      put(path, `${records.join('\n')}\n`);
    };
    const measure = async () => ({ files: readdirSync('/proc/self/fd').length, bytes: await usedAtRest() });
    let before = { files: 0, bytes: 0 };

    write(0, 5, appendFileSync);
    assert.deepEqual(await follower.lines(0, 5), expected);
    for (let minute = 1; minute <= minutes; minute++) {
      expected = [];
      // Some move the file away and begin a new one, others copy it and begin anew in the same one.
      if (minute % 2 === 0) {
        renameSync(path, `${path}.1`);
        write(minute, 2, writeFileSync);
      } else {
        truncateSync(path, 0);
        write(minute, 2, appendFileSync);
      }
      assert.deepEqual(await follower.lines(minute, 2), expected);
      write(minute, 3, appendFileSync);
      assert.deepEqual(await follower.lines(minute, 5), expected);
      if (minute === warmUp) before = await measure();
    }
    assert.equal(number, 5 * (minutes + 1));
    const after = await measure();
    assert.ok(after.files <= before.files, `${after.files} files are open, of ${before.files}`);
    const kept = (after.bytes - before.bytes) / (minutes - warmUp);
    assert.ok(kept < mostBytesEach, `${Math.round(kept)} bytes are kept of each file`);
    follower.close();
  });
});
