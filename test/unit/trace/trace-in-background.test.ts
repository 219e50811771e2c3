import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readTraceId } from '../../../core/log/trace/trace-id.ts';
import { type BackgroundOptions, traceInBackground } from '../../../io/files/trace-in-background.ts';
import { follow, withLogs } from './follow.ts';
import { bootInstance, rescheduledBoot } from './rescheduled-boot.ts';

const projectFolder = join(import.meta.dirname, '../../..');
const workerFile = join(projectFolder, 'io/files/trace-worker.ts');

function traceInThread(paths: readonly string[], options: BackgroundOptions = {}, file = workerFile) {
  const read = readTraceId(bootInstance);
  assert.ok('id' in read);
  return traceInBackground(file, { id: read.id, paths, knowledgeFolder: join(projectFolder, 'knowledge') }, options);
}

describe('a trace in a thread of its own', () => {
  it('finds the same, and tells how far it is', async () => {
    await withLogs(rescheduledBoot, async folder => {
      const progress: [number, number][] = [];
      const { trace, problems } = await traceInThread([folder], {
        onProgress: (done, total) => progress.push([done, total]),
      });
      assert.deepEqual(trace, await follow(bootInstance, [folder]));
      assert.deepEqual(problems, []);
      const [done, total] = progress.at(-1)!;
      assert.ok(total > 0 && done === total);
    });
  });

  it('hands over what could not be read', async () => {
    const { trace, problems } = await traceInThread(['/nowhere/at/all']);
    assert.equal(trace.entries.length, 0);
    assert.deepEqual(
      problems.map(({ kind, path }) => [kind, path]),
      [['missing', '/nowhere/at/all']],
    );
  });

  it('ends at once when it is cancelled', async () => {
    await withLogs(rescheduledBoot, async folder => {
      const stop = new AbortController();
      const running = traceInThread([folder], { signal: stop.signal });
      stop.abort();
      await assert.rejects(running, { name: 'AbortError' });
      await assert.rejects(traceInThread([folder], { signal: stop.signal }), { name: 'AbortError' });
    });
  });

  it('does not hang when the thread breaks', async () => {
    await assert.rejects(traceInThread([], {}, join(projectFolder, 'io/files/no-such-worker.ts')), /no-such-worker/);
  });
});
