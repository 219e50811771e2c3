import * as vscode from 'vscode';
import { sizeText } from '../../core/log/output/words.ts';
import type { Trace } from '../../core/log/trace/trace.ts';
import { readTraceId } from '../../core/log/trace/trace-id.ts';
import { idProblemText } from '../../core/log/trace/trace-id-words.ts';
import { problemText } from '../../io/files/problem-text.ts';
import { traceInBackground } from '../../io/files/trace-in-background.ts';
import type { TraceTarget } from './trace-target.ts';

/** What following an id gave. */
export interface TraceResult {
  readonly target: TraceTarget;
  readonly trace: Trace;
  /** What could not be read, in sentences. */
  readonly problems: readonly string[];
  /** The same for programs. */
  readonly unread: readonly { readonly path: string; readonly kind: string; readonly message: string }[];
  readonly elapsedMs: number;
}

/** Follows ids, and keeps the last results: a panel, a log and exports show the same one. */
export interface Traces {
  /** A result that is still kept. */
  known(target: TraceTarget): TraceResult | undefined;
  /**
   * Follows an id while a notification shows how far it is.
   * @returns undefined when the user cancelled it, and after an error that was shown.
   */
  run(target: TraceTarget): Promise<TraceResult | undefined>;
}

/** So many results are kept. One may hold tens of megabytes. */
const mostKept = 4;

export function createTraces(context: vscode.ExtensionContext): Traces {
  const kept = new Map<string, TraceResult>();
  const workerFile = context.asAbsolutePath('dist/trace-worker.js');
  const knowledgeFolder = context.asAbsolutePath('knowledge');

  async function run(target: TraceTarget): Promise<TraceResult | undefined> {
    const read = readTraceId(target.id);
    if ('problem' in read) {
      void vscode.window.showErrorMessage(idProblemText(read.problem, target.id, vscode.l10n));
      return undefined;
    }
    const started = performance.now();
    const { id } = read;
    const done = await withProgress(id.text, (signal, onProgress) =>
      traceInBackground(workerFile, { id, paths: target.paths, knowledgeFolder }, { signal, onProgress }),
    );
    if (done === undefined) return undefined;
    const unread = done.problems.map(problem => ({ ...problem, message: problemText(problem, vscode.l10n) }));
    const problems = unread.map(({ message }) => message);
    const result = { target, trace: done.trace, problems, unread, elapsedMs: performance.now() - started };
    kept.delete(keyOf(target));
    kept.set(keyOf(target), result);
    for (const key of [...kept.keys()].slice(0, -mostKept)) kept.delete(key);
    return result;
  }

  return { known: target => kept.get(keyOf(target)), run };
}

export function keyOf({ id, paths }: TraceTarget): string {
  return JSON.stringify({ id, paths });
}

async function withProgress<T>(
  id: string,
  work: (signal: AbortSignal, onProgress: (done: number, total: number) => void) => Promise<T>,
): Promise<T | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Tracing {0}', id),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    let shown = 0;
    const onProgress = (done: number, total: number) => {
      if (total === 0) return;
      const percent = Math.floor((100 * done) / total);
      if (percent <= shown) return;
      progress.report({ increment: percent - shown, message: `${sizeText(done)} / ${sizeText(total)}` });
      shown = percent;
    };
    try {
      return await work(stop.signal, onProgress);
    } catch (error) {
      if (stop.signal.aborted) return undefined;
      throw error;
    }
  });
}
