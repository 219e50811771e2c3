import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Trace } from '../../../core/log/trace/trace.ts';
import { readTraceId } from '../../../core/log/trace/trace-id.ts';
import { tracePaths } from '../../../io/files/trace-paths.ts';
import { knowledge } from './trace-knowledge.ts';

const runs = fileURLToPath(new URL('../../fixtures/real-logs/', import.meta.url));

/** Follows an id through the logs of one of the real runs. */
export async function followInRun(run: string, id: string): Promise<Trace> {
  return await follow(id, [join(runs, run, 'logs')]);
}

export async function follow(written: string, paths: readonly string[]): Promise<Trace> {
  const read = readTraceId(written);
  if ('problem' in read) throw new Error(read.problem);
  const { trace, problems } = await tracePaths(read.id, paths, { knowledge });
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return trace;
}

/** Writes logs into a new folder, hands it over, and removes it again. */
export async function withLogs<T>(
  logs: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'trace-'));
  try {
    for (const [name, content] of Object.entries(logs)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The stages that were seen, by number. */
export function stagesSeen(trace: Trace): number[] {
  return trace.stages.filter(({ entries }) => entries > 0).map(({ number }) => number);
}
