import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { CompiledFormat } from '../../core/log/format.ts';
import { type InputFile, isStream, type LogInput } from './input.ts';
import { createLogEntries } from './log-entries.ts';
import { readLogs } from './read-logs.ts';
import { isTar, packingOf, readHead } from './sniff.ts';

/** So much of a plain file's end is read to find its last time; an entry is rarely longer. */
const tailBytes = 1024 * 1024;

/**
 * The last time in logs, for windows that are counted from it. Of plain files only the end is read; packed ones have to
 * be read whole.
 * @returns undefined when no file names a time. Streams are not read, for they could not be read again.
 */
export async function lastTimeOf(
  inputs: readonly LogInput[],
  formats: readonly CompiledFormat[],
  signal?: AbortSignal,
): Promise<number | undefined> {
  let last: number | undefined;
  const take = (time: number | undefined): void => {
    if (time !== undefined) last = Math.max(last ?? time, time);
  };
  for (const input of inputs) {
    const newest = input.files.at(-1)!;
    if (isStream(newest.from)) continue;
    const tail = readTail(newest);
    if (tail !== undefined) {
      take(readHead(tail, formats).lastTime);
      continue;
    }
    await readLogs(
      [{ ...input, files: [newest] }],
      () => createLogEntries({ formats, onEntry: () => {}, onEnd: counts => take(counts.lastTime) }),
      signal === undefined ? { formats } : { formats, signal },
    );
  }
  return last;
}

/** The end of a plain file; undefined for packed files, archives and what cannot be read (which is told later). */
function readTail(file: InputFile): Buffer | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file.from as string | Buffer, 'r');
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const { size } = fstatSync(descriptor);
    const head = Buffer.alloc(Math.min(size, 1024));
    readSync(descriptor, head, 0, head.length, 0);
    if (packingOf(head) || isTar(head)) return undefined;
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    return tail.subarray(0, readSync(descriptor, tail, 0, tail.length, Math.max(0, size - tail.length)));
  } catch {
    return Buffer.alloc(0);
  } finally {
    closeSync(descriptor);
  }
}
