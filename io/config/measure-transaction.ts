import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compileFormats } from '../../core/log/format.ts';
import { longestTransactionOf, type MeasuredTransaction } from '../../core/log/longest-transaction.ts';
import { analyzePaths } from '../files/analyze-paths.ts';
import type { LogKnowledge } from '../knowledge.ts';

/** More than this is not read for one number. */
const mostBytes = 256 * 1024 * 1024;

/**
 * Measures the longest transaction in logs of nova, the smallest logs first, as far as 256 MB reach.
 * @returns undefined where none of them shows one.
 * @throws the signal's reason when it is aborted.
 */
export async function measureTransaction(
  logs: readonly string[],
  knowledge: LogKnowledge,
  signal: AbortSignal | undefined,
): Promise<MeasuredTransaction | undefined> {
  const sized = await Promise.all(logs.map(async path => ({ path, bytes: await sizeOf(path) })));
  const chosen: string[] = [];
  let left = mostBytes;
  for (const { path, bytes } of sized.toSorted((one, other) => one.bytes - other.bytes)) {
    if (bytes === 0 || bytes > left) continue;
    left -= bytes;
    chosen.push(path);
  }
  if (chosen.length === 0) return undefined;
  const { analysis } = await analyzePaths(chosen, {
    ...knowledge,
    formats: compileFormats(knowledge.formats),
    ...(signal && { signal }),
  });
  return longestTransactionOf(analysis);
}

/** A log that is gone or closed to us measures nothing, which is no failure of judging configuration. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    found => found.size,
    () => 0,
  );
}

/** Logs of nova in a folder and in the folders directly below it, as they lie beside a `.nova-doctor.yaml`. */
export async function logsBeside(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  const below = entries.filter(entry => entry.isDirectory() && !/^(?:\.|node_modules$)/.test(entry.name));
  const deeper = await Promise.all(below.map(entry => logsIn(join(folder, entry.name))));
  return [...(await logsIn(folder)), ...deeper.flat()];
}

async function logsIn(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  return entries
    .filter(entry => entry.isFile() && /^(?:nova|n-)[\w-]*\.log(?:\.\d+)?$/.test(entry.name))
    .map(entry => join(folder, entry.name));
}

/** Nothing for a folder that cannot be read. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
