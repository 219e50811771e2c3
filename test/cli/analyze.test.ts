import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { sampleLog } from '../unit/io/read-paths.ts';
import { type TemporaryFolder, temporaryFolder } from '../unit/io/temporary-folder.ts';
import { type Program, programs, projectFolder } from './program.ts';

const incident = join('examples', 'incident');
const realLogs = join('test', 'fixtures', 'real-logs');
/** This log names one error that loses work, and a password. */
const leaky =
  '2026-11-22 14:00:00.000 7 ERROR oslo_db.sqlalchemy.engines [-] Database connection was found disconnected; reconnecting: ' +
  "oslo_db.exception.DBConnectionError: (pymysql.err.OperationalError) (2013, 'Lost connection to MySQL server during query') " +
  'mysql+pymysql://nova:Tr0ub4dor@db/nova\n' +
  '2026-11-22 14:00:01.000 7 ERROR nova.foo [-] Strange thing with password=Tr0ub4dor happened\n';

interface Report {
  readonly version: number;
  readonly files: { path: string; lines: number; entries: number; parts?: { path: string; lines: number }[] }[];
  readonly findings: { signature: string; count: number; first: { path: string; line: number; time: string | null } }[];
  readonly incidents: { rootCause: string; severity: string; findings: number[]; start: string | null }[];
  readonly unknown: { shape: string; count: number }[];
  readonly problems: { path: string; kind: string }[];
}

async function reportOf(program: Program, args: readonly string[], input?: Uint8Array | string): Promise<Report> {
  const ended = await program.run(['analyze', '--format', 'json', '--fail-on', 'never', ...args], {
    ...(input === undefined ? {} : { input }),
  });
  assert.equal(ended.stderr, '');
  assert.equal(ended.status, 0);
  return JSON.parse(ended.stdout) as Report;
}

for (const program of programs) {
  describe(`analyze from ${program.name}`, () => {
    const { run } = program;
    let folder: TemporaryFolder;
    beforeEach(() => {
      folder = temporaryFolder();
    });
    afterEach(() => folder.remove());

    it('prints the shape of the contract as JSON', async () => {
      const { stdout, stderr, status } = await run(['analyze', incident, '--format', 'json']);
      assert.equal(stderr, '');
      assert.equal(status, 1);
      const report = JSON.parse(stdout) as Report & { elapsedMs: number };
      assert.equal(report.version, 1);
      assert.ok(Number.isInteger(report.elapsedMs));
      assert.deepEqual(
        report.files.map(file => file.path.replaceAll('\\', '/')),
        ['cmp1/nova-compute.log', 'ctl1/nova-api.log', 'ctl1/nova-conductor.log', 'ctl2/nova-conductor.log']
          .concat(['ctl3/nova-api.log', 'ctl3/nova-conductor.log'])
          .map(path => `examples/incident/${path}`),
      );
      assert.equal(report.incidents[0]?.rootCause, 'middleware-transaction-timeout');
      assert.match(String(report.incidents[0]?.start), /^2024-08-02T09:\d\d:\d\d\.\d{3}$/);
      for (const { findings } of report.incidents) {
        for (const index of findings) assert.ok(report.findings[index] !== undefined);
      }
      for (const { first } of report.findings) {
        const lines = readFileSync(join(projectFolder, first.path), 'utf8').split('\n');
        assert.ok(first.line >= 1 && first.line <= lines.length);
      }
    });

    it('ends with what --fail-on says', async () => {
      const healthy = join(realLogs, 'a_healthy_idle', 'logs');
      const statusOf = async (...args: string[]) => (await run(['analyze', ...args])).status;
      assert.equal(await statusOf(healthy), 0);
      assert.equal(await statusOf(healthy, '--fail-on', 'warning'), 0);
      assert.equal(await statusOf(incident), 1);
      assert.equal(await statusOf(incident, '--fail-on', 'never'), 0);
    });

    it('ends with 2 when something could not be read, says what and why, and reports the rest', async () => {
      const zip = folder.write('old.log.zip', Buffer.from('504b0304', 'hex'));
      const { status, stdout, stderr } = await run(['analyze', 'gone.log', incident, zip, '--format', 'json']);
      assert.equal(status, 2);
      assert.match(stderr, /^nova-doctor: gone\.log: there is no such file or folder\.\n/);
      assert.match(stderr, /old\.log\.zip: packed with zip/);
      const report = JSON.parse(stdout) as Report;
      assert.equal(report.incidents.length, 1);
      assert.deepEqual(
        report.problems.map(problem => problem.kind),
        ['missing', 'unsupported'],
      );
    });

    it('finds the same in a folder, in packed files, in standard input and in an archive', async () => {
      const plain = await reportOf(program, [join(incident, 'ctl1', 'nova-conductor.log')]);
      assert.ok(plain.findings.length > 0);
      const log = readFileSync(join(projectFolder, incident, 'ctl1', 'nova-conductor.log'));
      const packed = folder.write('nova-conductor.log.gz', gzipSync(log));
      for (const other of [
        await reportOf(program, [packed]),
        await reportOf(program, ['-'], log),
        await reportOf(program, ['-'], gzipSync(log)),
      ]) {
        const facts = (report: Report) => ({
          incidents: report.incidents.map(({ rootCause }) => rootCause),
          findings: report.findings.map(({ signature, count, first }) => [signature, count, first.line, first.time]),
          lines: report.files.map(file => file.lines),
        });
        assert.deepEqual(facts(other), facts(plain));
      }
    });

    it('reads large members of an archive without a word', async () => {
      const log = sampleLog(60_000);
      const archive = pack();
      archive.entry({ name: 'kolla/nova/nova-api.log' }, log);
      archive.entry({ name: 'kolla/nova/nova-compute.log' }, log);
      archive.finalize();
      const blocks: Uint8Array[] = [];
      for await (const block of archive) blocks.push(block as Uint8Array);
      const { files } = await reportOf(program, [folder.write('kolla.tar', Buffer.concat(blocks))]);
      assert.deepEqual(
        files.map(file => [file.path.slice(folder.path.length + 1), file.entries]),
        ['nova-api', 'nova-compute'].map(name => [join('kolla.tar', 'kolla', 'nova', `${name}.log`), 60_000]),
      );
    });

    it('takes a rotated set for one log', async () => {
      const hour = 3_600_000;
      const start = Date.UTC(2026, 10, 22, 14);
      folder.write('nova-api.log.2.gz', gzipSync(sampleLog(20, start - 2 * hour)));
      folder.write('nova-api.log.1', sampleLog(20, start - hour));
      folder.write('nova-api.log', sampleLog(20, start));
      const { files, unknown } = await reportOf(program, [folder.path]);
      assert.equal(files.length, 1);
      assert.equal(files[0]?.path, join(folder.path, 'nova-api.log'));
      assert.equal(files[0]?.entries, 60);
      assert.deepEqual(
        files[0]?.parts,
        ['nova-api.log.2.gz', 'nova-api.log.1', 'nova-api.log'].map(name => ({
          path: join(folder.path, name),
          lines: 24,
        })),
      );
      assert.equal(
        unknown.reduce((sum, group) => sum + group.count, 0),
        6,
      );
    });

    it('counts only entries of the time that was asked for', async () => {
      const start = Date.UTC(2026, 10, 22, 14);
      // An error every tenth second from 14:00:09 to 16:46:39.
      const path = folder.write('nova-api.log', sampleLog(10_000, start));
      const packed = folder.write('packed/nova-api.log.gz', gzipSync(sampleLog(10_000, start)));
      const countOf = async (...args: string[]) =>
        (await reportOf(program, args)).unknown.reduce((sum, group) => sum + group.count, 0);
      assert.equal(await countOf(path), 1000);
      assert.equal(await countOf(path, '--since', '2026-11-22T16:00'), 280);
      assert.equal(await countOf(path, '--until', '2026-11-22 14:10:00'), 60);
      assert.equal(await countOf(path, '--since', '16:00', '--until', '16:10'), 60);
      assert.equal(await countOf(path, '--since', '10m'), 61);
      assert.equal(await countOf(packed, '--since', '10m'), 61);
      assert.equal(await countOf(path, '--since', '2026-11-23'), 0);
    });

    it('shows no secret in any format', async () => {
      const path = folder.write('nova-conductor.log', leaky);
      for (const format of ['text', 'json', 'markdown', 'html', 'sarif']) {
        const { stdout, stderr } = await run(['analyze', path, '--format', format]);
        assert.ok(stdout.length > 100);
        assert.ok(!`${stdout}${stderr}`.includes('Tr0ub4dor'), format);
      }
      const { stdout } = await run(['analyze', path, '--format', 'json']);
      assert.ok(stdout.includes('nova:[redacted-1]@db'));
      assert.ok(stdout.includes('Strange thing with password=[redacted-*] happened'));
    });

    it('prints no colours and no progress where nobody looks, and no control characters of names', async () => {
      cpSync(join(projectFolder, incident, 'ctl1', 'nova-conductor.log'), join(folder.path, 'a\u001b[31m\nb.log'));
      const { stdout, stderr } = await run(['analyze', folder.path, 'gone\u001b[31m']);
      assert.match(stdout, /^ERROR {2}A database proxy/);
      assert.ok(!stdout.includes('\u001b'));
      assert.ok(stdout.includes('a\\x1b[31m'));
      assert.equal(stderr, 'nova-doctor: gone\\x1b[31m: there is no such file or folder.\n');
    });

    it('is quiet when the reader of its output goes away', async () => {
      const child = program.start(['analyze', realLogs, '--format', 'json']);
      child.stdin.end();
      const stderr: Buffer[] = [];
      child.stderr.on('data', (block: Buffer) => stderr.push(block));
      await once(child.stdout, 'data');
      child.stdout.destroy();
      const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
      assert.equal(Buffer.concat(stderr).toString(), '');
      assert.deepEqual([signal, status === 0 || status === 1], [null, true]);
    });

    it('ends with 130 when it is interrupted', async () => {
      const child = program.start(['analyze', '-', '--format', 'json']);
      const closed = once(child, 'close') as Promise<[number | null, string | null]>;
      // More than a pipe holds: when it is all taken, the program is reading.
      const block = sampleLog(20_000);
      await new Promise<void>(resolve => child.stdin.write(block, () => resolve()));
      child.stdin.on('error', () => {});
      child.kill('SIGINT');
      assert.deepEqual(await closed, [130, null]);
    });
  });
}
