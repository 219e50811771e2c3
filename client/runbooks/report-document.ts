import * as vscode from 'vscode';
import type { RunEngine } from './run-engine.ts';

const scheme = 'nova-run';

/** Opens reports of runs as read-only Markdown, drawn as VS Code draws it. */
export function createReportDocuments(context: vscode.ExtensionContext, engine: RunEngine) {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async uri =>
        (await engine.report(runOf(uri))) ?? vscode.l10n.t('There is no journal of this run.'),
    }),
  );

  async function open(run: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${run}.md` });
    // What is open already shows the run as it was then.
    changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  }

  async function copy(run: string): Promise<void> {
    const report = await engine.report(run);
    if (report === undefined) return;
    await vscode.env.clipboard.writeText(report);
    vscode.window.setStatusBarMessage(vscode.l10n.t('The report was copied.'), 5000);
  }

  return { open, copy };
}

function runOf(uri: vscode.Uri): string {
  return uri.path.slice(1).replace(/\.md$/, '');
}
