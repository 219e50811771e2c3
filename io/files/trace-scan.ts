import { createEntryReader } from '../../core/log/entry-reader.ts';
import type { CompiledFormat } from '../../core/log/format.ts';
import { createSourceGuess } from '../../core/log/source.ts';
import type { Source, SourceNames } from '../../core/log/source-names.ts';
import { type ByteWindow, farthest, type Hit, readEntryAround } from '../../core/log/trace/entry-around.ts';
import type { TracedEntry } from '../../core/log/trace/traced-entry.ts';
import { writerOf } from '../../core/log/trace/writers.ts';
import { createByteSearch, type Needle, prepareNeedle } from './byte-search.ts';
import { decodeUtf8 } from './decode.ts';

/** Keeps the entries that were found, within bounds. */
export interface TraceSink {
  /** Takes an entry that names a searched text. */
  take(traced: TracedEntry): void;
}

/** A place in a file from which it can be read again: offset from 0, number of the line it lies in from 1. */
export interface Mark {
  readonly offset: number;
  readonly line: number;
}

/** What was done with one file. */
export interface ScannedFile {
  readonly path: string;
  /** The year of dates that carry none. */
  readonly assumedYear: number;
  /** Who writes it; known from its first block on. */
  source: Source;
  bytes: number;
  hits: number;
  /** Hits whose entries were not read because there were too many. */
  leftOut: number;
  /** Every few hundred kilobytes one. */
  readonly marks: Mark[];
  /** Offset from which on a text was searched; one that became known later was not searched at all. */
  readonly searchedFrom: Map<string, number>;
}

export interface TraceScanOptions {
  readonly formats: readonly CompiledFormat[];
  readonly names: SourceNames;
  /** The texts to search for now; asked again for every block, because entries tell further ones. */
  readonly texts: () => readonly string[];
  readonly sink: TraceSink;
}

/** Searches files for texts, block by block, and reads the entries around what it finds. */
export interface TraceScan {
  /** A file begins, or a part of one: everything that follows counts from this place. */
  start(file: ScannedFile, at?: Mark): void;
  /**
   * The next bytes of the file. The block is not kept.
   * @param only the texts to search for in it, where not all.
   */
  push(bytes: Uint8Array, only?: ReadonlySet<string>): void;
  /** The file, or the part, has ended. */
  end(): void;
  /** Where the next block may be put, so that `push` need not copy it. */
  room(size: number): Uint8Array;
}

const capacity = 4 * 1024 * 1024;
const largestPiece = 512 * 1024;
/**
 * Entries of one file that are read; behind them only the last ones of every block. What was looked up again and again
 * (a script that asks for the state of an instance) must not keep out what was done.
 */
const mostQuiet = 2000;
const mostOthers = 4000;
const mostPerLaterBlock = 4;
const quietLine = / DEBUG |"DEBUG"|"(?:GET|HEAD) /;
const sampleBytes = 64 * 1024;
const headBytes = 400;
const newline = 10;

export function createTraceScan(options: TraceScanOptions): TraceScan {
  const search = createByteSearch(capacity);
  const needles = new Map<string, Needle>();
  let file: ScannedFile = newScannedFile('', 1970);
  /** Offset in the file of the first byte in memory, number of bytes in memory, offset up to which was searched. */
  let base = 0;
  let filled = 0;
  let searched = 0;
  let line = 1;
  let pending: Hit[] = [];
  let quietRead = 0;
  let othersRead = 0;
  /** Whether the whole file is read, not a part of it for the second time. */
  let isWhole = true;
  /** The last entry that was read, where all lines between its first and last are its own. */
  let covered = { from: 0, to: 0 };

  const window: ByteWindow = {
    read: (from, to) => {
      const start = Math.max(from, base);
      const stop = Math.max(start, Math.min(to, base + filled));
      return { bytes: search.bytes.subarray(start - base, stop - base), from: start };
    },
    get size() {
      return base + filled;
    },
  };

  function start(next: ScannedFile, at?: Mark): void {
    file = next;
    isWhole = at === undefined;
    base = at?.offset ?? 0;
    filled = 0;
    searched = base;
    line = at?.line ?? 1;
    pending = [];
    quietRead = 0;
    othersRead = 0;
    covered = { from: 0, to: 0 };
  }

  function push(bytes: Uint8Array, only?: ReadonlySet<string>): void {
    for (let at = 0; at < bytes.length; at += largestPiece) {
      takePiece(bytes.subarray(at, Math.min(bytes.length, at + largestPiece)), only);
    }
  }

  function takePiece(piece: Uint8Array, only: ReadonlySet<string> | undefined): void {
    const isInPlace = piece.buffer === search.bytes.buffer && piece.byteOffset === search.bytes.byteOffset + filled;
    if (!isInPlace) {
      if (filled + piece.length > capacity) makeRoom();
      search.bytes.set(piece, filled);
    }
    filled += piece.length;
    if (isWhole) {
      if (searched === 0) file.source = sourceOf(file, search.bytes.subarray(0, Math.min(filled, sampleBytes)));
      file.marks.push({ offset: searched, line });
      file.bytes = base + filled;
    }
    searchNew(only);
    readPending(base + filled - farthest);
  }

  function room(size: number): Uint8Array {
    if (filled + size > capacity) makeRoom();
    return search.bytes.subarray(filled, filled + size);
  }

  /** Forgets what no entry that is still to be read can reach back to. */
  function makeRoom(): void {
    const oldest = pending[0]?.offset ?? base + filled;
    const keepFrom = Math.max(base, Math.min(oldest, base + filled) - farthest);
    search.bytes.copyWithin(0, keepFrom - base, filled);
    filled -= keepFrom - base;
    base = keepFrom;
  }

  function searchNew(only: ReadonlySet<string> | undefined): void {
    const found: { offset: number; text: string }[] = [];
    for (const text of options.texts()) {
      if (only !== undefined && !only.has(text)) continue;
      const needle = needleOf(text);
      if (isWhole && !file.searchedFrom.has(text)) file.searchedFrom.set(text, searched);
      const from = Math.max(base, searched - needle.bytes.length + 1) - base;
      for (let at = search.find(needle, from, filled); at !== -1; at = search.find(needle, at + 1, filled)) {
        found.push({ offset: base + at, text });
      }
    }
    found.sort((a, b) => a.offset - b.offset);
    let counted = searched;
    for (const { offset, text } of found) {
      // A text may begin in the block before, whose lines are counted already.
      line += offset >= counted ? search.countLineEnds(counted - base, offset - base) : 0;
      const before = offset < searched ? search.countLineEnds(offset - base, searched - base) : 0;
      counted = Math.max(counted, offset);
      pending.push({ offset, line: line - before, text });
    }
    line += search.countLineEnds(counted - base, filled);
    searched = base + filled;
    file.hits += found.length;
  }

  /** Who writes a file: what its path and its first entries tell. */
  function sourceOf({ path, assumedYear }: ScannedFile, head: Uint8Array): Source {
    const byPath = options.names.ofPath(path);
    if (byPath.service !== undefined && byPath.host !== undefined) return byPath;
    const guess = createSourceGuess(options.names, path);
    const { formats } = options;
    const reader = createEntryReader({
      formats,
      decode: decodeUtf8,
      assumedYear,
      allLevels: true,
      onEntry: guess.entry,
    });
    reader.push(head);
    reader.end();
    const { service, host } = guess.result();
    return { service: byPath.service ?? service, host: byPath.host ?? host };
  }

  function needleOf(text: string): Needle {
    const known = needles.get(text);
    if (known) return known;
    const needle = prepareNeedle(text, search.bytes.subarray(0, Math.min(filled, sampleBytes)));
    needles.set(text, needle);
    return needle;
  }

  /** Reads the entries of the hits that lie before an offset: behind it, an entry may go on in the next block. */
  function readPending(before: number): void {
    let count = pending.findIndex(hit => hit.offset >= before);
    if (count === -1) count = pending.length;
    const ready = pending.slice(0, count);
    pending = pending.slice(count);
    for (const [index, hit] of ready.entries()) {
      if (hit.offset >= covered.from && hit.offset < covered.to) continue;
      const isQuiet = quietLine.test(lineHead(hit.offset));
      const isTooMuch = isQuiet ? quietRead >= mostQuiet : othersRead >= mostOthers;
      if (isTooMuch && index < ready.length - mostPerLaterBlock) {
        file.leftOut++;
        continue;
      }
      if (isQuiet) quietRead++;
      else othersRead++;
      readHit(hit);
    }
  }

  /** The first characters of the line that holds an offset, as far as they lie near. */
  function lineHead(offset: number): string {
    const place = offset - base;
    const lineEnd = place === 0 ? -1 : search.bytes.lastIndexOf(newline, place - 1);
    const head = Math.max(0, place - headBytes, lineEnd + 1);
    return search.bytes.toString('latin1', head, Math.min(filled, head + headBytes));
  }

  function readHit(hit: Hit): void {
    const { assumedYear } = file;
    const entry = readEntryAround(window, hit, { formats: options.formats, decode: decodeUtf8, assumedYear });
    const end = Math.min(entry.offset + entry.length, base + filled);
    const from = Math.max(entry.offset, base);
    const lines = search.countLineEnds(from - base, end - base);
    covered = lines <= entry.lineCount ? { from, to: end } : { from: 0, to: 0 };
    const { service, host } = writerOf(options.names, entry, file.source);
    options.sink.take({ path: file.path, host, service, entry, foundBy: hit.text });
  }

  function end(): void {
    readPending(Number.POSITIVE_INFINITY);
  }

  return { start, push, end, room };
}

export function newScannedFile(path: string, assumedYear: number): ScannedFile {
  const source = { service: undefined, host: undefined };
  return { path, assumedYear, source, bytes: 0, hits: 0, leftOut: 0, marks: [], searchedFrom: new Map() };
}
