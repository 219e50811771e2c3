import * as vscode from 'vscode';
import { withPathLabels } from '../../core/log/trace/path-labels.ts';
import { traceJson } from '../../core/log/trace/trace-json.ts';
import { traceMarkdown } from '../../core/log/trace/trace-markdown.ts';
import { traceText } from '../../core/log/trace/trace-text.ts';
import { createRedactor } from '../../core/text/redact.ts';
import { pathLabels } from './trace-target.ts';
import type { TraceResult } from './traces.ts';

/** Columns of the text that is saved. */
const width = 160;

/** Puts a summary into the clipboard, with its secrets replaced. */
export async function copyForTicket(context: vscode.ExtensionContext, { trace, target }: TraceResult): Promise<void> {
  const version = String(context.extension.packageJSON.version);
  const pathLabel = pathLabels(target.paths);
  const redactor = createRedactor();
  await vscode.env.clipboard.writeText(traceMarkdown(trace, { l10n: vscode.l10n, redactor, pathLabel, version }));
  vscode.window.setStatusBarMessage(vscode.l10n.t('The trace was copied as Markdown.'), 5000);
}

/** Asks for a file and writes the trace into it, with its secrets replaced. */
export async function saveTrace(result: TraceResult, format: 'text' | 'json'): Promise<void> {
  const name = `nova-trace-${result.target.id.replaceAll(/[^\w.-]+/g, '_').slice(0, 80)}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(result.target.paths[0] ?? '/');
  const defaultUri = vscode.Uri.joinPath(folder, `${name}.${format === 'json' ? 'json' : 'txt'}`);
  const uri = await vscode.window.showSaveDialog({ defaultUri });
  if (uri === undefined) return;
  await vscode.workspace.fs.writeFile(uri, Buffer.from(format === 'json' ? jsonOf(result) : textOf(result)));
  await vscode.window.showTextDocument(uri);
}

function textOf({ trace, target }: TraceResult): string {
  const labelled = withPathLabels(trace, pathLabels(target.paths));
  return traceText(labelled, { l10n: vscode.l10n, redactor: createRedactor(), width, color: false });
}

function jsonOf({ trace, target, elapsedMs, unread }: TraceResult): string {
  const labelled = withPathLabels(trace, pathLabels(target.paths));
  const value = traceJson(labelled, { redactor: createRedactor(), elapsedMs, problems: unread });
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
