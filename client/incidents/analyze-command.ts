import * as vscode from 'vscode';
import {
  type AnalyzeLogsParams,
  type AnalyzeLogsProgress,
  type AnalyzeLogsResult,
  analyzeLogs,
  analyzeLogsProgress,
} from '../../core/features/protocol.ts';
import type { ServerHandle } from '../language-server.ts';
import type { AnalyzedLogs } from './analyzed-logs.ts';
import { chooseLogs } from './choose-logs.ts';

/** Analyses what the arguments of the command name or the user chooses. @returns undefined when the user gave up. */
export async function runAnalysis(
  server: ServerHandle,
  first: unknown,
  selected: unknown,
): Promise<AnalyzedLogs | undefined> {
  const paths = await chooseLogs(first, selected);
  if (paths === undefined) return undefined;
  if (paths.length === 0) {
    await vscode.window.showWarningMessage(
      vscode.l10n.t('There is nothing on the disk to analyze. Open a folder with logs, or choose one.'),
    );
    return undefined;
  }
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Analyzing logs'), cancellable: true },
    (progress, token) => requestAnalysis(server, { paths }, progress, token),
  );
}

let count = 0;

/** Lets the server analyse logs. @returns undefined when it was cancelled. */
export async function requestAnalysis(
  server: ServerHandle,
  logs: Pick<AnalyzeLogsParams, 'paths' | 'fetch'>,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<AnalyzedLogs | undefined> {
  const params: AnalyzeLogsParams = { ...logs, progress: `analysis ${++count}` };
  let shown = 0;
  let found = '';
  const listening = server.onNotification(analyzeLogsProgress, (told: AnalyzeLogsProgress) => {
    if (told.progress !== params.progress) return;
    found = told.found?.title ?? found;
    const percent = told.total === 0 ? 0 : (told.done / told.total) * 100;
    progress.report({ message: progressText(told, found), increment: percent - shown });
    shown = percent;
  });
  try {
    const result = await server.request<AnalyzeLogsResult>(analyzeLogs, params, token);
    return token.isCancellationRequested ? undefined : { ...result, paths: logs.paths };
  } catch (error) {
    if (token.isCancellationRequested) return undefined;
    throw error;
  } finally {
    listening.dispose();
  }
}

function progressText({ done, total }: AnalyzeLogsProgress, found: string): string {
  const read = vscode.l10n.t('{0} of {1} MB', megabytes(done), megabytes(total));
  return found === '' ? read : `${read} · ${vscode.l10n.t('found: {0}', found)}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
