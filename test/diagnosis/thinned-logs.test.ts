import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { wireCommand } from '../../core/cluster/command.ts';
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

/** Runs the command in a real shell, as it comes over SSH. */
async function thin(files: readonly ThinFile[]): Promise<Uint8Array> {
  const mark = 'mark';
  const { line, input } = wireCommand(thinLogsCommand(files, lifeSignLoggers), 'none', mark);
  const child = spawn('/bin/sh', ['-c', line], { stdio: ['pipe', 'pipe', 'pipe'] });
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
