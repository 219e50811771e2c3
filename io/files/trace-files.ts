import { Buffer } from 'node:buffer';
import type { CompiledFormat } from '../../core/log/format.ts';
import type { SourceNames } from '../../core/log/source-names.ts';
import type { FollowedId, Follower } from '../../core/log/trace/follower.ts';
import { entryKey, type TracedEntry } from '../../core/log/trace/traced-entry.ts';
import { type BegunLog, type InputFile, isStream, type LogConsumer, type LogInput } from './input.ts';
import type { InputProblem } from './problem.ts';
import { readLogs } from './read-logs.ts';
import { isPlainFile, searchAgain } from './trace-again.ts';
import { createTraceScan, newScannedFile, type ScannedFile, type TraceScan } from './trace-scan.ts';

export interface TraceFilesOptions {
  readonly formats: readonly CompiledFormat[];
  readonly names: SourceNames;
  readonly signal?: AbortSignal;
  /** Called with the number of bytes on the disk that were read since the last call. */
  readonly onProgress?: (bytes: number) => void;
  /** Whether a stream among the inputs can be read again. */
  readonly canReplay?: () => boolean;
  /** As in `SearchAgainOptions`. */
  readonly smallFile?: number;
}

/** What following an id through files gave. */
export interface TraceCollection {
  /** Every entry once, in the order in which they were found. */
  readonly entries: readonly TracedEntry[];
  readonly files: readonly ScannedFile[];
  readonly problems: readonly InputProblem[];
  /** Places that name an id and whose entries are not among `entries`, because there were too many. */
  readonly leftOut: number;
  /** Related ids were looked for only around the times of the entries that name the asked one. */
  readonly isWindowed: boolean;
  /** Files that could not be read a second time for related ids (standard input). */
  readonly readOnce: readonly string[];
}

/** Most entries that are kept, and how long a text of one may be once they are large altogether. */
const mostEntries = 10_000;
const mostUndecided = 2000;
const longestText = 20_000;
const longestLaterText = 2000;
const usualCharacters = 50_000_000;
/** An entry names an id, that one another, that one a third. */
const mostRounds = 3;

/**
 * Follows an id through logs: finds the entries that name it, learns from them which other ids belong to it and finds
 * theirs. The files are read once; related ids are searched for from where they become known, and afterwards in the parts
 * before that, around the times that matter.
 * @param inputs what `collectLogFiles` gave.
 * @param follower knows what was asked for; afterwards it knows what belongs to it.
 * @throws the signal's reason when it is aborted.
 */
export async function collectTrace(
  inputs: readonly LogInput[],
  follower: Follower,
  options: TraceFilesOptions,
): Promise<TraceCollection> {
  const kept = new Map<string, TracedEntry>();
  // What later entries tell may show that these belong to the trace too.
  const undecided = new Map<string, TracedEntry>();
  const state = { characters: 0, leftOut: 0, isWindowed: false };
  const readOnce = new Set<string>();
  const scan = createTraceScan({
    formats: options.formats,
    names: options.names,
    texts: () => follower.followed.map(id => id.text),
    sink: {
      take: traced => {
        const key = entryKey(traced);
        follower.take(traced);
        if (kept.has(key) || undecided.has(key)) return;
        const isSure = follower.relationOf(traced) !== undefined;
        const place = isSure ? kept : undecided;
        if (place.size < (isSure ? mostEntries : mostUndecided)) place.set(key, shorten(traced, state));
        else if (isSure) state.leftOut++;
      },
    },
  });
  const files: ScannedFile[] = [];
  const problems = await readLogs(inputs, log => wholeLog(log, scan, files), options);
  const sources = new Map(inputs.flatMap(input => input.files.map(file => [file.path, file] as const)));
  for (let round = 1; round < mostRounds; round++) {
    const packed = new Set<LogInput>();
    for (const file of files) {
      const missing = missingIds(file, follower);
      if (missing.length === 0) continue;
      const source = sources.get(file.path);
      if (source !== undefined && isPlainFile(source)) {
        const windowed = await searchAgain(source, file, missing, { follower, scan, ...options });
        state.isWindowed = state.isWindowed || windowed;
        continue;
      }
      const input = inputOf(inputs, file.path);
      const isGone = input?.files.some(part => isStream(part.from)) && options.canReplay?.() !== true;
      if (input === undefined || isGone) readOnce.add(file.path);
      else packed.add(input);
    }
    if (packed.size === 0) continue;
    const opened = (log: BegunLog) => packedAgain(log.path, files, follower, scan);
    // What is wrong with these files was told when they were read first.
    await readLogs([...packed], opened, withoutProgress(options));
  }
  const notRead = files.reduce((sum, file) => sum + file.leftOut, 0);
  return {
    entries: [...kept.values(), ...[...undecided.values()].filter(traced => follower.relationOf(traced) !== undefined)],
    files,
    problems,
    leftOut: state.leftOut + notRead,
    isWindowed: state.isWindowed,
    readOnce: [...readOnce],
  };
}

/** Searches every file of a log for all texts. */
function wholeLog({ modified }: BegunLog, scan: TraceScan, files: ScannedFile[]): LogConsumer {
  // Dates without a year are those of the year in which the log was written last.
  const year = new Date(modified ?? Date.now()).getFullYear();
  let current: ScannedFile | undefined;
  return {
    startFile: name => {
      if (current) scan.end();
      current = newScannedFile(name, year);
      files.push(current);
      scan.start(current);
    },
    push: bytes => scan.push(bytes),
    end: () => scan.end(),
    room: size => scan.room(size),
  };
}

/** Searches the files of a packed log again, for the texts that were not searched in them. */
function packedAgain(path: string, files: readonly ScannedFile[], follower: Follower, scan: TraceScan): LogConsumer {
  const byPath = new Map(files.map(file => [file.path, file]));
  let current: { file: ScannedFile; texts: Set<string> } | undefined;
  const finish = () => {
    if (!current) return;
    scan.end();
    for (const text of current.texts) current.file.searchedFrom.set(text, 0);
  };
  return {
    startFile: name => {
      finish();
      const file = byPath.get(name) ?? byPath.get(path);
      current = file && { file, texts: new Set(missingIds(file, follower).map(id => id.text)) };
      if (current) scan.start(current.file, { offset: 0, line: 1 });
    },
    push: bytes => {
      if (current && current.texts.size > 0) scan.push(bytes, current.texts);
    },
    end: finish,
  };
}

function withoutProgress(options: TraceFilesOptions): TraceFilesOptions {
  const { onProgress: _, ...rest } = options;
  return rest;
}

/** Ids that belong to the trace and were not, or not from its start, searched for in a file. */
function missingIds(file: ScannedFile, follower: Follower): FollowedId[] {
  return follower.followed.filter(id => (file.searchedFrom.get(id.text) ?? file.bytes) > 0);
}

function inputOf(inputs: readonly LogInput[], path: string): LogInput | undefined {
  const isIn = (file: InputFile) => path === file.path || path.startsWith(`${file.path}/`);
  return inputs.find(input => input.files.some(isIn));
}

/** The entry, without what is too long to be kept: a traceback of half a megabyte tells no more than its ends. */
function shorten(traced: TracedEntry, state: { characters: number }): TracedEntry {
  const { entry } = traced;
  const limit = state.characters > usualCharacters ? longestLaterText : longestText;
  const isLong = entry.message.length > limit || entry.traceback.length > limit;
  const kept = isLong
    ? { ...entry, message: withoutMiddle(entry.message, limit), traceback: withoutMiddle(entry.traceback, limit) }
    : entry;
  state.characters += kept.message.length + kept.traceback.length;
  return kept === entry ? traced : { ...traced, entry: kept };
}

function withoutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  // Joined from copies, for a slice would keep the whole text in memory.
  return Buffer.from(`${text.slice(0, half)} … ${text.slice(-half)}`).toString();
}
