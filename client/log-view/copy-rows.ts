import * as vscode from 'vscode';
import type { PageRequest } from '../../core/log/view/protocol.ts';
import { createRedactor } from '../../core/text/redact.ts';
import type { OpenLogView } from './log-view-editor.ts';

/** Copies rows of a view: their text, the text behind `path:line`, or the same without secrets, to be put into a ticket. */
export async function copyRows(
  view: OpenLogView,
  { how, from, to }: Extract<PageRequest, { type: 'copy' }>,
): Promise<void> {
  const { text, line, isCut } = await view.textOf({ type: 'text', from, to });
  await vscode.env.clipboard.writeText(how === 'text' ? text : withPlace(view, text, line, how === 'ticket'));
  if (isCut) void vscode.window.showWarningMessage(vscode.l10n.t('Only the first 16 MB were copied.'));
}

function withPlace(view: OpenLogView, text: string, line: number | undefined, isForTicket: boolean): string {
  const path = isForTicket ? vscode.workspace.asRelativePath(view.uri) : view.uri.fsPath;
  const place = line === undefined ? path : `${path}:${line}`;
  if (!isForTicket) return `${place}\n${text}`;
  return `${place}\n\`\`\`\n${createRedactor().redact(text)}\n\`\`\`\n`;
}
