import * as vscode from 'vscode';
import { triageMarkdown } from '../../core/cluster/output/triage-text.ts';
import { type TriageCard, triage } from '../../core/cluster/triage.ts';
import type { TriageMessage, TriageRequest } from '../../core/cluster/triage-page.ts';
import { webviewHtml, webviewOptions } from '../webview-page.ts';
import { type ControllersView, controllersViewId } from './controllers-view.ts';
import { whyNoControllers } from './no-controllers.ts';

const viewType = 'novaDoctor.triage.show';

/** *Nova: Triage*: reads the cluster and shows the card. There is one panel at most. */
export function createTriagePanel(context: vscode.ExtensionContext, view: ControllersView) {
  let panel: vscode.WebviewPanel | undefined;
  let last: TriageCard | undefined;

  async function show(): Promise<void> {
    if (panel) {
      panel.reveal();
      return read(panel);
    }
    const made = vscode.window.createWebviewPanel(viewType, vscode.l10n.t('Triage'), vscode.ViewColumn.Active);
    panel = made;
    made.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media/icon.svg');
    made.webview.options = webviewOptions(context);
    made.webview.onDidReceiveMessage((request: TriageRequest) => answer(made, request));
    made.onDidDispose(() => {
      panel = undefined;
    });
    made.webview.html = webviewHtml(context, made.webview, {
      script: 'triage.js',
      style: 'triage.css',
      title: made.title,
    });
  }

  async function answer(made: vscode.WebviewPanel, request: TriageRequest): Promise<void> {
    if (request.kind === 'copy' && last) {
      await vscode.env.clipboard.writeText(triageMarkdown(last, vscode.l10n));
      vscode.window.setStatusBarMessage(vscode.l10n.t('The triage card was copied.'), 5000);
    }
    if (request.kind === 'set-up') await vscode.commands.executeCommand(`${controllersViewId}.focus`);
    if (request.kind === 'runbook') await vscode.commands.executeCommand('novaDoctor.runbook.run', request.runbook);
    // A page that comes back after it was hidden shows what it had; only a person's wish reads again.
    if (request.kind === 'ready' && last) await post(made, { kind: 'show', card: last });
    else if (request.kind === 'ready' || request.kind === 'refresh') await read(made);
  }

  async function read(made: vscode.WebviewPanel): Promise<void> {
    await post(made, { kind: 'reading', cluster: view.last()?.name ?? '' });
    const state = await view.refresh();
    if (!state) {
      await post(made, { kind: 'nothing', reason: whyNoControllers() });
      return;
    }
    last = triage(state, Date.now(), vscode.l10n);
    await post(made, { kind: 'show', card: last });
  }

  async function post(made: vscode.WebviewPanel, message: TriageMessage): Promise<void> {
    await made.webview.postMessage(message);
  }

  return { show };
}
