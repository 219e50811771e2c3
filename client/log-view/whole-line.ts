import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { OpenLogView, ViewText } from './log-view-editor.ts';

/** The scheme of the read-only texts that hold one line that is too long for the view. */
const wholeLineScheme = 'nova-log-line';

/** So many of them are kept; an editor that shows an older one keeps its text. */
const mostKept = 8;
const kept = new Map<string, string>();

/** Serves the texts of `showWholeLine`. */
export function registerWholeLines(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(wholeLineScheme, {
    provideTextDocumentContent: uri => kept.get(uri.toString()) ?? '',
  });
}

/** Shows a line in an editor of its own, as far as an editor can hold it. */
export async function showWholeLine(view: OpenLogView, offset: number): Promise<void> {
  const answer: ViewText = await view.textOf({ type: 'wholeLine', offset });
  const name = `${basename(view.uri.path)} ${answer.line ?? ''}`.trim();
  const uri = vscode.Uri.from({ scheme: wholeLineScheme, path: `/${name}`, query: `${view.uri.fsPath}@${offset}` });
  kept.set(uri.toString(), answer.text);
  for (const key of [...kept.keys()].slice(0, -mostKept)) kept.delete(key);
  await vscode.window.showTextDocument(uri, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  if (answer.isCut)
    void vscode.window.showInformationMessage(vscode.l10n.t('The line is longer; its first 16 MB are shown.'));
}
