import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, watch } from 'node:fs';
import { watchFile } from '../../../io/log-view/watch-file.ts';
import { type TemporaryFolder, temporaryFolder } from '../io/temporary-folder.ts';

describe('watching a file', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('tells of changes, and no more when it is ended, even of one that has happened before', async () => {
    const path = folder.write('a.log', '');
    let told = 0;
    const end = await new Promise<() => void>(resolve => {
      const stop = watchFile(path, () => {
        told++;
        resolve(stop);
      });
      appendFileSync(path, 'one\n');
    });
    assert.equal(told, 1);
    // This one hears of the change after the other has, so that what is told then has been put off to a later turn.
    const watcher = watch(folder.path);
    appendFileSync(path, 'two\n');
    await once(watcher, 'change');
    end();
    watcher.close();
    const before = told;
    for (let turn = 0; turn < 3; turn++) await new Promise(resolve => setImmediate(resolve));
    assert.equal(told, before);
  });
});
