import * as vscode from 'vscode';
import { copiedRows } from '../../core/log/view/copied-rows.ts';
import type { PageRequest } from '../../core/log/view/protocol.ts';
import type { OpenLogView } from './log-view-editor.ts';

/** Copies rows of a view: their text, the text behind `path:line`, or the same without secrets, to be put into a ticket. */
export async function copyRows(
  view: OpenLogView,
  { how, from, to }: Extract<PageRequest, { type: 'copy' }>,
): Promise<void> {
  const { text, line, isCut } = await view.textOf({ type: 'text', from, to });
  await vscode.env.clipboard.writeText(copiedRows(text, how, placeOf(view, line, how === 'ticket')));
  if (isCut) void vscode.window.showWarningMessage(vscode.l10n.t('Only the first 16 MB were copied.'));
}

function placeOf(view: OpenLogView, line: number | undefined, isForTicket: boolean): string {
  const path = isForTicket ? vscode.workspace.asRelativePath(view.uri) : view.uri.fsPath;
  return line === undefined ? path : `${path}:${line}`;
}
