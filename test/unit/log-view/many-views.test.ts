import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ViewAnswer } from '../../../core/log/view/protocol.ts';
import { readViewKnowledge } from '../../../io/log-view/knowledge.ts';
import { openLogView } from '../../../io/log-view/session.ts';
import { awaited, usedAtRest } from '../../held.ts';
import { type TemporaryFolder, temporaryFolder } from '../io/temporary-folder.ts';

const warmUp = 60;
const times = 200;
const mostBytesEach = 2000;

describe('200 views of a log that were opened and closed', () => {
  let folder: TemporaryFolder;
  before(() => {
    folder = temporaryFolder();
  });
  after(() => folder.remove());

  it('leave no file, watcher, timer and memory behind, wherever they were when they were closed', async () => {
    const line = '2026-11-22 14:00:00.000 77 ERROR nova.conductor.manager [-] Lost connection to MySQL server\n';
    const path = folder.write('nova-conductor.log', line.repeat(300));
    const knowledge = readViewKnowledge(join(import.meta.dirname, '../../../knowledge'), 'en', []);
    const failures: ViewAnswer[] = [];

    /** Opens a view and closes it: at once, when it has its index, while it filters, or when it has filtered. */
    async function openAndClose(index: number): Promise<void> {
      let wake = () => {};
      let isIndexed = false;
      let isFiltered = false;
      const view = openLogView({
        path,
        readKnowledge: () => knowledge,
        scanWorker: undefined,
        send: answer => {
          if (answer.type === 'failed') failures.push(answer);
          if (answer.type === 'state') isIndexed = answer.state.isIndexed;
          if (answer.type === 'filtered') isFiltered = answer.isDone;
          wake();
        },
      });
      const until = async (isSo: () => boolean) => {
        while (!isSo()) {
          await new Promise<void>(resolve => {
            wake = resolve;
          });
        }
      };
      const kind = index % 4;
      if (kind > 0) await until(() => isIndexed);
      if (kind > 1) view.handle({ type: 'filter', id: 1, filter: { text: 'lost' }, isHiding: true, context: 0 });
      if (kind > 2) await until(() => isFiltered);
      view.close();
    }

    const measure = async () => ({
      bytes: await usedAtRest(),
      held: { files: readdirSync('/proc/self/fd').length, awaited: awaited() },
    });
    for (let index = 0; index < warmUp; index++) await openAndClose(index);
    const before = await measure();
    for (let index = 0; index < times; index++) await openAndClose(index);
    const after = await measure();
    assert.deepEqual(failures, []);
    assert.deepEqual(after.held, before.held);
    const kept = (after.bytes - before.bytes) / times;
    assert.ok(kept < mostBytesEach, `${Math.round(kept)} bytes are kept of each view`);
  });
});
