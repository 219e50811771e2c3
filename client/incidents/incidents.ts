import * as vscode from 'vscode';
import type { IncidentNode } from '../../core/features/incident-tree.ts';
import { type AnalyzeLogsParams, forgetAnalysis } from '../../core/features/protocol.ts';
import type { ServerHandle } from '../language-server.ts';
import type { OpenPlace } from '../open-place.ts';
import { requestAnalysis, runAnalysis } from './analyze-command.ts';
import { type AnalyzedLogs, type AnalyzedLogsStore, createAnalyzedLogsStore } from './analyzed-logs.ts';
import { exportReport } from './export-report.ts';
import { createIncidentView, type IncidentView, openCommand } from './incident-view.ts';
import { createReportPanel } from './report-panel.ts';

/** What the views of incidents need of the rest of the extension. */
export interface IncidentsOptions {
  readonly server: ServerHandle;
  readonly openPlace: OpenPlace;
}

/** The Incidents view, and what else shows the last analysis. */
export interface Incidents {
  readonly view: IncidentView;
  readonly store: AnalyzedLogsStore;
  /** Analyses logs together and shows the result; says what could not be read. */
  analyze(
    logs: Pick<AnalyzeLogsParams, 'paths' | 'fetch'>,
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    token: vscode.CancellationToken,
  ): Promise<void>;
}

/** Registers *Nova: Analyze Logs…* and the Incidents view. */
export function registerIncidents(
  context: vscode.ExtensionContext,
  { server, openPlace }: IncidentsOptions,
): Incidents {
  const store = createAnalyzedLogsStore(context);
  const view = createIncidentView(context, store);

  const report = createReportPanel(context, { store, openPlace });

  async function show(logs: AnalyzedLogs | undefined): Promise<void> {
    if (logs === undefined) return;
    await store.set(logs);
    await view.reveal();
    const failures = logs.problems.filter(problem => problem.isFailure);
    if (failures.length === 0) return;
    // Not awaited: the command is done.
    void vscode.window.showWarningMessage(
      failures.length === 1
        ? failures[0]!.message
        : vscode.l10n.t('{0} logs could not be read, or only in part. The Incidents view lists them.', failures.length),
    );
  }

  async function showReport(given?: IncidentNode): Promise<void> {
    if ((await store.last()) === undefined) return offerAnalysis();
    const row = given ?? (await pickIncident(() => true));
    const [first] = await view.rows();
    if (first !== undefined) await report.show(row?.incident);
  }

  /** What can be shown of an analysis, there is only after one. */
  async function offerAnalysis(): Promise<void> {
    const analyze = vscode.l10n.t('Analyze Logs…');
    const text = vscode.l10n.t('No logs were analyzed yet.');
    if ((await vscode.window.showInformationMessage(text, analyze)) !== analyze) return;
    await vscode.commands.executeCommand('novaDoctor.logs.analyze');
  }

  async function exportLast(format?: unknown, target?: unknown): Promise<void> {
    const logs = await store.last();
    if (logs === undefined) return offerAnalysis();
    const { version } = context.extension.packageJSON as { readonly version: string };
    await exportReport(logs, version, format, target instanceof vscode.Uri ? target : undefined);
  }

  /** Follows a request of a row through the logs that were analysed; asks which one where there are several. */
  async function trace(given?: Pick<IncidentNode, 'requests'>): Promise<void> {
    const row = given ?? (await pickIncident(incident => (incident.requests?.length ?? 0) > 0));
    if (row === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('No incident of the last analysis names a request.'));
    }
    const requests = row?.requests ?? [];
    const title = vscode.l10n.t('Which request?');
    const id = requests.length > 1 ? await vscode.window.showQuickPick(requests, { title }) : requests[0];
    const analyzed = (await store.last())?.paths;
    // Logs of controllers are not here to be searched: the user is asked for some.
    const paths = analyzed?.length === 0 ? undefined : analyzed;
    if (id !== undefined) await vscode.commands.executeCommand('novaDoctor.trace.show', { id, paths });
  }

  /** The incident that a command from the palette is about. */
  async function pickIncident(isWanted: (row: IncidentNode) => boolean): Promise<IncidentNode | undefined> {
    const rows = (await view.rows()).filter(row => row.kind === 'incident' && isWanted(row));
    if (rows.length < 2) return rows[0];
    const title = vscode.l10n.t('Which incident?');
    const choices = rows.map(row => ({ label: row.label, description: row.description ?? '', row }));
    return (await vscode.window.showQuickPick(choices, { title }))?.row;
  }

  context.subscriptions.push(
    vscode.commands.registerCommand('novaDoctor.logs.analyze', async (first?: unknown, selected?: unknown) =>
      show(await runAnalysis(server, first, selected)),
    ),
    vscode.commands.registerCommand('novaDoctor.incidents.clear', async () => {
      await store.set(undefined);
      await server.notify(forgetAnalysis, {});
    }),
    vscode.commands.registerCommand(openCommand, async (row: IncidentNode) => {
      if (row.place !== undefined) await openPlace(row.place);
    }),
    vscode.commands.registerCommand('novaDoctor.incident.report', showReport),
    vscode.commands.registerCommand('novaDoctor.incident.export', exportLast),
    vscode.commands.registerCommand('novaDoctor.incident.trace', trace),
    vscode.commands.registerCommand('novaDoctor.check.copy', async (row: IncidentNode) => {
      if (row.command !== undefined) await vscode.env.clipboard.writeText(row.command);
    }),
  );
  return {
    view,
    store,
    analyze: async (logs, progress, token) => show(await requestAnalysis(server, logs, progress, token)),
  };
}
