import { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import type { Entry, Level } from '../../core/log/entry.ts';
import { createEntryReader } from '../../core/log/entry-reader.ts';
import type { CompiledFormat } from '../../core/log/format.ts';
import { isLifeSignLogger } from '../../core/log/life-sign-loggers.ts';
import { readEntryAround } from '../../core/log/trace/entry-around.ts';
import { createByteSearch, longestNeedle, prepareFoldedNeedle } from '../files/byte-search.ts';
import { decodeUtf8 } from '../files/decode.ts';
import { scanAhead } from '../files/scan-ahead.ts';
import type { LogFile } from './log-file.ts';

/** An entry, or a line that belongs to none, with its place in the whole file. */
export interface ScannedUnit {
  /** Offsets and lines of it count in the whole file. */
  readonly entry: Entry | undefined;
  readonly offset: number;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Its text: all of its lines as they stand in the file; its own parts where other entries' lines are between them. */
  readonly text: () => string;
}

export interface ScanOptions {
  readonly file: LogFile;
  readonly formats: readonly CompiledFormat[];
  readonly assumedYear: number;
  /** Where to begin: at the beginning of a line. */
  readonly from: { readonly offset: number; readonly line: number };
  /** The offset at which to stop: the end of the file, or of a time range. */
  readonly to: number;
  /** Only entries of WARNING and above, and those of life-sign loggers, are given; that is many times faster. */
  readonly isLoud: boolean;
  /** Whether the tracebacks of entries are needed whole. */
  readonly needsText: boolean;
  /** Whether lines that belong to no entry are given too. */
  readonly wantsBareLines: boolean;
  /** Gets the lines of entries that are not given because of `isLoud`, with their levels. */
  readonly onPassedOver?: (line: number, level: Level | undefined) => void;
  /** Gives units in the order of their offsets. */
  readonly onUnit: (unit: ScannedUnit) => void;
  /** Gets the offset that was reached. */
  readonly onProgress: (offset: number) => void;
  /** Called between blocks; it throws to end the scan, and may wait to let others go first. */
  readonly turn: () => Promise<void> | undefined;
  /** The program of the thread that scans large files ahead. */
  readonly scanWorker: string | undefined;
}

const blockSize = 1024 * 1024;
const worthScanningAhead = 64 * 1024 * 1024;
/** Most tracebacks are shorter than this; longer ones are read in a second go. */
const firstAhead = 16 * 1024;
const longestText = 8 * 1024 * 1024;
const newline = 10;
/** When a text turns out to be in so many entries, in so small a part of a file, the file is read as a whole instead. */
const trialReads = 500;
const denseBytesPerRead = 64 * 1024;

/** Reads all entries from a place on. */
export async function scanEntries(options: ScanOptions): Promise<void> {
  const { file, from, to, onPassedOver } = options;
  /** Up to where entries reached: what lies between two of them belongs to none. */
  let covered = { offset: from.offset, line: from.line };
  const reader = createEntryReader({
    formats: options.formats,
    decode: decodeUtf8,
    assumedYear: options.assumedYear,
    skipFrames: !options.needsText,
    ...(onPassedOver ? { onPassedOver: (line, level) => onPassedOver(from.line - 1 + line, level) } : {}),
    ...(options.isLoud ? { wantedLogger: isLifeSignLogger } : { allLevels: true }),
    onEntry: (entry, lastLine) => {
      const placed = { ...entry, offset: from.offset + entry.offset, line: from.line - 1 + entry.line };
      const last = from.line - 1 + lastLine;
      if (options.wantsBareLines && !options.isLoud) giveBareLines(options, covered, placed.offset);
      const end = placed.offset + placed.length;
      if (end > covered.offset) covered = { offset: end, line: last + 1 };
      options.onUnit(unitOf(file, placed, last));
    },
  });
  for await (const length of pushBlocks(options, reader.push)) {
    options.onProgress(from.offset + length);
    await options.turn();
  }
  reader.end();
  if (options.wantsBareLines && !options.isLoud) giveBareLines(options, covered, to);
}

/** Hands the blocks of a file to a reader; gives the number of bytes after every few of them. */
async function* pushBlocks(
  { file, from, to, isLoud, onPassedOver, scanWorker }: ScanOptions,
  push: ReturnType<typeof createEntryReader>['push'],
): AsyncGenerator<number> {
  let done = 0;
  // What is found ahead to be passed over is not told line by line.
  if (
    isLoud &&
    onPassedOver === undefined &&
    scanWorker !== undefined &&
    from.offset === 0 &&
    to >= worthScanningAhead
  ) {
    for await (const { bytes, runs } of scanAhead(scanWorker, file.descriptor, to)) {
      push(bytes, runs);
      done += bytes.length;
      yield done;
    }
  }
  const block = Buffer.allocUnsafeSlow(blockSize);
  while (from.offset + done < to) {
    const length = file.read(block, 0, Math.min(blockSize, to - from.offset - done), from.offset + done);
    if (length === 0) return;
    push(block.subarray(0, length));
    done += length;
    yield done;
  }
}

/** Gives the lines of a stretch that no entry reached. */
function giveBareLines(options: ScanOptions, from: { offset: number; line: number }, to: number): void {
  if (to <= from.offset) return;
  const { file } = options;
  const size = 4 * blockSize;
  let { offset, line } = from;
  for (let block = file.bytes(offset, Math.min(to, offset + size)); block.length > 0; ) {
    let start = 0;
    for (;;) {
      const found = block.indexOf(newline, start);
      // A line that is longer than a block is given in parts of it.
      const isWhole = found !== -1 || offset + block.length >= to || start === 0;
      if (!isWhole || start >= block.length) break;
      const end = found === -1 ? block.length : found;
      const text = decodeUtf8(block, start, end);
      options.onUnit({ entry: undefined, offset: offset + start, firstLine: line, lastLine: line, text: () => text });
      if (found !== -1) line++;
      start = end + (found === -1 ? 0 : 1);
    }
    offset += start;
    block = file.bytes(offset, Math.min(to, offset + size));
  }
}

function unitOf(file: LogFile, entry: Entry, lastLine: number): ScannedUnit {
  const { offset, line, length } = entry;
  const isWhole = lastLine - line + 1 === entry.lineCount;
  const text = (): string => {
    if (isWhole) return decodeUtf8(file.bytes(offset, offset + Math.min(length, longestText)), 0, length);
    const head = file.bytes(offset, offset + Math.min(length, 64 * 1024)).toString('utf8');
    return `${head.split('\n', 1)[0]}\n${entry.message}\n${entry.traceback}`;
  };
  return { entry, offset, firstLine: line, lastLine, text };
}

/**
 * Reads only the entries around a text. Where it turns out to be everywhere, all are read from there on.
 */
export async function scanAround(
  options: ScanOptions,
  literal: { readonly text: string; readonly matchCase: boolean },
): Promise<void> {
  const { file, to } = options;
  const search = createByteSearch(blockSize + longestNeedle);
  let { offset: base, line } = options.from;
  const started = base;
  const needle = prepareFoldedNeedle(cutNeedle(literal.text), literal.matchCase, file.bytes(base, base + 64 * 1024));
  let reads = 0;
  /** Up to where nothing is looked for any more: lines of the last entry, and those before it. */
  let covered = { offset: base, line };
  while (base < to) {
    const wanted = Math.min(blockSize, to - base);
    // A text may begin in this block and end in the next.
    const length = file.read(search.bytes, 0, Math.min(wanted + needle.bytes.length - 1, to - base), base);
    let counted = 0;
    let from = Math.max(0, covered.offset - base);
    for (;;) {
      const found = from < length ? search.findFolded(needle, from, length) : -1;
      if (found === -1 || found >= wanted) break;
      line += search.countLineEnds(counted, found);
      counted = found;
      const unit = readAround(
        options,
        base + found,
        line,
        search.bytes.toString('utf8', found, found + needle.bytes.length),
      );
      covered = unit.next;
      options.onUnit(unit.unit);
      reads++;
      if (reads > trialReads && (base + found - started) / reads < denseBytesPerRead) {
        options.onProgress(base + found);
        return scanEntries({ ...options, from: covered });
      }
      if (reads % 64 === 0) await options.turn();
      from = Math.max(found + 1, covered.offset - base);
    }
    const step = Math.min(wanted, length);
    if (step === 0) return;
    line += search.countLineEnds(counted, step);
    base += step;
    options.onProgress(base);
    await options.turn();
  }
}

/** Reads what a hit lies in, and tells from where on to search further. */
function readAround(
  { file, formats, assumedYear }: ScanOptions,
  offset: number,
  line: number,
  text: string,
): { unit: ScannedUnit; next: { offset: number; line: number } } {
  const entry = readEntryAround(
    file.window,
    { offset, line, text },
    { formats, decode: decodeUtf8, assumedYear, firstAhead },
  );
  const bytes = file.bytes(entry.offset, entry.offset + entry.length);
  let ends = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) ends++;
  const isEnded = bytes.at(-1) === newline;
  const lastLine = entry.line + ends - (isEnded ? 1 : 0);
  const unit = unitOf(file, entry, lastLine);
  if (entry.format === 'none') {
    const bare = { ...unit, entry: undefined };
    return { unit: bare, next: { offset: entry.offset + entry.length, line: lastLine + 1 } };
  }
  // Between the lines of this entry may be those of others, in which the text is too.
  if (lastLine - entry.line + 1 !== entry.lineCount) return { unit, next: nextLine(file, offset, line) };
  return { unit, next: { offset: entry.offset + entry.length, line: lastLine + 1 } };
}

function nextLine(file: LogFile, offset: number, line: number): { offset: number; line: number } {
  for (let from = offset; ; from += 64 * 1024) {
    const bytes = file.bytes(from, from + 64 * 1024);
    const at = bytes.indexOf(newline);
    if (at !== -1) return { offset: from + at + 1, line: line + 1 };
    if (bytes.length === 0) return { offset: from, line };
  }
}

/** What a search can look for of a long text. */
function cutNeedle(text: string): string {
  let cut = text;
  while (Buffer.byteLength(cut) > longestNeedle) cut = cut.slice(0, -1);
  return cut;
}

/** Lets everybody else have a turn; to be used in `turn`. */
export function nextTurn(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return setImmediate();
}
