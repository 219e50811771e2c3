import type { Buffer } from 'node:buffer';
import { Buffer as NodeBuffer } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { ByteWindow } from '../../core/log/trace/entry-around.ts';

/** A file that is open for reading at any offset; it stays the same file when another takes its name. */
export interface LogFile {
  readonly path: string;
  readonly descriptor: number;
  /** Bytes now. */
  size(): number;
  /** Reads into a buffer; fewer bytes come only at the end of the file. @returns how many. */
  read(into: Buffer, from: number, length: number, position: number): number;
  /** The bytes in [from, to), as far as they are there. */
  bytes(from: number, to: number): Buffer;
  /** The file as what entries can be read from. */
  readonly window: ByteWindow;
  /** Whether the path names this file still; undefined when it names none. */
  isNamed(): boolean | undefined;
  close(): void;
}

/** @throws errors of the file system. */
export function openLogFile(path: string): LogFile {
  const descriptor = openSync(path, 'r');
  // Windows numbers files with 64 bits, which a number does not hold.
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  const size = (): number => fstatSync(descriptor).size;

  function read(into: Buffer, from: number, length: number, position: number): number {
    let done = 0;
    while (done < length) {
      const count = readSync(descriptor, into, from + done, length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  function bytes(from: number, to: number): Buffer {
    const length = Math.max(0, Math.min(to, size()) - from);
    const buffer = NodeBuffer.allocUnsafe(length);
    return buffer.subarray(0, read(buffer, 0, length, from));
  }

  return {
    path,
    descriptor,
    size,
    read,
    bytes,
    window: {
      read: (from, to) => ({ bytes: bytes(from, to), from }),
      get size() {
        return size();
      },
    },
    isNamed: () => {
      const status = statSync(path, { throwIfNoEntry: false, bigint: true });
      return status && status.dev === dev && status.ino === ino;
    },
    close: () => closeSync(descriptor),
  };
}
