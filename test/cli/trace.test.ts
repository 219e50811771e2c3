import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Program, programs, projectFolder } from './program.ts';

const runs = join('test', 'fixtures', 'real-logs');
const noHost = join(runs, 'i3_no_valid_host', 'logs');
const healthy = join(runs, 'a2_healthy_load', 'logs');
const failedRequest = 'req-4ed54af4-634d-4552-80a4-55839ec3958e';
const builtInstance = 'daa428b7-3744-40b6-93b0-0c336e598f67';

interface TraceReport {
  readonly version: number;
  readonly id: string;
  readonly kind: string;
  readonly operation: { id: string; requestId: string } | null;
  readonly instance: string | null;
  readonly stages: { stage: string; first: string | null; durationMs: number | null; entries: number }[];
  readonly outcome: { state: string; tookMs: number | null };
  readonly brokeAt: { stage: string; service: string; text: string; path: string; line: number } | null;
  readonly unanswered: { service: string; by: string; line: number }[];
  readonly entries: { path: string; line: number; time: string | null; text: string; relation: string }[];
  readonly problems: { kind: string }[];
}

async function reportOf(program: Program, args: readonly string[], input?: Uint8Array): Promise<TraceReport> {
  const ended = await program.run(['trace', ...args, '--format', 'json'], input === undefined ? {} : { input });
  assert.equal(ended.stderr, '');
  return JSON.parse(ended.stdout) as TraceReport;
}

for (const program of programs) {
  describe(`trace from ${program.name}`, () => {
    const { run } = program;

    it('names the service that did not answer', async () => {
      const request = 'req-c27d8b91-4f3a-46d5-a0e9-7b1c6d5e2f38';
      const { stdout } = await run(['trace', request, join('examples', 'incident')]);
      assert.match(stdout, /^ {2}no answer +nova-compute$/m);
      const report = await reportOf(program, [request, join('examples', 'incident')]);
      assert.deepEqual(
        report.unanswered.map(({ service, by, line }) => [service, by, line]),
        [['nova-compute', 'queue', 40]],
      );
    });

    it('prints the shape of the contract as JSON', async () => {
      const { stdout, stderr, status } = await run(['trace', failedRequest, noHost, '--format', 'json']);
      assert.equal(stderr, '');
      assert.equal(status, 1, 'it failed');
      const report = JSON.parse(stdout) as TraceReport & Record<string, unknown>;
      assert.deepEqual(
        Object.keys(report),
        'version id kind operation operations requests instance instances call stages lastStage outcome brokeAt unanswered entries leftOut skew assumptions problems elapsedMs'.split(
          ' ',
        ),
      );
      assert.equal(report.version, 1);
      assert.equal(report.id, failedRequest);
      assert.equal(report.kind, 'request');
      assert.equal(report.operation?.id, 'server-create');
      assert.equal(report.outcome.state, 'failed');
      assert.equal(report.stages.length, 10);
      assert.deepEqual(
        report.stages.filter(({ entries }) => entries > 0).map(({ stage, first }) => `${stage} ${first}`),
        ['request 2026-11-22T14:41:17.739', 'scheduling 2026-11-22T14:41:18.055'],
      );
      const { brokeAt } = report;
      assert.equal(brokeAt?.stage, 'scheduling');
      assert.equal(brokeAt?.service, 'nova-conductor');
      assert.equal(brokeAt?.line, 10);
      assert.match(String(brokeAt?.path), /nova-conductor\.log\.gz$/);
      assert.deepEqual(Object.keys(report.entries[0]!).sort(), [
        'alignedTime',
        'globalRequestId',
        'host',
        'instance',
        'level',
        'line',
        'logger',
        'path',
        'relation',
        'requestId',
        'service',
        'stage',
        'text',
        'time',
      ]);
    });

    it('tells people the answer first', async () => {
      const { stdout, status } = await run(['trace', failedRequest, noHost], { environment: { COLUMNS: '120' } });
      assert.equal(status, 1);
      const lines = stdout.split('\n');
      assert.equal(lines[0], 'Failed after 693 ms: create an instance');
      assert.match(stdout, /broke at\s+stage 4 \(scheduling\), nova-conductor, \S+nova-conductor\.log\.gz:10\n/);
      assert.match(
        stdout,
        /\n {3}4 scheduling +492 ms {2}█+ {2}5× nova-conductor, nova-scheduler, placement {2}error\n/,
      );
      assert.match(stdout, /\n {3}5 hand-over +–\n/);
      assert.match(stdout, /\nEntries \(6\)\n {2}14:41:17\.940 +\+0\.000 {2}nova-api +INFO +127\.0\.0\.1 "POST/);
      assert.ok(!stdout.includes('\u001b'), 'no colours in a pipe');
    });

    it('exits with 0 when it ended well, in Chinese too', async () => {
      const { stdout, status } = await run(['trace', builtInstance, healthy, '--lang', 'zh-cn']);
      assert.equal(status, 0);
      assert.match(stdout, /^成功，用时 1\.51 秒：创建云主机\n/);
      assert.match(stdout, /\n {3}4 调度 /);
    });

    it('reads standard input, and searches it again for what became known late', async () => {
      const logs = ['nova-api', 'nova-compute'].map(name =>
        gunzipSync(readFileSync(join(projectFolder, healthy, `${name}.log.gz`))),
      );
      const report = await reportOf(program, [builtInstance, '-'], Buffer.concat(logs));
      assert.match(report.entries[0]!.text, /"POST \/v2\.1\/servers HTTP/);
      assert.equal(report.operation?.requestId, 'req-70df1fdd-8566-417f-ad98-d853a5973bcc');
    });

    it('says that nothing names an id, and exits with 1', async () => {
      const { stdout, status } = await run(['trace', 'req-00000000-0000-4000-8000-000000000000', healthy]);
      assert.equal(stdout, 'No entry names req-00000000-0000-4000-8000-000000000000.\n');
      assert.equal(status, 1);
    });

    it('takes an id as plain text, whatever is in it', async () => {
      for (const id of ['(a+)+$|.*[^x]', '\\d{8}\\d{8}', '*.log nova', '%s%s%s%s%n']) {
        const report = await reportOf(program, [id, healthy]);
        assert.equal(report.kind, 'text');
        assert.deepEqual(report.entries, []);
      }
      const dashed = await run(['trace', '--', '--not-an-option', healthy]);
      assert.equal(dashed.stdout, 'No entry names --not-an-option.\n');
    });

    it('refuses what cannot be followed, and says why', async () => {
      const refused: readonly (readonly [string, RegExp])[] = [
        ['req-70d', /^nova-doctor: req-70d is too short to be traced: at least 8 characters are needed\./],
        ['', /^nova-doctor: The id to be traced is empty\./],
        ['x'.repeat(201), /^nova-doctor: The id to be traced is longer than 200 characters\./],
        ['two\nlines of it', /^nova-doctor: The id to be traced has line ends or other control characters in it\./],
      ];
      for (const [id, expected] of refused) {
        const { stderr, stdout, status } = await run(['trace', id, healthy]);
        assert.match(stderr, expected);
        assert.equal(stdout, '');
        assert.equal(status, 2);
      }
      const { stderr, status } = await run(['trace', failedRequest]);
      assert.match(stderr, /^nova-doctor: trace needs an id, and a file, a folder or - for standard input\./);
      assert.equal(status, 2);
    });

    it('reports what could be read when something could not', async () => {
      const { stdout, stderr, status } = await run(['trace', failedRequest, noHost, 'missing.log', '--format', 'json']);
      assert.match(stderr, /^nova-doctor: missing\.log: there is no such file or folder\.\n/);
      assert.equal(status, 2);
      const report = JSON.parse(stdout) as TraceReport;
      assert.equal(report.entries.length, 6);
      assert.deepEqual(
        report.problems.map(({ kind }) => kind),
        ['missing'],
      );
    });

    it('hides secrets', async () => {
      const line = (text: string) =>
        `2026-11-22 14:00:00.000 7 ERROR nova.foo [None ${failedRequest} u p - - d d] ${text}\n`;
      const input = Buffer.from(line('no access: mysql+pymysql://nova:Tr0ub4dor@db/nova and password=Tr0ub4dor'));
      for (const format of ['text', 'json']) {
        const { stdout } = await run(['trace', failedRequest, '-', '--format', format], { input });
        assert.match(stdout, /\[redacted-1\]/);
        assert.ok(!stdout.includes('Tr0ub4dor'));
      }
    });

    it('ends when it is interrupted', async () => {
      const child = program.start(['trace', failedRequest, '-']);
      child.stdin.on('error', () => {});
      child.stdin.write(`${'x'.repeat(1 << 20)}\n`);
      // Once the pipe is drained it is reading.
      await once(child.stdin, 'drain');
      // Its input stays open: only the interruption can end it.
      child.kill('SIGINT');
      const [status] = await once(child, 'close');
      child.stdin.destroy();
      assert.equal(status, 130);
    });
  });
}
