import * as vscode from 'vscode';
import type { ReportData, ReportMessage, ReportRequest } from '../../core/features/report.ts';
import type { Analysis } from '../../core/log/analysis.ts';
import type { OpenPlace } from '../open-place.ts';
import { shortPath } from '../remote-path.ts';
import { webviewHtml, webviewOptions } from '../webview-page.ts';
import type { AnalyzedLogsStore } from './analyzed-logs.ts';

const viewType = 'novaDoctor.incident.report';

export interface ReportPanelOptions {
  readonly store: AnalyzedLogsStore;
  readonly openPlace: OpenPlace;
}

/** The panel with the incident report; there is one at most. */
export interface ReportPanel {
  /** Brings the panel to the front. @param incident id of the incident that it is to show. */
  show(incident: string | undefined): Promise<void>;
}

export function createReportPanel(
  context: vscode.ExtensionContext,
  { store, openPlace }: ReportPanelOptions,
): ReportPanel {
  let panel: vscode.WebviewPanel | undefined;
  /** What the page is to show when it has loaded. */
  let wanted: string | undefined;

  async function show(incident: string | undefined): Promise<void> {
    wanted = incident;
    if (panel === undefined) {
      const title = vscode.l10n.t('Incident Report');
      connect(vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active, { enableFindWidget: true }));
      return;
    }
    // A page that was hidden is made anew and says when it is ready.
    const isLive = panel.visible;
    panel.reveal();
    if (isLive) await post(panel);
  }

  function connect(made: vscode.WebviewPanel): void {
    panel = made;
    made.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media/icon.svg');
    made.webview.options = webviewOptions(context);
    made.webview.onDidReceiveMessage((request: ReportRequest) => answer(made, request));
    made.onDidDispose(() => {
      panel = undefined;
    });
    made.webview.html = webviewHtml(context, made.webview, {
      script: 'report.js',
      style: 'report.css',
      title: made.title,
    });
  }

  async function answer(made: vscode.WebviewPanel, request: ReportRequest): Promise<void> {
    switch (request.kind) {
      case 'ready':
        return post(made);
      case 'open':
        // Beside the report where that is in the only group: it stays in sight.
        return openPlace(request, {
          viewColumn: made.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One,
        });
      case 'copy':
        return vscode.env.clipboard.writeText(request.text);
      case 'export':
        return vscode.commands.executeCommand('novaDoctor.incident.export', request.format);
      case 'trace':
        return vscode.commands.executeCommand('novaDoctor.incident.trace', { requests: request.requests });
      case 'analyze':
        return vscode.commands.executeCommand('novaDoctor.logs.analyze');
    }
  }

  async function post(made: vscode.WebviewPanel): Promise<void> {
    const logs = await store.last();
    const message: ReportMessage =
      logs === undefined
        ? { kind: 'nothing' }
        : { kind: 'show', report: reportData(logs), ...(wanted === undefined ? {} : { incident: wanted }) };
    wanted = undefined;
    await made.webview.postMessage(message);
  }

  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async made => connect(made),
    }),
    store.onDidChange(async () => {
      if (panel !== undefined) await post(panel);
    }),
  );
  return { show };
}

function reportData({ analysis, problems }: Pick<ReportData, 'analysis' | 'problems'>): ReportData {
  const paths = pathsOf(analysis);
  return {
    analysis,
    problems,
    labels: Object.fromEntries([...paths].map(path => [path, shortPath(path)])),
  };
}

function pathsOf({ files, findings }: Analysis): Set<string> {
  return new Set([
    ...files.flatMap(file => [file.path, ...(file.parts ?? []).map(part => part.path)]),
    ...findings.flatMap(finding => finding.perFile.map(file => file.path)),
  ]);
}
