import * as l10n from '@vscode/l10n';
import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import {
  type AnalyzeLogsParams,
  type AnalyzeLogsProgress,
  type AnalyzeLogsResult,
  analyzeLogs,
  analyzeLogsProgress,
} from '../core/features/protocol.ts';
import { shownAnalysis } from '../core/log/output/shown-analysis.ts';
import { createRedactor } from '../core/text/redact.ts';
import { type AnalyzePathsOptions, analyzePaths } from '../io/files/analyze-paths.ts';
import { isFailure } from '../io/files/problem.ts';
import { problemText } from '../io/files/problem-text.ts';
import { untilCancelled } from './cancellation.ts';
import { scanWorkerPath } from './resources.ts';
import type { WorkspaceAnalysis } from './workspace-analysis.ts';

/** Milliseconds between two messages about progress. */
const progressInterval = 100;

/**
 * Answers requests to analyse many logs. They are read in this process: between two blocks other requests get their turn,
 * and what is large is read with a second thread.
 */
export function serveAnalyzeLogs(
  connection: Connection,
  workspaceAnalysis: WorkspaceAnalysis,
  options: () => AnalyzePathsOptions,
): void {
  connection.onRequest(analyzeLogs, (params: AnalyzeLogsParams, token: CancellationToken) =>
    untilCancelled(token, signal => analyze(params, signal)),
  );

  async function analyze(params: AnalyzeLogsParams, signal: AbortSignal): Promise<AnalyzeLogsResult> {
    const started = performance.now();
    const scanWorker = scanWorkerPath();
    const { analysis, problems, passed } = await analyzePaths(params.paths, {
      ...options(),
      ...params.fetch,
      l10n,
      signal,
      ...(scanWorker === undefined ? {} : { scanWorker }),
      ...progressTo(progress => void connection.sendNotification(analyzeLogsProgress, progress), params.progress),
    });
    workspaceAnalysis.set(analysis);
    return {
      analysis: shownAnalysis(analysis, { redactor: createRedactor(), l10n }),
      problems: problems.map(problem => ({
        path: problem.path,
        kind: problem.kind,
        message: problemText(problem, l10n),
        isFailure: isFailure(problem),
      })),
      passed,
      elapsedMs: Math.round(performance.now() - started),
    };
  }
}

function progressTo(
  send: (progress: AnalyzeLogsProgress) => void,
  progress: string,
): Pick<AnalyzePathsOptions, 'onProgress' | 'onFirst'> {
  const read = { done: 0, total: 0 };
  let sentAt = 0;
  return {
    onProgress: (done, total) => {
      Object.assign(read, { done, total });
      const now = performance.now();
      if (now - sentAt < progressInterval) return;
      sentAt = now;
      send({ progress, ...read });
    },
    onFirst: (signature, { path, line }) => {
      if (signature.severity === 'info') return;
      send({ progress, ...read, found: { title: l10n.t(signature.title), path, line } });
    },
  };
}
