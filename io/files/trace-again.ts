import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { CompiledFormat } from '../../core/log/format.ts';
import type { FollowedId, Follower, TimeWindow } from '../../core/log/trace/follower.ts';
import { type InputFile, isStream } from './input.ts';
import { headBytes, isBinary, isTar, packingOf, readHead, utf16Of } from './sniff.ts';
import type { Mark, ScannedFile, TraceScan } from './trace-scan.ts';

export interface SearchAgainOptions {
  readonly follower: Follower;
  readonly scan: TraceScan;
  readonly formats: readonly CompiledFormat[];
  readonly signal?: AbortSignal;
  /** Files up to so many bytes are searched completely for related ids, larger ones only around their times. */
  readonly smallFile?: number;
}

type PlainFile = InputFile & { readonly from: string | Buffer };

const usualSmallFile = 64 * 1024 * 1024;
/** A large file is looked at in so many parts at most, to tell their times. */
const mostParts = 256;
const timeBytes = 8 * 1024;
const blockSize = 512 * 1024;
const blocksPerTurn = 16;
/** Entries are not written in the exact order of their times. */
const slackMs = 5000;
/** Clocks of other time zones are at most so far away. */
const farthestZoneMs = 15 * 3600 * 1000;

/** A part of a file between two marks. */
interface Part {
  readonly from: Mark;
  readonly to: number;
  /** Times of its first entry and of the first one behind it, where they are known. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** Whether a file can be read from any place: no stream, not packed. */
export function isPlainFile(source: InputFile): source is PlainFile {
  if (isStream(source.from)) return false;
  const descriptor = openSync(source.from, 'r');
  try {
    if (!fstatSync(descriptor).isFile()) return false;
    const head = readAt(descriptor, 0, headBytes);
    return packingOf(head) === undefined && !isTar(head) && utf16Of(head) === undefined && !isBinary(head);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Searches a plain file for ids in the parts that were read before they became known.
 * @param missing ids that were not, or not from the start, searched for; afterwards they are.
 * @returns whether parts of the file were passed over because they are of other times.
 */
export async function searchAgain(
  source: PlainFile,
  file: ScannedFile,
  missing: readonly FollowedId[],
  options: SearchAgainOptions,
): Promise<boolean> {
  const descriptor = openSync(source.from, 'r');
  try {
    const isSmall = file.bytes <= (options.smallFile ?? usualSmallFile);
    const parts = isSmall ? [wholeFile(file)] : partsOf(descriptor, file, options.formats);
    const windows = new Map(missing.map(id => [id, options.follower.window(id)]));
    const isOtherZone = file.hits === 0 && parts.every(part => missing.every(id => isNear(part, windows.get(id))));
    let isWindowed = false;
    const wanted = parts.map(part => {
      const early = missing.filter(id => part.from.offset < (file.searchedFrom.get(id.text) ?? file.bytes));
      const timely = isSmall || isOtherZone ? early : early.filter(id => overlaps(part, windows.get(id)));
      isWindowed ||= timely.length < early.length;
      return new Set(timely.map(id => id.text));
    });
    for (const id of missing) file.searchedFrom.set(id.text, 0);
    await readParts(descriptor, file, parts, wanted, options);
    return isWindowed;
  } finally {
    closeSync(descriptor);
  }
}

function wholeFile(file: ScannedFile): Part {
  return { from: { offset: 0, line: 1 }, to: file.bytes, first: undefined, last: undefined };
}

function partsOf(descriptor: number, file: ScannedFile, formats: readonly CompiledFormat[]): Part[] {
  const step = Math.ceil(file.marks.length / mostParts);
  const starts = file.marks.filter((_, index) => index % step === 0);
  const times = starts.map(mark => readHead(readAt(descriptor, mark.offset, timeBytes), formats).firstTime);
  return starts.map((from, index) => ({
    from,
    to: starts[index + 1]?.offset ?? file.bytes,
    first: times[index],
    last: times[index + 1],
  }));
}

function overlaps(part: Part, window: TimeWindow | undefined): boolean {
  if (window === undefined || part.first === undefined) return true;
  const first = Math.min(part.first, part.last ?? part.first) - slackMs;
  const last = part.last === undefined ? Number.POSITIVE_INFINITY : Math.max(part.first, part.last) + slackMs;
  return first <= window.to && last >= window.from;
}

/** Outside a window, but not farther away than the clock of another time zone would be. */
function isNear(part: Part, window: TimeWindow | undefined): boolean {
  if (window === undefined || overlaps(part, window)) return false;
  const time = part.first!;
  return time > window.from - farthestZoneMs && time < window.to + farthestZoneMs;
}

/** Reads the wanted parts, with one part before and behind each run of them for entries that reach over its ends. */
async function readParts(
  descriptor: number,
  file: ScannedFile,
  parts: readonly Part[],
  wanted: readonly ReadonlySet<string>[],
  options: SearchAgainOptions,
): Promise<void> {
  const isWanted = (index: number) => (wanted[index]?.size ?? 0) > 0;
  let isOpen = false;
  let blocks = 0;
  for (const [index, part] of parts.entries()) {
    const isRead = isWanted(index) || isWanted(index - 1) || isWanted(index + 1);
    if (!isRead) {
      if (isOpen) options.scan.end();
      isOpen = false;
      continue;
    }
    if (!isOpen) options.scan.start(file, part.from);
    isOpen = true;
    for (let at = part.from.offset; at < part.to; at += blockSize) {
      const block = options.scan.room(blockSize);
      const length = readSync(descriptor, block, 0, Math.min(blockSize, part.to - at), at);
      if (length === 0) break;
      options.scan.push(block.subarray(0, length), wanted[index]);
      if (++blocks % blocksPerTurn !== 0) continue;
      await setImmediate();
      options.signal?.throwIfAborted();
    }
  }
  if (isOpen) options.scan.end();
}

function readAt(descriptor: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
}
