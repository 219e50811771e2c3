import type { Entry } from '../entry.ts';
import { createEntryReader } from '../entry-reader.ts';
import type { CompiledFormat } from '../format.ts';
import { cleanLine } from '../wrapper.ts';
import { entryNames } from './traced-entry.ts';

/** A log whose bytes can be looked at. */
export interface ByteWindow {
  /** The bytes in [from, to), or those of them that are there: fewer at the end, and where earlier ones are gone. */
  read(from: number, to: number): { readonly bytes: Uint8Array; readonly from: number };
  /** Number of bytes, as far as is known. */
  readonly size: number;
}

/** A place where a searched text begins: offset from 0, number of its line from 1. */
export interface Hit {
  readonly offset: number;
  readonly line: number;
  readonly text: string;
}

export interface EntryAroundOptions {
  readonly formats: readonly CompiledFormat[];
  readonly decode: (bytes: Uint8Array, from: number, to: number) => string;
  readonly assumedYear?: number;
  /** How many bytes behind a loud header are looked at first; `loudAhead` when left out. */
  readonly firstAhead?: number;
}

const newline = 10;
/** How far back and ahead of a hit is looked at first, and at most. */
const nearBack = 4 * 1024;
const loudAhead = 64 * 1024;
const quietAhead = 4 * 1024;
/** Farthest distance that is looked at; an entry that is longer is cut. */
export const farthest = 256 * 1024;
/** How much before and behind an id is kept of a line that no format reads. */
const longestBareLine = 2000;

const contextBracket = /\[(?:-|[^[\]]{0,300}req-[0-9a-f]{8}-[^[\]]{27,300})\] ?/;
const loudLevel = /\b(?:TRACE|WARN|WARNING|ERROR|CRITICAL)\b/;

/**
 * Reads the entry that a hit lies in: from its header, which may stand many lines above (a traceback), to its last line.
 * @returns the entry with offset and line counted in the whole log; the bare line, without time and logger, when no format
 *   can read anything there.
 */
export function readEntryAround(window: ByteWindow, hit: Hit, options: EntryAroundOptions): Entry {
  const start = lineStart(window, hit.offset);
  const head = window.read(start, Math.min(start + 2048, window.size));
  const headText = options.decode(head.bytes, 0, head.bytes.length).split('\n', 1)[0]!;
  const isHeader = isHeaderLine(headText);
  let back = isHeader ? 0 : nearBack;
  let ahead = loudLevel.test(headText) || !isHeader ? (options.firstAhead ?? loudAhead) : quietAhead;
  for (;;) {
    const from = back === 0 ? start : lineStart(window, Math.max(0, start - back));
    const to = Math.min(window.size, hit.offset + hit.text.length + ahead);
    const found = readRegion(window, from, to, hit, options);
    const needsMoreBack = !isHeader && from > 0 && back < farthest && found.atStart;
    const needsMoreAhead = to < window.size && ahead < farthest && found.atEnd;
    if (!needsMoreBack && !needsMoreAhead) return found.entry ?? bareLine(window, start, hit, options);
    if (needsMoreBack) back *= 4;
    if (needsMoreAhead) ahead *= 4;
  }
}

/** The first byte of the line that holds an offset; for a line longer than `farthest`, a place within it. */
function lineStart(window: ByteWindow, offset: number): number {
  for (let size = 1024; ; size *= 8) {
    const wanted = Math.max(0, offset - Math.min(size, farthest));
    const { bytes, from } = window.read(wanted, offset);
    const at = bytes.lastIndexOf(newline);
    if (at !== -1) return from + at + 1;
    if (from === 0 || from > wanted || size >= farthest) return from;
  }
}

/** The entry of a region that a hit lies in, and whether it may go on before or behind the region. */
interface Found {
  readonly entry: Entry | undefined;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

function readRegion(window: ByteWindow, wantedFrom: number, to: number, hit: Hit, options: EntryAroundOptions): Found {
  const { bytes, from } = window.read(wantedFrom, to);
  const isWhole = from + bytes.length >= window.size;
  const lineEnd = bytes.lastIndexOf(newline) + 1;
  // A line that does not end within the region is cut.
  const last = isWhole || lineEnd <= hit.offset - from ? bytes.length : lineEnd;
  const region = bytes.subarray(0, last);
  const entries: Entry[] = [];
  const reader = createEntryReader({
    formats: options.formats,
    decode: options.decode,
    onEntry: entry => entries.push(entry),
    allLevels: true,
    ...(options.assumedYear === undefined ? {} : { assumedYear: options.assumedYear }),
  });
  reader.push(region);
  reader.end();
  const entry = chooseEntry(entries, hit.offset - from, hit.text);
  if (entry === undefined) return { entry: undefined, atStart: true, atEnd: lineEnd <= hit.offset - from };
  const line = hit.line - countLineEnds(region, entry.offset, hit.offset - from);
  const head = options.decode(region, entry.offset, Math.min(entry.offset + 2048, last)).split('\n', 1)[0]!;
  return {
    entry: { ...entry, offset: from + entry.offset, line },
    atStart: entry.offset === 0 || !(isHeaderLine(head) || !entry.format.startsWith('oslo')),
    atEnd: entry.offset + entry.length >= last,
  };
}

/** Whether a line begins an entry for sure: lines of a traceback repeat the header, but not its context bracket. */
function isHeaderLine(line: string): boolean {
  // A line of Docker's JSON holds one line of a log, an object of oslo.log's JSON formatter a whole record.
  return contextBracket.test(line) || (line.startsWith('{') && !line.startsWith('{"log":"'));
}

/** The line itself, as far as it is of use: what names an id is shown, even if nobody knows who wrote it. */
function bareLine(window: ByteWindow, start: number, hit: Hit, options: EntryAroundOptions): Entry {
  const { bytes } = window.read(start, hit.offset + hit.text.length + longestBareLine);
  const lineEnd = bytes.indexOf(newline, hit.offset - start);
  const end = lineEnd === -1 ? bytes.length : lineEnd;
  const from = Math.max(0, hit.offset - start - longestBareLine);
  const message = cleanLine(options.decode(bytes, from, end));
  return {
    offset: start,
    length: end + (lineEnd === -1 ? 0 : 1),
    line: hit.line,
    lineCount: 1,
    format: 'none',
    logger: '',
    message,
    traceback: '',
  };
}

/** Entries of several processes may cover the same place; the one that names the text is meant, else the nearest. */
function chooseEntry(entries: readonly Entry[], at: number, text: string): Entry | undefined {
  const covering = entries.filter(entry => entry.offset <= at && at < entry.offset + entry.length);
  return covering.findLast(entry => entryNames(entry, text)) ?? covering.at(-1);
}

function countLineEnds(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(newline, from); at !== -1 && at < to; at = bytes.indexOf(newline, at + 1)) count++;
  return count;
}
