import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import type { InputProblem } from '../files/problem.ts';
import { readLogs } from '../files/read-logs.ts';
import { isTar, packingOf } from '../files/sniff.ts';

/** Whether a file is packed, so that it has to be unpacked before its lines can be found by their offsets. */
export function isPacked(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const head = Buffer.alloc(1024);
    const bytes = head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
    return packingOf(bytes) !== undefined || isTar(bytes);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Unpacks a log (gzip, zstd, xz) into a file.
 * @param onProgress gets the packed bytes that were read, and how many there are.
 * @returns what could not be read; what came before a damage is there nevertheless. Of an archive the first log is taken.
 */
export async function unpackTo(
  path: string,
  target: string,
  onProgress: (done: number, total: number) => void,
): Promise<readonly InputProblem[]> {
  const { size, mtimeMs } = statSync(path);
  const descriptor = openSync(target, 'w', 0o600);
  let done = 0;
  let logs = 0;
  try {
    const files = [{ path, bytes: size, modified: mtimeMs, from: path }];
    return await readLogs(
      [{ path, files, isGiven: true, isLog: true }],
      () => {
        const isFirst = logs++ === 0;
        return {
          startFile: () => {},
          push: bytes => {
            if (isFirst) writeSync(descriptor, bytes);
          },
          end: () => {},
        };
      },
      {
        formats: [],
        onProgress: bytes => {
          done += bytes;
          onProgress(done, size);
        },
      },
    );
  } finally {
    closeSync(descriptor);
  }
}
