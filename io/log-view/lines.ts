import type { Buffer } from 'node:buffer';
import { cutAtCharacter, shownBytes } from '../../core/log/view/display-text.ts';
import { chunkBytes, type LineIndex } from '../../core/log/view/line-index.ts';
import type { LogFile } from './log-file.ts';

/** A line in the file: where it begins and ends, without its line end. */
export interface LinePlace {
  readonly line: number | undefined;
  readonly offset: number;
  /** Undefined when the end lies too far away to be looked for before the index reaches it. */
  readonly end: number | undefined;
  readonly text: string;
  readonly isCut: boolean;
}

/** Finds lines by number or offset, and reads them. */
export interface Lines {
  /** The offset at which a line begins; undefined when the index does not reach it. @param line from 1. */
  offsetOfLine(line: number): number | undefined;
  /** The number of the line that an offset lies in; undefined when the index does not reach it. */
  lineAt(offset: number): number | undefined;
  /** The offset at which the line begins that an offset lies in. */
  startOf(offset: number): number;
  /** The offset of the line end, or of the file's end, of the line that begins at an offset. */
  endOf(offset: number): number | undefined;
  /** Reads lines from one that begins at an offset; `before` is asked before each one, to end early. */
  readFrom(offset: number, count: number, line: number | undefined): LinePlace[];
  /** The offset at which the line begins that lies `count` lines before the end of the file. */
  startOfLast(count: number): number;
  /** How many lines there are: those that end, and one behind the last line end that does not. */
  count(): number;
}

const newline = 10;
const carriageReturn = 13;
const step = 64 * 1024;
/** How far a line end is looked for where the index does not know it. */
const farthest = 8 * 1024 * 1024;

export function createLines(file: LogFile, index: LineIndex): Lines {
  function count(): number {
    const { bytes, lineEnds } = index;
    if (bytes === 0) return 0;
    const [last] = file.bytes(bytes - 1, bytes);
    return last === newline ? lineEnds : lineEnds + 1;
  }

  function offsetOfLine(line: number): number | undefined {
    if (line <= 1) return 0;
    if (line > index.lineEnds + 1) return undefined;
    const chunk = index.chunkOfLine(line);
    const start = chunk * chunkBytes;
    const bytes = file.bytes(start, Math.min(start + chunkBytes, index.bytes));
    let at = -1;
    for (let left = line - 1 - index.lineEndsBefore(chunk); left > 0; left--) {
      at = bytes.indexOf(newline, at + 1);
      if (at === -1) return undefined;
    }
    return start + at + 1;
  }

  function lineAt(offset: number): number | undefined {
    if (offset > index.bytes) return undefined;
    const chunk = Math.floor(offset / chunkBytes);
    const start = chunk * chunkBytes;
    return index.lineEndsBefore(chunk) + countLineEnds(file.bytes(start, offset)) + 1;
  }

  function startOf(offset: number): number {
    let to = offset;
    const limit = Math.max(0, offset - farthest);
    while (to > 0) {
      if (to < index.bytes && to % chunkBytes === 0) {
        const chunk = index.previousWithLineEnd(to / chunkBytes);
        if (chunk === -1) return 0;
        to = Math.min(to, (chunk + 1) * chunkBytes);
      } else if (to < limit) return to;
      const from = Math.max(0, Math.floor((to - 1) / chunkBytes) * chunkBytes);
      const at = file.bytes(from, to).lastIndexOf(newline);
      if (at !== -1) return from + at + 1;
      to = from;
    }
    return 0;
  }

  function endOf(offset: number): number | undefined {
    const size = file.size();
    let from = offset;
    while (from < size) {
      const near = file.bytes(from, from + step);
      if (near.length === 0) return from;
      const at = near.indexOf(newline);
      if (at !== -1) return from + at;
      from += near.length;
      if (from >= size) return size;
      const chunk = Math.floor(from / chunkBytes);
      if (from < index.bytes) {
        const next = index.nextWithLineEnd(chunk);
        from = next === -1 ? Math.max(from, index.bytes) : Math.max(from, next * chunkBytes);
      } else if (from - offset > farthest) return undefined;
    }
    return size;
  }

  function readFrom(offset: number, wanted: number, line: number | undefined): LinePlace[] {
    const places: LinePlace[] = [];
    const size = file.size();
    let block = file.bytes(offset, offset + step);
    let base = offset;
    let at = offset;
    while (places.length < wanted && at < size) {
      if (at - base > block.length - shownBytes - 4 && base + block.length < size) {
        base = at;
        block = file.bytes(base, base + step);
      }
      if (block.length === 0) break;
      const found = block.indexOf(newline, at - base);
      const end = found === -1 ? endOf(at) : base + found;
      places.push(placeOf(block, base, at, end, line === undefined ? undefined : line + places.length));
      if (end === undefined) break;
      at = end + 1;
    }
    return places;
  }

  function startOfLast(wanted: number): number {
    let start = file.size();
    for (let left = wanted; left > 0 && start > 0; left--) start = startOf(start - 1);
    return start;
  }

  return { offsetOfLine, lineAt, startOf, endOf, readFrom, startOfLast, count };
}

function placeOf(
  block: Buffer,
  base: number,
  at: number,
  end: number | undefined,
  line: number | undefined,
): LinePlace {
  const inBlock = end === undefined ? block.length : Math.min(block.length, end - base);
  const from = at - base;
  const isCut = end === undefined || end - at > shownBytes;
  const hasReturn = !isCut && inBlock > from && block[inBlock - 1] === carriageReturn;
  const length = isCut ? cutAtCharacter(block, from, Math.min(shownBytes, inBlock - from)) : inBlock - from;
  const text = block.toString('utf8', from, from + length - (hasReturn ? 1 : 0));
  return { line, offset: at, end, text, isCut };
}

function countLineEnds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count++;
  return count;
}
