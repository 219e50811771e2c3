import * as l10n from '@vscode/l10n';
import type { Cancellation, LanguageService, OpenLogAnalysis } from '../core/features/language-service.ts';
import type { LogStatus } from '../core/features/protocol.ts';
import type { Analysis } from '../core/log/analysis.ts';
import type { OpenLog } from './open-logs.ts';

/** An analysis of one state of a log; equal results have equal ids. */
export interface LogAnalysis {
  readonly id: string;
  readonly analysis: Analysis;
}

/** The last analysis of each open log. */
export interface Analyses {
  /**
   * The analysis of a log as it is now. What has not changed since the last one is not read again.
   * @returns undefined when it was cancelled; `unreadable` when the file of a large log cannot be read, as after a
   *   rotation: the editor itself tells its user.
   */
  current(log: OpenLog, cancellation: Cancellation): Promise<LogAnalysis | undefined | 'unreadable'>;
  /** The last analysis, which may be of an older state. */
  last(uri: string): LogAnalysis | undefined;
  forget(uri: string): void;
}

/** What is kept of one open log. */
interface KnownLog {
  readonly analysis: OpenLogAnalysis;
  last: LogAnalysis | undefined;
  /** Ends with the work that was begun last: several features ask at the same time, and one answer serves all. */
  queue: Promise<unknown>;
}

/**
 * @param report gets a sentence for the server's log.
 * @param onStatus hears when an analysis begins and ends.
 */
export function createAnalyses(
  service: LanguageService,
  report: (message: string) => void,
  onStatus: (status: LogStatus) => void = () => {},
): Analyses {
  const known = new Map<string, KnownLog>();

  function knownOf(log: OpenLog): KnownLog {
    const own = known.get(log.uri);
    if (own !== undefined) return own;
    const fresh: KnownLog = { analysis: service.startAnalysis(log.path), last: undefined, queue: Promise.resolve() };
    known.set(log.uri, fresh);
    return fresh;
  }

  function current(log: OpenLog, cancellation: Cancellation): ReturnType<Analyses['current']> {
    const own = knownOf(log);
    const result = own.queue.then(() => analyzeOrTell(log, own, cancellation));
    own.queue = result.catch(() => undefined);
    return result;
  }

  async function analyzeOrTell(
    log: OpenLog,
    own: KnownLog,
    cancellation: Cancellation,
  ): Promise<LogAnalysis | undefined | 'unreadable'> {
    if (cancellation.isCancellationRequested) return undefined;
    try {
      return await analyzeNow(log, own, cancellation);
    } catch (error) {
      if (log.kind !== 'file' || !isFileError(error)) throw error;
      report(l10n.t('{0} cannot be read: {1}', log.path, error.message));
      return 'unreadable';
    }
  }

  async function analyzeNow(log: OpenLog, own: KnownLog, cancellation: Cancellation): Promise<LogAnalysis | undefined> {
    const id = log.kind === 'file' ? await log.file.update() : `version ${log.version}`;
    if (own.last?.id === id) return own.last;
    const text = log.kind === 'file' ? log.file.text : log.text;
    onStatus(statusOf(log.uri, true, own.last?.analysis));
    try {
      const analysis = await own.analysis.analyze(text?.pieces ?? [], cancellation);
      if (!analysis) return undefined;
      own.last = { id, analysis };
      return own.last;
    } finally {
      onStatus(statusOf(log.uri, false, own.last?.analysis));
    }
  }

  return { current, last: uri => known.get(uri)?.last, forget: uri => known.delete(uri) };
}

function statusOf(uri: string, isBusy: boolean, analysis: Analysis | undefined): LogStatus {
  const [file] = analysis?.files ?? [];
  if (analysis === undefined || file === undefined) return { uri, isBusy };
  const problems = analysis.findings.filter(finding => finding.severity !== 'info').length;
  const { format, entries } = file;
  return { uri, isBusy, found: { format, entries, problems, incidents: analysis.incidents.length } };
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
