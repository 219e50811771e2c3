import type { Entry, Level } from './entry.ts';
import { createLoggerFilter, isDebug, lowLevelLogger } from './fast-header.ts';
import type { CompiledFormat } from './format.ts';
import { createLineReader, type FirstTimes, type LineReaderOptions, type LineReaderStart } from './line-reader.ts';
import { createOpenEntries, isBelowWarning } from './open-entries.ts';
import { createPartialLine, longestLine } from './partial-line.ts';
import { numbersPerRun, type PassedRuns } from './passed-runs.ts';
import type { SourceNames } from './source-names.ts';
import { createTracebackPrefix } from './traceback-prefix.ts';

export interface EntryReaderOptions {
  readonly formats: readonly CompiledFormat[];
  /** Decodes a range of bytes as UTF-8; invalid bytes become U+FFFD. Handed in, for `core` knows no platform. */
  readonly decode: (bytes: Uint8Array, from: number, to: number) => string;
  /** Gets the entries in the order of their offsets, with the number of the last line of each. */
  readonly onEntry: (entry: Entry, lastLine: number) => void;
  /** Entries below WARNING are counted but not delivered, unless `wantedLogger` says so or `allLevels` is set. */
  readonly allLevels?: boolean;
  /** Whether an entry of level INFO or AUDIT is delivered, by its logger: recoveries, starts and stops are INFO lines. */
  readonly wantedLogger?: (logger: string) => boolean;
  /** Gets each logger whose records were passed over, once or more: which there are tells whose log it is. */
  readonly onLogger?: (logger: string) => void;
  /** Gets the lines of entries that are not delivered, with the level of each; not those in `runs` of a block. */
  readonly onPassedOver?: (line: number, level: Level | undefined) => void;
  /** Tells service and host from the words of a wrapper, a JSON field or a format (see `source-names.ts`). */
  readonly originOf?: SourceNames['ofWrapper'];
  /** Keeps of tracebacks only the exceptions and the first and last frames before each (see `Entry.traceback`); much faster. */
  readonly skipFrames?: boolean;
  /** The year of dates that carry none (syslog, journald); 1970 when left out. */
  readonly assumedYear?: number;
  /** What another reader told of the lines before; this one then counts from where that stood, as if a file began. */
  readonly start?: LineReaderStart | undefined;
}

/** Counts about what was read; complete after `flush` or `end`. Times as in `Entry`. */
export interface ReadCounts {
  bytes: number;
  lines: number;
  entries: number;
  /** Lines that belong to no entry and that no format could read; blank ones do not count. */
  unreadLines: number;
  firstTime: number | undefined;
  lastTime: number | undefined;
  zoneMinutes: number | undefined;
  /** Entries per format id. */
  readonly formats: Map<string, number>;
}

export interface EntryReader {
  /**
   * Takes the next bytes of the file; any split into blocks gives the same entries. The block is not kept.
   * @param runs lines of the block that were found ahead to be passed over (with the same `wantedLogger`).
   */
  push(bytes: Uint8Array, runs?: PassedRuns): void;
  /**
   * Passes over lines whose bytes are not at hand (see `thinned-log.ts`); what was pushed before must end a line.
   * @param isRecords whether each of them is a record below WARNING; else they are only counted as lines.
   */
  pass(lines: number, bytes: number, isRecords: boolean): void;
  /** Delivers what is still open, for a followed file that is quiet; a line without its end stays until it comes. */
  flush(): void;
  /** Delivers what is still open, at the end of the file. */
  end(): void;
  readonly counts: ReadCounts;
  /**
   * Marks the place behind the bytes so far, which must end a line: another reader may begin there if afterwards no entry
   * turns out to go on across it.
   * @returns what was counted since the last mark; `start` is undefined where no reader can begin.
   */
  mark(): ReaderMark;
  /** Whether an entry goes on across a mark; sure when 200 lines behind it were read. */
  isCrossed(mark: ReaderMark): boolean;
}

/** A place in a log between two lines. */
export interface ReaderMark extends FirstTimes {
  readonly start: LineReaderStart | undefined;
  /** Since the mark before; `lines` and `bytes` count from the reader's beginning. */
  readonly counts: ReadCounts;
}

const newline = 10;
const noBytes = new Uint8Array(0);

/** Reads entries from the bytes of one file. */
export function createEntryReader(options: EntryReaderOptions): EntryReader {
  const { decode, onPassedOver } = options;
  const counts = emptyCounts();
  const entries = createOpenEntries(options.onEntry, options.skipFrames === true, onPassedOver);
  const lines = createLineReader(lineReaderOptions(options), counts, entries);
  const prefix = createTracebackPrefix(options.skipFrames === true, decode, entries);
  const partial = createPartialLine();
  // Records may be passed over by their bytes only where they would be read as oslo.log's.
  const isFast = options.allLevels !== true && options.formats.some(({ format }) => format.id === 'oslo');
  let passesOver = newLoggerFilter();

  function newLoggerFilter(): ReturnType<typeof createLoggerFilter> {
    return createLoggerFilter(options.wantedLogger ?? (() => false), decode, options.onLogger);
  }

  /** Where the logger stands in the line that was passed over last. */
  let passedLogger = -1;

  function push(bytes: Uint8Array, runs?: PassedRuns): void {
    const blockOffset = counts.bytes;
    counts.bytes += bytes.length;
    let start = 0;
    if (partial.bytes > 0) {
      const end = bytes.indexOf(newline);
      partial.keep(bytes, 0, end === -1 ? bytes.length : end);
      if (end === -1) return;
      takePartial(blockOffset + end + 1, 1);
      start = end + 1;
    }
    const rest = readLines(bytes, start, blockOffset, 0, isFast && lines.knowsFirstTime ? runs : undefined);
    if (rest < bytes.length) partial.keep(bytes, rest, bytes.length);
    entries.deliverClosed(counts.lines);
  }

  function pass(lineCount: number, bytes: number, isRecords: boolean): void {
    if (prefix.isSet) prefix.forget(noBytes);
    counts.bytes += bytes;
    counts.lines += lineCount;
    if (isRecords) countPassedOver(counts, lineCount);
    entries.deliverClosed(counts.lines);
  }

  /** Reads the line that was kept from block to block; `end` is the offset behind its line end, of 1 byte or none. */
  function takePartial(end: number, lineEnd: number): void {
    const offset = end - lineEnd - partial.bytes;
    const line = partial.take();
    const ended = new Uint8Array(line.length + 1);
    ended.set(line);
    ended[line.length] = newline;
    readLines(ended, 0, offset, end - offset - ended.length);
  }

  /**
   * Reads the lines of a block that end in it.
   * @param cut bytes of the line that are missing at its end, where the block is one line that was too long to keep.
   * @returns the offset in the block behind the last line end.
   */
  function readLines(block: Uint8Array, from: number, blockOffset: number, cut = 0, runs?: PassedRuns): number {
    let start = from;
    let passed = -1;
    let passedEnd = -1;
    let passedLine = 0;
    let passedCount = 0;
    let run = 0;
    for (;;) {
      if (runs !== undefined && run < runs.count * numbersPerRun && runs.numbers[run] === start) {
        if (prefix.isSet) prefix.forget(block);
        const count = runs.numbers[run + 2]!;
        counts.lines += count;
        passedCount += count;
        passedLine = counts.lines;
        passed = runs.numbers[run + 3]!;
        passedEnd = runs.numbers[run + 4]!;
        start = runs.numbers[run + 1]!;
        run += numbersPerRun;
        continue;
      }
      const end = block.indexOf(newline, start);
      if (end === -1) break;
      counts.lines++;
      if (prefix.isSet && prefix.take(block, start, end, counts.lines, blockOffset + cut)) {
        start = end + 1;
        continue;
      }
      if (prefix.isSet) prefix.forget(block);
      if (isFast && isPassedOver(block, start, end)) {
        passed = start;
        passedEnd = end;
        passedLine = counts.lines;
        passedCount++;
        onPassedOver?.(passedLine, isDebug(block, passedLogger) ? 'DEBUG' : 'INFO');
      } else {
        if (passed !== -1) setPassedOver(block, passed, passedEnd, passedLine, blockOffset);
        passed = -1;
        takeLine(block, start, end, blockOffset, cut);
      }
      start = end + 1;
    }
    prefix.settle(block);
    if (passed !== -1) setPassedOver(block, passed, passedEnd, passedLine, blockOffset);
    lines.settle();
    if (passedCount > 0) countPassedOver(counts, passedCount);
    return start;
  }

  function isPassedOver(block: Uint8Array, start: number, end: number): boolean {
    const logger = lowLevelLogger(block, start, end);
    if (logger === -1 || !passesOver(block, logger, end)) return false;
    passedLogger = logger;
    // The first time of the file is that of its first header, whatever its level.
    return lines.knowsFirstTime;
  }

  function setPassedOver(block: Uint8Array, start: number, end: number, line: number, blockOffset: number): void {
    const place = { offset: blockOffset + start, end: blockOffset + end + 1, line, lastLine: line, lineCount: 1 };
    lines.setPassedOver(() => decodeLine(block, start, end), place);
  }

  function takeLine(block: Uint8Array, start: number, end: number, blockOffset: number, cut: number): void {
    const line = counts.lines;
    const place = { offset: blockOffset + start, end: blockOffset + end + 1 + cut, line, lastLine: line, lineCount: 1 };
    const traceback = lines.take(decodeLine(block, start, end), place);
    if (traceback !== undefined) prefix.set(traceback.owner, block, start, start + traceback.prefixLength);
  }

  function decodeLine(block: Uint8Array, from: number, to: number): string {
    return decode(block, from, Math.min(to, from + longestLine));
  }

  function end(): void {
    if (partial.bytes > 0) takePartial(counts.bytes, 0);
    lines.flush();
  }

  function mark(): ReaderMark {
    const counted = { ...counts, formats: new Map(counts.formats) };
    const { start, ...firstTimes } = lines.mark();
    counts.entries = 0;
    counts.unreadLines = 0;
    counts.lastTime = undefined;
    counts.zoneMinutes = undefined;
    counts.formats.clear();
    // Loggers that are met again are told again.
    if (options.onLogger !== undefined) passesOver = newLoggerFilter();
    if (start !== undefined && partial.bytes === 0) entries.mark(counts.lines);
    return { start: partial.bytes === 0 ? start : undefined, counts: counted, ...firstTimes };
  }

  const isCrossed = (marked: ReaderMark) => marked.start === undefined || entries.isCrossed(marked.counts.lines);
  return { push, pass, flush: lines.flush, end, counts, mark, isCrossed };
}

/** Counts before anything is read. */
export function emptyCounts(): ReadCounts {
  return {
    bytes: 0,
    lines: 0,
    entries: 0,
    unreadLines: 0,
    firstTime: undefined,
    lastTime: undefined,
    zoneMinutes: undefined,
    formats: new Map(),
  };
}

function countPassedOver(counts: ReadCounts, count: number): void {
  counts.entries += count;
  counts.formats.set('oslo', (counts.formats.get('oslo') ?? 0) + count);
}

function lineReaderOptions(options: EntryReaderOptions): LineReaderOptions {
  const { allLevels = false, wantedLogger = () => false } = options;
  return {
    formats: options.formats,
    assumedYear: options.assumedYear ?? 1970,
    onLogger: options.onLogger,
    originOf: options.originOf,
    start: options.start,
    isWanted: header => {
      if (allLevels || !isBelowWarning(header.level)) return true;
      // Other programs' logs are small beside nova's, and their notes (start, stop, alarm cleared) are evidence.
      if (header.format !== 'oslo' && header.format !== 'oslo-json') return true;
      return header.level !== 'DEBUG' && wantedLogger(header.logger);
    },
  };
}
