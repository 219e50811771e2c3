import type { Entry } from '../../core/log/entry.ts';
import { createEntryReader, type EntryReaderOptions, type ReadCounts } from '../../core/log/entry-reader.ts';
import type { PassedRuns } from '../../core/log/passed-runs.ts';
import { createSourceGuess, type GuessedSource, type SourceGuess } from '../../core/log/source.ts';
import type { SourceNames } from '../../core/log/source-names.ts';
import { decodeUtf8 } from './decode.ts';
import type { LogConsumer } from './input.ts';

/** One file of a log: where its text begins in the text of the whole log. */
export interface LogPart {
  readonly path: string;
  readonly offset: number;
  /** Lines of the log before it. */
  readonly lines: number;
}

export interface LogEntriesOptions extends Omit<EntryReaderOptions, 'decode' | 'onEntry' | 'onLogger' | 'originOf'> {
  /** Tells who wrote what; without it, entries keep the words of their wrappers, and the log's writer is not told. */
  readonly sources?: SourceNames;
  /** Gets each entry with the file that it begins in; its offset and line are those in that file. */
  readonly onEntry: (entry: Entry, path: string) => void;
  /** Called when the log has ended, with what was told of its writer. */
  readonly onEnd: (counts: ReadCounts, parts: readonly LogPart[], source: GuessedSource) => void;
}

const unknownSource: GuessedSource = { service: undefined, host: undefined, confidence: undefined };
const newline = 10;
const newlineBlock = new Uint8Array([newline]);

/**
 * Reads the files of one log as one text, so that an entry may go on behind a rotation, and gives its entries with the
 * places in the files.
 */
export function createLogEntries(options: LogEntriesOptions): LogConsumer {
  const parts: LogPart[] = [];
  let lastByte = newline;
  let guess: SourceGuess | undefined;
  const reader = createEntryReader({
    ...options,
    decode: decodeUtf8,
    ...(options.sources === undefined
      ? {}
      : { originOf: options.sources.ofWrapper, onLogger: (logger: string) => guess?.logger(logger) }),
    onEntry: entry => {
      const part = partOf(entry.offset);
      const isMoved = part.offset > 0;
      const placed = isMoved ? { ...entry, offset: entry.offset - part.offset, line: entry.line - part.lines } : entry;
      guess?.entry(placed);
      options.onEntry(placed, part.path);
    },
  });

  function partOf(offset: number): LogPart {
    let index = parts.length - 1;
    while (index > 0 && parts[index]!.offset > offset) index--;
    return parts[index]!;
  }

  function startFile(path: string): void {
    // A file that was cut may lack its last line end; the first line of the next file is a line of its own.
    if (lastByte !== newline) reader.push(newlineBlock);
    lastByte = newline;
    if (options.sources !== undefined) guess ??= createSourceGuess(options.sources, path);
    parts.push({ path, offset: reader.counts.bytes, lines: reader.counts.lines });
  }

  function push(bytes: Uint8Array, runs?: PassedRuns): void {
    if (bytes.length === 0) return;
    lastByte = bytes[bytes.length - 1]!;
    reader.push(bytes, runs);
  }

  function end(): void {
    reader.end();
    options.onEnd(reader.counts, parts, guess?.result() ?? unknownSource);
  }

  return { startFile, push, pass: reader.pass, end };
}
