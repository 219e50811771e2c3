import { Buffer } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { InputFailure } from './problem.ts';

/** A workspace may come from a stranger, and name a pipe that nobody writes to: opening it must not wait. Windows has no such flag. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const blockSize = 64 * 1024;

/**
 * Reads a small file to its end. What its size says is not believed: a device has none, and a file may grow.
 * @throws InputFailure `not-a-file` for pipes, devices and folders, `too-large` for what is longer than `mostBytes`; an error of
 * the file system for what cannot be read.
 */
export async function readWholeFile(path: string, mostBytes: number): Promise<Buffer> {
  const file = await open(path, withoutWaiting);
  try {
    if (!(await file.stat()).isFile()) throw new InputFailure('not-a-file', '');
    return await readToEnd(file, mostBytes);
  } finally {
    await file.close();
  }
}

/** The same for a path that a person named, which may be a pipe of the shell: `<(…)`. Its end is waited for. */
export async function readNamedFile(path: string, mostBytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    return await readToEnd(file, mostBytes);
  } finally {
    await file.close();
  }
}

async function readToEnd(file: FileHandle, mostBytes: number): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for (let size = 0; ; ) {
    const block = Buffer.allocUnsafe(blockSize);
    const { bytesRead } = await file.read(block, 0, blockSize, null);
    if (bytesRead === 0) return Buffer.concat(blocks);
    size += bytesRead;
    if (size > mostBytes) throw new InputFailure('too-large', String(Math.max(size, (await file.stat()).size)));
    blocks.push(block.subarray(0, bytesRead));
  }
}

/** As `readWholeFile`, where nobody can wait. */
export function readWholeFileNow(path: string, mostBytes: number): Buffer {
  const descriptor = openSync(path, withoutWaiting);
  try {
    if (!fstatSync(descriptor).isFile()) throw new InputFailure('not-a-file', '');
    const blocks: Buffer[] = [];
    for (let size = 0; ; ) {
      const block = Buffer.allocUnsafe(blockSize);
      const length = readSync(descriptor, block);
      if (length === 0) return Buffer.concat(blocks);
      size += length;
      if (size > mostBytes) throw new InputFailure('too-large', String(Math.max(size, fstatSync(descriptor).size)));
      blocks.push(block.subarray(0, length));
    }
  } finally {
    closeSync(descriptor);
  }
}
