import * as vscode from 'vscode';
import { type ReportFormat, reportFormats } from '../../core/features/report.ts';
import { analysisHtml } from '../../core/log/output/html.ts';
import { analysisMarkdown } from '../../core/log/output/markdown.ts';
import { withPaths } from '../../core/log/output/shown-analysis.ts';
import { createRedactor } from '../../core/text/redact.ts';
import { shortPath } from '../remote-path.ts';
import type { AnalyzedLogs } from './analyzed-logs.ts';

/**
 * Writes the report of an analysis to a file and shows it.
 * @param given the format, where the caller knows it; else the user chooses.
 * @param target where the file is to be written, where the caller knows it.
 */
export async function exportReport(
  logs: AnalyzedLogs,
  version: string,
  given: unknown,
  target: vscode.Uri | undefined,
): Promise<void> {
  const format = reportFormats.find(candidate => candidate === given) ?? (await askForFormat());
  if (format === undefined) return;
  const uri = target ?? (await askForTarget(format));
  if (uri === undefined) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(reportText(logs, format, version)));
  if (format === 'markdown') await vscode.window.showTextDocument(uri);
  else await offerToOpen(uri);
}

function reportText(logs: AnalyzedLogs, format: ReportFormat, version: string): string {
  const { problems } = logs;
  // Whoever reads the report has the logs somewhere else.
  const analysis = withPaths(logs.analysis, shortPath);
  // The analysis was redacted by the server; redacting again changes nothing.
  const options = { l10n: vscode.l10n, redactor: createRedactor(), version, problems };
  if (format === 'markdown') return analysisMarkdown(analysis, options);
  return analysisHtml(analysis, { ...options, language: vscode.env.language });
}

async function askForFormat(): Promise<ReportFormat | undefined> {
  const choices = [
    { label: 'Markdown', description: vscode.l10n.t('for a ticket'), format: 'markdown' as const },
    {
      label: 'HTML',
      description: vscode.l10n.t('one file with the time line, for any browser'),
      format: 'html' as const,
    },
  ];
  return (await vscode.window.showQuickPick(choices, { title: vscode.l10n.t('Export the report as') }))?.format;
}

async function askForTarget(format: ReportFormat): Promise<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const ending = format === 'markdown' ? 'md' : 'html';
  return vscode.window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, `incident-report.${ending}`) }),
    filters: format === 'markdown' ? { Markdown: ['md'] } : { HTML: ['html'] },
  });
}

async function offerToOpen(uri: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const message = vscode.l10n.t('The report was written to {0}.', vscode.workspace.asRelativePath(uri));
  // Not awaited: the command is done.
  void vscode.window.showInformationMessage(message, open).then(async chosen => {
    if (chosen === open) await vscode.env.openExternal(uri);
  });
}
