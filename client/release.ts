import * as vscode from 'vscode';
import { type ConfigReleaseAnswer, type ConfigReleaseParams, configRelease } from '../core/features/protocol.ts';
import type { ServerHandle } from './language-server.ts';

/** Shows which release of OpenStack a file of configuration is judged by, and lets the user choose another one. */
export function registerRelease(context: vscode.ExtensionContext, server: ServerHandle): void {
  const item = vscode.languages.createLanguageStatusItem('novaDoctor.release', [
    { language: 'nova-conf' },
    { pattern: '**/.nova-doctor.{yaml,yml}' },
  ]);
  item.name = vscode.l10n.t('Release of OpenStack');
  item.command = { command: 'novaDoctor.release.choose', title: vscode.l10n.t('Choose') };
  context.subscriptions.push(
    item,
    vscode.commands.registerCommand('novaDoctor.release.choose', () => choose(server)),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidSaveTextDocument(() => update(vscode.window.activeTextEditor)),
  );
  update(vscode.window.activeTextEditor);

  function update(editor: vscode.TextEditor | undefined): void {
    const document = editor?.document;
    if (document === undefined || document.languageId !== 'nova-conf') return;
    item.busy = true;
    ask(server, document.uri).then(
      answer => {
        item.busy = false;
        item.text = answer?.release ?? vscode.l10n.t('unknown');
        item.detail = answer?.isAssumed
          ? vscode.l10n.t('assumed: no file tells the release')
          : vscode.l10n.t('release of OpenStack');
      },
      () => {
        item.busy = false;
      },
    );
  }
}

function ask(server: ServerHandle, uri: vscode.Uri): Promise<ConfigReleaseAnswer | null> {
  const params: ConfigReleaseParams = { uri: uri.toString() };
  return server.request<ConfigReleaseAnswer | null>(configRelease, params);
}

async function choose(server: ServerHandle): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const answer = uri === undefined ? null : await ask(server, uri);
  const releases = answer?.releases ?? [];
  const chosen = await vscode.window.showQuickPick(['auto', ...releases.toReversed()], {
    title: vscode.l10n.t('The release of OpenStack whose options count'),
    placeHolder: vscode.l10n.t('Files such as .nova-doctor.yaml come before this setting'),
  });
  if (chosen === undefined) return;
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('novaDoctor').update('release', chosen, target);
}
