import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Entry } from '../../core/log/entry.ts';
import { readEntries } from './read-log.ts';

const folder = new URL('../fixtures/real-logs/', import.meta.url);

/** Logs with tracebacks, messages of several lines, instances, remote errors and JSON. */
const logs = [
  'd_pool_exhausted/logs/nova-compute.log.gz',
  'f2_deadlock/logs/nova-dbload.log.gz',
  'f2_deadlock/logs/mariadb-error.log.gz',
  'j5_service_version_too_old/logs/nova-conductor.log.gz',
  'k_read_only/logs/mariadb-error.log.gz',
  'g4_heartbeats_missed/logs/rabbitmq.log.gz',
];

const textOf = (name: string) => gunzipSync(readFileSync(new URL(name, folder))).toString('utf8');
const lines = (text: string, change: (line: string) => string) =>
  text
    .split('\n')
    .map((line, index, all) => (index === all.length - 1 && line === '' ? '' : change(line)))
    .join('\n');
const json = (line: string) =>
  JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-11-22T14:14:08.120345678Z' });

const wrappings: Readonly<Record<string, (line: string) => string>> = {
  'CRLF line ends': line => `${line}\r`,
  'colours at the end of the line': line => `${line}\u001b[00m`,
  'NUL bytes': line => line.replace(' ', ' \0'),
  'journalctl -o short': line => `Nov 22 14:14:08 ctl1 nova-conductor[123]: ${line}`,
  'journalctl -o short-iso': line => `2026-11-22T14:14:08+0000 ctl1 nova-conductor[123]: ${line}`,
  'journalctl -o json': line =>
    JSON.stringify({
      MESSAGE: line,
      _HOSTNAME: 'ctl1',
      SYSLOG_IDENTIFIER: 'nova',
      __REALTIME_TIMESTAMP: '1795356848120345',
    }),
  'RFC 5424': line => `<165>1 2026-11-22T14:14:08.120003Z ctl1 nova-conductor 123 - - ${line}`,
  'docker logs -t': line => `2026-11-22T14:14:08.123456789Z ${line}`,
  "Docker's json-file": json,
  CRI: line => `2026-11-22T14:14:08.123456789Z stderr F ${line}`,
  'kubectl logs --prefix': line => `[pod/nova-conductor-0/nova-conductor] ${line}`,
  'kubectl logs --prefix --timestamps': line =>
    `[pod/nova-conductor-0/nova-conductor] 2026-11-22T14:14:08.123456789Z ${line}`,
  'docker compose logs': line => `nova_conductor-1  | ${line}`,
  'grep -H': line => `ctl1/nova-conductor.log:${line}`,
  'grep -Hn': line => `ctl1/nova-conductor.log:17:${line}`,
  "Apache's ErrorLogFormat": line => `2026-11-22 14:14:08.120345 ${line}`,
  'kubectl over docker over journald': line =>
    `[pod/nova-conductor-0/nova-conductor] ${json(`Nov 22 14:14:08 ctl1 nova-conductor[123]: ${line}`)}`,
};

/** What a wrapper must not change. */
function core(entry: Entry): unknown {
  const {
    format,
    time,
    level,
    pid,
    logger,
    requestId,
    globalRequestId,
    userId,
    projectId,
    instance,
    message,
    traceback,
    line,
    lineCount,
  } = entry;
  return {
    format,
    time,
    level,
    pid,
    logger,
    requestId,
    globalRequestId,
    userId,
    projectId,
    instance,
    message,
    traceback,
    line,
    lineCount,
  };
}

describe('wrapped logs', () => {
  for (const name of logs) {
    describe(name.replace(/\.gz$/, ''), () => {
      const text = textOf(name);
      const plain = readEntries(text);
      for (const [title, wrap] of Object.entries(wrappings)) {
        it(`are read as bare ones: ${title}`, () => {
          const wrapped = readEntries(lines(text, wrap));
          // The wrapper's process counts where the bare log names none.
          const withoutPid = ({ pid, ...rest }: Entry): Entry =>
            pid === undefined || pid === 123 ? rest : { ...rest, pid };
          assert.deepEqual(
            wrapped.entries.map(entry => core(withoutPid(entry))),
            plain.entries.map(core),
          );
          assert.equal(wrapped.counts.unreadLines, plain.counts.unreadLines);
        }).timeout(60_000);
      }
    });
  }

  it('of two containers in one stream are told apart', () => {
    const one = textOf(logs[0]!).split('\n');
    const other = textOf('j5_service_version_too_old/logs/nova-conductor.log.gz').split('\n');
    const merged: string[] = [];
    for (let index = 0; index < Math.max(one.length, other.length); index++) {
      if (index < one.length - 1) merged.push(`[pod/a-0/nova-compute] ${one[index]}`);
      if (index < other.length - 1) merged.push(`[pod/b-0/nova-conductor] ${other[index]}`);
    }
    const { entries } = readEntries(`${merged.join('\n')}\n`);
    const texts = (list: readonly Entry[]) =>
      list.map(({ message, traceback, lineCount }) => ({ message, traceback, lineCount }));
    assert.deepEqual(texts(entries.filter(entry => entry.file === 'a-0')), texts(readEntries(one.join('\n')).entries));
    assert.deepEqual(
      texts(entries.filter(entry => entry.file === 'b-0')),
      texts(readEntries(other.join('\n')).entries),
    );
  }).timeout(60_000);
});
