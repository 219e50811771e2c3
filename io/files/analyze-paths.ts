import type { Analysis, Place } from '../../core/log/analysis.ts';
import { createAnalyzer } from '../../core/log/analyzer.ts';
import type { Cause } from '../../core/log/cause.ts';
import type { Entry } from '../../core/log/entry.ts';
import type { FetchedLogs } from '../../core/log/fetched-logs.ts';
import type { CompiledFormat } from '../../core/log/format.ts';
import type { Signature } from '../../core/log/signature.ts';
import type { SignatureMatcher } from '../../core/log/signature-matcher.ts';
import { createSourceNames } from '../../core/log/source-names.ts';
import type { System } from '../../core/log/system.ts';
import { isInside, needsEnd, type TimeWindow, timeWindow, type WrittenTime } from '../../core/log/time-window.ts';
import type { Translator } from '../../core/text/l10n.ts';
import { collectLogFiles } from './collect.ts';
import type { Blocks } from './decompress.ts';
import type { BegunLog, LogConsumer, LogInput } from './input.ts';
import { lastTimeOf } from './last-time.ts';
import { createLogEntries } from './log-entries.ts';
import type { InputProblem } from './problem.ts';
import { readLogs } from './read-logs.ts';
import { readThinned } from './read-thinned.ts';

export interface AnalyzePathsOptions {
  readonly formats: readonly CompiledFormat[];
  readonly signatures: readonly Signature[];
  readonly causes: readonly Cause[];
  /** The table by which writers of logs are told. */
  readonly systems: readonly System[];
  /** A matcher made before from the same signatures. */
  readonly matcher?: SignatureMatcher;
  readonly l10n?: Translator;
  /** Only entries between these times count; files are read and summed up whole. */
  readonly since?: WrittenTime;
  readonly until?: WrittenTime;
  /** What the path `-` stands for. */
  readonly standardInput?: Blocks;
  /** Logs that were fetched from controllers, besides the paths. */
  readonly fetched?: readonly FetchedLogs[];
  readonly signal?: AbortSignal;
  /** Path of the program of the thread that scans large files ahead; without it one thread reads everything. */
  readonly scanWorker?: string;
  /** Called when a problem is seen for the first time, long before the whole is read. */
  readonly onFirst?: (signature: Signature, place: Place) => void;
  /** Bytes on the disk that were read, and those to read in all (0 for streams). */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface PathsAnalysis {
  readonly analysis: Analysis;
  readonly problems: readonly InputProblem[];
  /** Files in the folders that are no logs. */
  readonly passed: number;
}

/**
 * Analyses the logs that paths name, and those that were fetched from controllers. With relative times, such as `2h`, logs that
 * were fetched do not tell the end: whoever fetches them makes these absolute (see `io/cluster/fetch-logs.ts`).
 * @throws the signal's reason when it is aborted.
 */
export async function analyzePaths(paths: readonly string[], options: AnalyzePathsOptions): Promise<PathsAnalysis> {
  const collected = await collectLogFiles(paths, options);
  const window = await windowOf(collected.inputs, options);
  const analyzer = createAnalyzer(options);
  const sources = createSourceNames(options.systems);
  const fetchedBytes = (options.fetched ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  const total = totalBytes(collected.inputs) + fetchedBytes;
  let done = 0;
  const onProgress = (bytes: number) => {
    done += bytes;
    options.onProgress?.(done, total);
  };
  const problems = await readLogs(collected.inputs, log => openLog(log), { ...options, onProgress });
  for (const logs of options.fetched ?? []) {
    problems.push(...logs.problems);
    problems.push(
      ...(await readThinned(logs, log => openLog(log, logs.controller), {
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onProgress,
      })),
    );
  }

  /** @param host the controller that the log came from: nobody knows better. */
  function openLog({ path, modified }: BegunLog, host?: string): LogConsumer {
    const file = analyzer.openFile({ path });
    const isWanted = window === undefined ? undefined : createWindowFilter(window);
    return createLogEntries({
      formats: options.formats,
      assumedYear: new Date(modified ?? Date.now()).getFullYear(),
      wantedLogger: analyzer.matcher.wantsLogger,
      skipFrames: true,
      sources,
      onEntry: (entry, partPath) => {
        if (isWanted === undefined || isWanted(entry)) file.entry(entry, partPath);
      },
      onEnd: (counts, parts, source) => {
        file.close(counts, host === undefined ? source : { service: source.service, host });
        if (parts.length > 1) {
          file.summary.parts = parts.map((part, index) => ({
            path: part.path,
            lines: (parts[index + 1]?.lines ?? counts.lines) - part.lines,
          }));
        }
      },
    });
  }

  return { analysis: analyzer.finish(), problems: [...collected.problems, ...problems], passed: collected.passed };
}

/** How many bytes lie on the disk. */
export function totalBytes(inputs: readonly LogInput[]): number {
  return inputs.reduce((sum, input) => sum + input.files.reduce((bytes, file) => bytes + file.bytes, 0), 0);
}

async function windowOf(
  inputs: readonly LogInput[],
  options: Pick<AnalyzePathsOptions, 'formats' | 'since' | 'until' | 'signal'>,
): Promise<TimeWindow | undefined> {
  const { since, until } = options;
  if (since === undefined && until === undefined) return undefined;
  const end =
    needsEnd(since) || needsEnd(until) ? await lastTimeOf(inputs, options.formats, options.signal) : undefined;
  return timeWindow(since, until, end);
}

/** Entries without a time count as long as the entry before them does. */
function createWindowFilter(window: TimeWindow): (entry: Entry) => boolean {
  let isOpen = true;
  return entry => {
    if (entry.time !== undefined) isOpen = isInside(window, entry.time, entry.zoneMinutes);
    return isOpen;
  };
}
