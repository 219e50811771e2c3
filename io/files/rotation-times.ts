import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import type { CompiledFormat } from '../../core/log/format.ts';
import { headBytes, packingOf, readHead } from './sniff.ts';

/** Writers and clocks are not exact: so much may the parts of a rotated set overlap, in milliseconds. */
const tolerance = 60_000;

interface Span {
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/**
 * Whether the times in files confirm that they are parts of one log, oldest first. Files of different programs are
 * sometimes numbered like a rotated set (`a.log.1`, `a.log.2`); their times overlap.
 * @returns true also where the times cannot be told cheaply.
 */
export function agesAgree(
  files: readonly { readonly from: string | Buffer }[],
  formats: readonly CompiledFormat[],
): boolean {
  let latest = Number.NEGATIVE_INFINITY;
  for (const file of files) {
    const span = spanOf(file.from, formats);
    if (span.first !== undefined && span.first < latest - tolerance) return false;
    latest = Math.max(latest, span.first ?? latest, span.last ?? latest);
  }
  return true;
}

/** The first and last time in a file, from its first and last bytes; a packed file tells only the first. */
function spanOf(from: string | Buffer, formats: readonly CompiledFormat[]): Span {
  let descriptor: number;
  try {
    descriptor = openSync(from, 'r');
  } catch {
    // Why it cannot be opened is told when it is read.
    return { first: undefined, last: undefined };
  }
  try {
    const size = fstatSync(descriptor).size;
    const head = readAt(descriptor, 0, headBytes);
    const packing = packingOf(head);
    if (packing) return { first: firstOfPacked(head, packing, formats), last: undefined };
    const tail = readAt(descriptor, Math.max(0, size - headBytes), headBytes);
    return { first: readHead(head, formats).firstTime, last: readHead(tail, formats).lastTime };
  } catch {
    return { first: undefined, last: undefined };
  } finally {
    closeSync(descriptor);
  }
}

function firstOfPacked(
  head: Buffer,
  packing: NonNullable<ReturnType<typeof packingOf>>,
  formats: readonly CompiledFormat[],
): number | undefined {
  if (!('compression' in packing) || packing.compression !== 'gzip') return undefined;
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 128 * 1024 * 1024 };
  return readHead(gunzipSync(head, options).subarray(0, headBytes), formats).firstTime;
}

function readAt(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position));
}
