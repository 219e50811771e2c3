import * as vscode from 'vscode';
import type { FromTracePage, ToTracePage, TracePageState } from '../../core/features/trace-messages.ts';
import { traceReport } from '../../core/log/trace/trace-report.ts';
import { createRedactor } from '../../core/text/redact.ts';
import type { OpenPlace } from '../open-place.ts';
import { webviewHtml, webviewOptions } from '../webview-page.ts';
import type { MergedLogs } from './merged-log-document.ts';
import { copyForTicket, saveTrace } from './trace-exports.ts';
import { pathLabels, readTarget, type TraceTarget } from './trace-target.ts';
import { keyOf, type TraceResult, type Traces } from './traces.ts';

/** Also an activation event of package.json: VS Code asks for the panels that a reload closes. */
const panelType = 'novaTrace';

export interface TracePanelOptions {
  readonly traces: Traces;
  readonly mergedLogs: MergedLogs;
  readonly openPlace: OpenPlace;
}

/** Shows traces as pictures: one panel for each thing that was traced. */
export interface TracePanels {
  show(result: TraceResult): void;
}

export function createTracePanels(context: vscode.ExtensionContext, options: TracePanelOptions): TracePanels {
  const panels = new Map<string, { panel: vscode.WebviewPanel; update: (result: TraceResult) => void }>();

  function show(result: TraceResult): void {
    const known = panels.get(keyOf(result.target));
    if (known) {
      known.update(result);
      known.panel.reveal();
      return;
    }
    const column = vscode.window.activeTextEditor?.viewColumn ?? vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel(panelType, titleOf(result.target), column, webviewOptions(context));
    fill(panel, result.target, result);
  }

  /** @param first undefined after a reload of the window: then the logs are read again. */
  function fill(panel: vscode.WebviewPanel, target: TraceTarget, first: TraceResult | undefined): void {
    let result = first;
    const { webview } = panel;
    const update = (next: TraceResult) => {
      result = next;
      void webview.postMessage(showMessage(next));
    };
    panels.set(keyOf(target), { panel, update });
    panel.onDidDispose(() => panels.delete(keyOf(target)));
    webview.onDidReceiveMessage(async (message: FromTracePage) => {
      if (message.kind === 'ready' || message.kind === 'again') {
        if (message.kind === 'again' || result === undefined) result = await options.traces.run(target);
        await webview.postMessage(result === undefined ? cancelledMessage(target) : showMessage(result));
      } else if (result !== undefined) {
        await act(message, result);
      }
    });
    panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media/icon.png');
    webview.html = webviewHtml(context, webview, { script: 'trace.js', style: 'trace.css', title: panel.title });
  }

  async function act(message: FromTracePage, result: TraceResult): Promise<void> {
    const place = message.kind === 'open' ? result.trace.entries[message.entry] : undefined;
    if (place) await options.openPlace(place, { viewColumn: vscode.ViewColumn.Beside });
    else if (message.kind === 'merged') await options.mergedLogs.show(result, message.entry);
    else if (message.kind === 'copy') await copyForTicket(context, result);
    else if (message.kind === 'save') await saveTrace(result, message.format);
  }

  const serializer: vscode.WebviewPanelSerializer = {
    deserializeWebviewPanel: async (panel, state: Partial<TracePageState> | undefined) => {
      const target = readTarget(state?.target);
      if (target === undefined) {
        panel.dispose();
        return;
      }
      panel.webview.options = webviewOptions(context);
      fill(panel, target, undefined);
    },
  };
  context.subscriptions.push(vscode.window.registerWebviewPanelSerializer(panelType, serializer));
  return { show };
}

function titleOf({ id }: TraceTarget): string {
  return vscode.l10n.t('Trace of {0}', id.length > 16 ? `${id.slice(0, 12)}…` : id);
}

function showMessage({ trace, target, problems }: TraceResult): ToTracePage {
  const pathLabel = pathLabels(target.paths);
  const report = traceReport(trace, { l10n: vscode.l10n, redactor: createRedactor(), pathLabel, problems });
  return { kind: 'show', target, report };
}

function cancelledMessage(target: TraceTarget): ToTracePage {
  return { kind: 'failed', target, text: vscode.l10n.t('The trace was cancelled.') };
}
