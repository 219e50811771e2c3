import assert from 'node:assert/strict';
import { join } from 'node:path';
import { compileFormats } from '../../../core/log/format.ts';
import { analyzePaths } from '../../../io/files/analyze-paths.ts';
import { readLogKnowledge } from '../../../io/knowledge.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const knowledge = readLogKnowledge(join(import.meta.dirname, '../../../knowledge'));
const options = { ...knowledge, formats: compileFormats(knowledge.formats) };
const scanWorker = join(import.meta.dirname, '../../../io/files/scan-ahead-worker.ts');

function record(seconds: number, level: string, logger: string, message: string): string {
  const time = new Date(Date.UTC(2026, 10, 22) + seconds * 1000).toISOString().replace('T', ' ').slice(0, 23);
  return `${time} 7 ${level} ${logger} [-] ${message}\n`;
}

/** A log of some 70 MB with one error near its beginning and one at its end. */
function largeLog(): string {
  const refused = `(pymysql.err.OperationalError) (2003, "Can't connect to MySQL server on '10.0.0.1' ([Errno 111] ECONNREFUSED)")`;
  const error = (seconds: number) =>
    record(
      seconds,
      'ERROR',
      'nova.servicegroup.drivers.db',
      `Unexpected error while reporting service status: ${refused}`,
    );
  const quiet = record(5, 'INFO', 'nova.compute.manager', 'quiet '.repeat(50)).repeat(200_000);
  return record(1, 'INFO', 'nova.service', 'Starting conductor node (version 26.2.2)') + error(2) + quiet + error(9);
}

describe('Analysing paths', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('tells of the first problem long before the whole is read', async () => {
    const path = folder.write('nova-conductor.log', largeLog());
    let read = 0;
    let size = 0;
    const first: { signature: string; line: number; read: number }[] = [];
    await analyzePaths([path], {
      ...options,
      onProgress: (done, total) => {
        read = done;
        size = total;
      },
      onFirst: ({ id }, { line }) => first.push({ signature: id, line, read }),
    });
    const refused = first.filter(({ signature }) => signature === 'db-connect-refused');
    assert.deepEqual(
      refused.map(({ line }) => line),
      [2],
    );
    assert.ok(refused[0]!.read < size / 10, `${refused[0]!.read} of ${size} bytes`);
  });

  it('gives the same with a second thread that scans ahead', async () => {
    const path = folder.write('nova-conductor.log', largeLog());
    const alone = await analyzePaths([path], options);
    const together = await analyzePaths([path], { ...options, scanWorker });
    assert.deepEqual(together, alone);
    assert.equal(alone.analysis.findings.find(({ signature }) => signature === 'db-connect-refused')?.count, 2);
  });

  it('gives the same in an error storm, where the second thread gives up', async () => {
    const line = record(1, 'ERROR', 'nova.compute.manager', `Instance failed to spawn ${'x'.repeat(150)}`);
    const path = folder.write('nova-compute.log', line.repeat(Math.ceil((70 * 1024 * 1024) / line.length)));
    const alone = await analyzePaths([path], options);
    assert.deepEqual(await analyzePaths([path], { ...options, scanWorker }), alone);
    assert.deepEqual(alone.problems, []);
  });

  it('ends with the reason of its signal when it is cancelled, with a second thread too', async () => {
    const path = folder.write('nova-conductor.log', largeLog());
    const cancellation = new AbortController();
    const onProgress = () => cancellation.abort(new Error('no longer wanted'));
    const cancelled = analyzePaths([path], { ...options, scanWorker, signal: cancellation.signal, onProgress });
    await assert.rejects(cancelled, /no longer wanted/);
  });
});
