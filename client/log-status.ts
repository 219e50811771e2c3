import * as vscode from 'vscode';
import { type LogStatus, logStatus } from '../core/features/protocol.ts';
import type { ServerHandle } from './language-server.ts';

/** Makes the language status of logs of nova: what is known of the active one, and whether it is being analysed. */
export function registerLogStatus(context: vscode.ExtensionContext, server: ServerHandle): vscode.LanguageStatusItem {
  const known = new Map<string, LogStatus>();
  const item = vscode.languages.createLanguageStatusItem('nova-log', { language: 'nova-log' });
  item.name = vscode.l10n.t('Nova log');
  item.command = { command: 'novaDoctor.logs.analyze', title: vscode.l10n.t('Analyze Logs…') };

  function show(): void {
    const document = vscode.window.activeTextEditor?.document;
    const status = document && known.get(document.uri.toString());
    item.busy = status?.isBusy === true;
    item.text = textOf(status);
    item.detail = status?.found === undefined ? '' : vscode.l10n.t('log format {0}', status.found.format || '-');
    const { Information, Warning } = vscode.LanguageStatusSeverity;
    item.severity = (status?.found?.incidents ?? 0) > 0 ? Warning : Information;
  }

  context.subscriptions.push(
    item,
    vscode.window.onDidChangeActiveTextEditor(show),
    vscode.workspace.onDidCloseTextDocument(document => known.delete(document.uri.toString())),
    server.onNotification(logStatus, (status: LogStatus) => {
      // The server writes addresses as the protocol does; the editor in its own way.
      known.set(vscode.Uri.parse(status.uri).toString(), status);
      show();
    }),
  );
  show();
  return item;
}

function textOf(status: LogStatus | undefined): string {
  if (status?.found === undefined) return vscode.l10n.t('Nova log');
  const { entries, problems, incidents } = status.found;
  return vscode.l10n.t('entries: {0}, problems: {1}, incidents: {2}', entries, problems, incidents);
}
