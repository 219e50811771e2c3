import { Buffer } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { withLineFeeds } from '../core/features/document.ts';
import type { Cancellation, LanguageService } from '../core/features/language-service.ts';
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
   * The analysis of a log as it is now.
   * @returns undefined when it was cancelled; `unreadable` when the file of a large log cannot be read, as after a
   *   rotation: the editor itself tells its user.
   */
  current(log: OpenLog, cancellation: Cancellation): Promise<LogAnalysis | undefined | 'unreadable'>;
  /** The last analysis, which may be of an older state. */
  last(uri: string): LogAnalysis | undefined;
  forget(uri: string): void;
}

const blockSize = 1024 * 1024;

/** @param report gets a sentence for the server's log. */
export function createAnalyses(service: LanguageService, report: (message: string) => void): Analyses {
  const known = new Map<string, LogAnalysis>();

  async function current(log: OpenLog, cancellation: Cancellation): ReturnType<Analyses['current']> {
    try {
      return await analyzeNow(log, cancellation);
    } catch (error) {
      if (log.kind !== 'file' || !isFileError(error)) throw error;
      report(l10n.t('{0} cannot be read: {1}', log.path, error.message));
      return 'unreadable';
    }
  }

  async function analyzeNow(log: OpenLog, cancellation: Cancellation): Promise<LogAnalysis | undefined> {
    const id = await stateOf(log);
    const last = known.get(log.uri);
    if (last?.id === id) return last;
    const analysis = await service.analyzeLog(log.path, blocksOf(log), cancellation);
    if (!analysis) return undefined;
    const result = { id, analysis };
    known.set(log.uri, result);
    return result;
  }

  return { current, last: uri => known.get(uri), forget: uri => known.delete(uri) };
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

async function stateOf(log: OpenLog): Promise<string> {
  if (log.kind === 'text') return `version ${log.text.version}`;
  const { size, mtimeMs } = await stat(log.path);
  return `size ${size} time ${mtimeMs}`;
}

/** The bytes of a log, in blocks between which other requests get their turn. */
async function* blocksOf(log: OpenLog): AsyncGenerator<Uint8Array> {
  if (log.kind === 'file') {
    yield* createReadStream(log.path, { highWaterMark: blockSize }) as AsyncIterable<Buffer>;
    return;
  }
  const bytes = Buffer.from(withLineFeeds(log.text.getText()));
  for (let at = 0; at < bytes.length; at += blockSize) {
    yield bytes.subarray(at, at + blockSize);
    await setImmediate();
  }
}
