import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ClusterNode } from '../../core/cluster/tree.ts';
import type { Fetch } from '../../core/log/fetched-logs.ts';
import { readWrittenTime, type WrittenTime } from '../../core/log/time-window.ts';
import type { Incidents } from '../incidents/incidents.ts';
import { remotePath } from '../remote-path.ts';
import { tellNoControllers } from './no-controllers.ts';
import type { WorkspaceCluster } from './workspace-cluster.ts';

/** What is analysed: everything, one controller, or one log of one controller; since when, as on the command line. */
interface LiveAnalysisTarget {
  readonly controller?: string;
  readonly path?: string;
  /** `2h`, `14:00`, a full time; empty: all there is. Asked for when left out. */
  readonly since?: string;
}

/** *Analyze Logs on Controllers*: what matters of the logs is fetched, and analysed as files are. */
export function createLiveAnalyzer(context: vscode.ExtensionContext, cluster: WorkspaceCluster, incidents: Incidents) {
  async function analyze(given?: ClusterNode | LiveAnalysisTarget): Promise<void> {
    const session = await cluster.session();
    if (!session) {
      await tellNoControllers();
      return;
    }
    const since = given && 'since' in given && given.since !== undefined ? given.since : await askSince();
    if (since === undefined) return;
    const written = since === '' ? undefined : readWrittenTime(since);
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Analyzing logs on the controllers'),
        cancellable: true,
      },
      (progress, token) => fetchAndAnalyze(given ?? {}, written, progress, token),
    );
  }

  async function fetchAndAnalyze(
    { controller, path }: LiveAnalysisTarget,
    since: WrittenTime | undefined,
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const session = await cluster.session();
    if (!session) return;
    const folder = join(context.globalStorageUri.fsPath, `fetched-${randomBytes(8).toString('hex')}`);
    const cancelling = new AbortController();
    const subscription = token.onCancellationRequested(() => cancelling.abort());
    let shown = 0;
    const onProgress = (done: number, total: number) => {
      const percent = total === 0 ? 0 : (done / total) * 100;
      const message = vscode.l10n.t('{0} of {1} MB on the controllers', megabytes(done), megabytes(total));
      progress.report({ message, increment: percent - shown });
      shown = percent;
    };
    try {
      const { fetchLogs } = await import('../../io/cluster/door.ts');
      const fetch: Fetch = await fetchLogs(session, {
        folder,
        pathOf: remotePath,
        ...(controller === undefined ? {} : { controllers: [controller] }),
        ...(path === undefined ? {} : { log: path }),
        ...(since === undefined ? {} : { since }),
        l10n: vscode.l10n,
        signal: cancelling.signal,
        onProgress,
      });
      await incidents.analyze({ paths: [], fetch }, progress, token);
    } catch (error) {
      if (!cancelling.signal.aborted) throw error;
    } finally {
      subscription.dispose();
      await rm(folder, { recursive: true, force: true });
    }
  }

  return { analyze };
}

/** @returns undefined when the user gave up. */
async function askSince(): Promise<string | undefined> {
  const other = { label: vscode.l10n.t('Since…'), since: undefined };
  const choice = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('The last hour'), since: '1h' },
      { label: vscode.l10n.t('The last 15 minutes'), since: '15m' },
      { label: vscode.l10n.t('The last 24 hours'), since: '24h' },
      { label: vscode.l10n.t('Everything that is there'), since: '' },
      other,
    ],
    { title: vscode.l10n.t('Which time?') },
  );
  if (choice !== other) return choice?.since;
  return vscode.window.showInputBox({
    prompt: vscode.l10n.t('A time, such as 2026-11-22 14:00, 14:00 or 2h (before the end of the logs)'),
    validateInput: text => (readWrittenTime(text) ? undefined : vscode.l10n.t('This is not a time.')),
  });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
