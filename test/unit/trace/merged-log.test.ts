import assert from 'node:assert/strict';
import { type MergedLog, mergedLog } from '../../../core/log/trace/merged-log.ts';
import type { Trace } from '../../../core/log/trace/trace.ts';
import { english } from '../../../core/text/l10n.ts';
import { createRedactor } from '../../../core/text/redact.ts';
import { readEntries } from '../read-log.ts';
import { follow, followInRun, withLogs } from './follow.ts';
import { bootRequest, rescheduledBoot } from './rescheduled-boot.ts';

function merge(trace: Trace): MergedLog {
  const pathLabel = (path: string) => path.split('/').slice(-2).join('/');
  return mergedLog(trace, { l10n: english, redactor: createRedactor(), pathLabel });
}

const request = 'req-4be1c0d7-93a2-4f0e-8c55-d20f7a6e19b3';
const context = `[None ${request} 7d0f2a9b8c6e4f1d 6f70656e737461636b20697320666f73 - - default default]`;

describe('a merged log', () => {
  it('has the entries of all files in the order of corrected times, each with its place', async () => {
    const logs = {
      'ctl1/nova-api.log': `2026-11-22 14:00:00.300 77 INFO nova.osapi_compute.wsgi.server ${context} 10.0.0.5 "POST /v2.1/servers HTTP/1.1" status: 202 len: 9 time: 0.2\n`,
      'ctl2/nova-scheduler.log': `unrelated\n2026-11-22 14:00:00.400 12 INFO nova.scheduler.manager ${context} Got one\n`,
      // This clock is behind.
      'cmp1/nova-compute.log': `2026-11-22 13:59:58.000 9 ERROR nova.compute.manager ${context} Failed: mysql+pymysql://nova:geheim12@10.0.0.9/nova\n2026-11-22 13:59:58.000 9 ERROR nova.compute.manager Traceback (most recent call last):\n2026-11-22 13:59:58.000 9 ERROR nova.compute.manager   File "/a.py", line 1, in x\n2026-11-22 13:59:58.000 9 ERROR nova.compute.manager ValueError: y\n`,
    };
    const log = await withLogs(logs, async folder => merge(await follow(request, [folder])));
    const lines = log.text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
    const short =
      '[None req-4be1c0d7-93a2-4f0e-8c55-d20f7a6e19b3 7d0f2a9b8c6e4f1d 6f70656e737461636b20697320666f73 - - -]';
    assert.deepEqual(lines, [
      `ctl1/nova-api.log:1:2026-11-22 14:00:00.300 77 INFO nova.osapi_compute.wsgi.server ${short} 10.0.0.5 "POST /v2.1/servers HTTP/1.1" status: 202 len: 9 time: 0.2`,
      `ctl2/nova-scheduler.log:2:2026-11-22 14:00:00.400 12 INFO nova.scheduler.manager ${short} Got one`,
      `cmp1/nova-compute.log:1:2026-11-22 14:00:00.401 9 ERROR nova.compute.manager ${short} Failed: mysql+pymysql://nova:[redacted-1]@10.0.0.9/nova`,
      'cmp1/nova-compute.log:2:2026-11-22 14:00:00.401 9 ERROR nova.compute.manager Traceback (most recent call last):',
      'cmp1/nova-compute.log:3:2026-11-22 14:00:00.401 9 ERROR nova.compute.manager   File "/a.py", line 1, in x',
      'cmp1/nova-compute.log:4:2026-11-22 14:00:00.401 9 ERROR nova.compute.manager ValueError: y',
    ]);
    assert.match(log.text, /# The clock of cmp1 is at least 2\.40 s behind that of ctl1/);
    const origins = log.origins.filter(origin => origin !== undefined);
    assert.deepEqual(
      origins.map(({ line, entry }) => [line, entry]),
      [
        [1, 0],
        [2, 1],
        [1, 2],
        [2, 2],
        [3, 2],
        [4, 2],
      ],
    );
    assert.equal(
      log.text.split('\n')[log.origins.indexOf(origins[1])]?.slice(0, origins[1]?.prefix),
      'ctl2/nova-scheduler.log:2:',
    );
  });

  it('knows the line of every part of chained tracebacks', async () => {
    const log = await withLogs(rescheduledBoot, async folder => merge(await follow(bootRequest, [folder])));
    const compute = rescheduledBoot['cmp2/nova-compute.log']!.split('\n');
    const lines = log.text.split('\n').flatMap((text, index) => {
      const origin = log.origins[index];
      return origin?.path.endsWith('cmp2/nova-compute.log') ? [{ text, origin }] : [];
    });
    assert.ok(new Set(lines.map(({ origin }) => origin.line)).size > 15);
    for (const { text, origin } of lines) {
      const written = compute[origin.line - 1]!;
      assert.equal(text.slice(-20).trim(), written.slice(-20).trim(), `line ${origin.line}`);
    }
  });

  for (const [run, id] of [
    ['i3_no_valid_host', 'req-4ed54af4-634d-4552-80a4-55839ec3958e'],
    ['healthy_json', 'req-7b37315e-6162-4de5-8bee-4e570319b162'],
    ['docker_db_killed', 'req-15079e04-bc81-40ff-b688-9ae18aaea98c'],
    ['journal_db_killed', 'req-ae6f93e9-0874-4b3c-89a0-f84f6dd67399'],
  ] as const) {
    it(`is read by every reader of logs as what its files say: ${run}`, async () => {
      const trace = await followInRun(run, id);
      const { entries } = readEntries(merge(trace).text, { allLevels: true });
      const what = (entry: { time?: number; logger: string; requestId?: string; message: string }) =>
        `${entry.time} ${entry.logger} ${entry.requestId} ${entry.message.split('\n')[0]?.trim()}`;
      assert.deepEqual(
        entries.filter(entry => entry.time !== undefined).map(what),
        trace.entries.map(({ entry, alignedTime }) =>
          what({ ...entry, time: alignedTime! + (trace.entries[0]!.zoneMinutes ?? 0) * 60_000 }),
        ),
      );
    });
  }
});
