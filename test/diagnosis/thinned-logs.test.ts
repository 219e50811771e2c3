import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { wireCommand } from '../../core/cluster/command.ts';
import { pathOfSource, sourceOfPath } from '../../core/cluster/follow-source.ts';
import { type ThinFile, thinLogsCommand } from '../../core/cluster/thin-logs.ts';
import type { Analysis } from '../../core/log/analysis.ts';
import type { FetchedLogs } from '../../core/log/fetched-logs.ts';
import { compileFormats } from '../../core/log/format.ts';
import { lifeSignLoggers } from '../../core/log/life-sign-loggers.ts';
import { createSignatureMatcher } from '../../core/log/signature-matcher.ts';
import { type AnalyzePathsOptions, analyzePaths } from '../../io/files/analyze-paths.ts';
import { readLogKnowledge } from '../../io/knowledge.ts';
import { realRuns } from './real-runs.ts';

const knowledge = readLogKnowledge(join(import.meta.dirname, '../../knowledge'));
const options: AnalyzePathsOptions = {
  ...knowledge,
  formats: compileFormats(knowledge.formats),
  matcher: createSignatureMatcher(knowledge.signatures),
};

describe('logs that a controller thins', () => {
  let folder: string;
  let whole = 0;
  let travelled = 0;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-thinned-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    console.log(`      ${travelled} bytes travelled of ${whole}`);
  });

  for (const run of realRuns()) {
    it(`are analysed as the whole logs are: ${run.name}`, async () => {
      const logs = join(folder, run.name);
      mkdirSync(logs);
      const files = run.logs.map(({ path, bytes }, index): ThinFile => {
        // Every third one is as logrotate leaves it.
        const file = join(logs, basename(path)) + (index % 3 === 2 ? '.1.gz' : '');
        writeFileSync(file, index % 3 === 2 ? gzipSync(bytes) : bytes);
        whole += bytes.length;
        return { path: file, bytes: statSync(file).size };
      });
      const fetched = fetchedLogs(files, await thin(files), join(folder, `${run.name}.thinned`));
      travelled += fetched.bytes;
      const unthinned = fetchedLogs(
        files,
        wholeLogs(run.logs.map(({ bytes }) => bytes)),
        join(folder, `${run.name}.whole`),
      );
      const thinned = await analyzePaths([], { ...options, fetched: [fetched] });
      const expected = await analyzePaths([], { ...options, fetched: [unthinned] });
      assert.deepEqual([...thinned.problems, ...expected.problems], []);
      assert.deepEqual(thinned.analysis, expected.analysis);
      const onDisk = await analyzePaths(
        files.map(({ path }) => path),
        options,
      );
      assert.deepEqual(withoutHosts(thinned.analysis), withoutHosts(onDisk.analysis));
    });
  }
});

describe('what the journal keeps of a unit', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nova-doctor-journal-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What is sent of a unit whose messages are these. */
  async function sent(message: string, sinceSeconds?: number): Promise<string> {
    const program = join(folder, 'journalctl');
    const script = [
      '#!/bin/sh',
      `echo "$*" >> '${folder}/asked'`,
      `case "$*" in *"-o cat"*) echo '${message}' ;; *) echo '2026-11-22T14:14:08+0000 ctl1 nova-api[7]: ${message}' ;; esac`,
    ];
    writeFileSync(program, `${script.join('\n')}\n`, { mode: 0o755 });
    const source = { kind: 'unit' as const, unit: 'devstack@n-api.service' };
    const path = pathOfSource(sinceSeconds === undefined ? source : { ...source, sinceSeconds });
    assert.deepEqual(sourceOfPath(path), sinceSeconds === undefined ? source : { ...source, sinceSeconds });
    const packed = await thin([{ path, bytes: 0 }], `${folder}:${process.env.PATH}`);
    return gunzipSync(packed).toString();
  }

  it('is read with its own times, where it writes some', async () => {
    const line = '2026-11-22 14:14:08.120 7 ERROR nova.x [-] failed';
    assert.equal(await sent(line, 1_795_348_800), `>0\n ${line}\n.\n`);
    assert.match(
      readFileSync(join(folder, 'asked'), 'utf8'),
      /-o cat --since @1795348800 -u devstack@n-api\.service\n$/,
    );
  });

  it('and with those of the journal, where it writes none', async () => {
    assert.match(await sent('ERROR nova.x [-] failed'), /^>0\n 2026-11-22T14:14:08\+0000 ctl1 nova-api\[7\]: ERROR/);
  });
});

/** Runs the command in a real shell, as it comes over SSH. */
async function thin(files: readonly ThinFile[], programs = process.env.PATH): Promise<Uint8Array> {
  const mark = 'mark';
  const { line, input } = wireCommand(thinLogsCommand(files, lifeSignLoggers), 'none', mark);
  const environment = { ...process.env, PATH: programs };
  const child = spawn('/bin/sh', ['-c', line], { stdio: ['pipe', 'pipe', 'pipe'], env: environment });
  child.stdin.write(input);
  const [output, said] = await Promise.all([buffer(child.stdout), buffer(child.stderr), once(child, 'close')]);
  assert.doesNotMatch(said.toString(), /failed|cut|not found/);
  return output.subarray(mark.length + 1);
}

/** The same logs with nothing left out, in the same form. */
function wholeLogs(logs: readonly Uint8Array[]): Uint8Array {
  const parts = logs.map((bytes, index) => {
    const lines = Buffer.from(bytes).toString('latin1').replace(/\n$/, '').split('\n');
    return `>${index}\n${lines.map(line => ` ${line}\n`).join('')}`;
  });
  return Buffer.from(`${parts.join('')}.\n`, 'latin1');
}

function fetchedLogs(files: readonly ThinFile[], bytes: Uint8Array, target: string): FetchedLogs {
  writeFileSync(target, bytes);
  return {
    controller: 'ctl1',
    logs: files.map(({ path }) => ({ path, files: [{ path, modified: statSync(path).mtimeMs }] })),
    file: target,
    bytes: bytes.length,
    problems: [],
  };
}

/** What does not depend on the name of the host: a log on the disk may tell it or not, a controller has one. */
function withoutHosts({ files, findings, incidents, unknown }: Analysis): unknown {
  return {
    files: files.map(({ host: _, ...file }) => file),
    findings: findings.map(({ signature, count, first, last, perFile }) => ({
      signature,
      count,
      first,
      last,
      perFile,
    })),
    incidents: incidents.map(({ rootCause, severity, signature }) => ({ rootCause, severity, signature })),
    unknown,
  };
}
