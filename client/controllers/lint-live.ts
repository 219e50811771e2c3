import { join } from 'node:path';
import * as vscode from 'vscode';
import { unreadDatabaseText } from '../../core/cluster/unread-database-text.ts';
import type { ConfigFinding } from '../../core/config/finding.ts';
import { createLineIndex } from '../../core/text/line-index.ts';
import { createRedactor } from '../../core/text/redact.ts';
import { sentences } from '../../core/text/sentences.ts';
import type { LiveFindings } from '../../io/cluster/lint-live.ts';
import { remoteUri } from '../remote-path.ts';
import { tellNoControllers } from './no-controllers.ts';
import type { WorkspaceCluster } from './workspace-cluster.ts';

/** *Lint Live Configuration*: the findings stand in the Problems view, at the files of the controllers. */
export function createLiveLinter(context: vscode.ExtensionContext, cluster: WorkspaceCluster) {
  const collection = vscode.languages.createDiagnosticCollection('nova-doctor-live');
  context.subscriptions.push(
    collection,
    cluster.onDidChange(() => collection.clear()),
  );

  async function lint(): Promise<void> {
    const session = await cluster.session();
    if (!session) {
      await tellNoControllers();
      return;
    }
    const title = vscode.l10n.t('Reading the configuration of {0} controllers', session.cluster.hosts.length);
    const location = vscode.ProgressLocation.Notification;
    await vscode.window.withProgress({ location, title, cancellable: true }, async (_progress, token) => {
      const cancelling = new AbortController();
      const subscription = token.onCancellationRequested(() => cancelling.abort());
      const { lintLive } = await import('../../io/cluster/lint-live.ts');
      const result = await lintLive(session, {
        knowledgeFolder: join(context.extensionPath, 'knowledge'),
        l10n: vscode.l10n,
        signal: cancelling.signal,
      }).finally(() => subscription.dispose());
      if (cancelling.signal.aborted) return;
      show(result.findings, result.texts);
      await report(result);
    });
  }

  function show(findings: readonly ConfigFinding[], texts: ReadonlyMap<string, string>): void {
    const redactor = createRedactor();
    const rangeOf = ({ path, range }: ConfigFinding['place']) => {
      const index = createLineIndex(texts.get(path) ?? '');
      const [start, end] = [index.positionAt(range.start), index.positionAt(range.end)];
      return new vscode.Range(start.line - 1, start.column - 1, end.line - 1, end.column - 1);
    };
    const byPath = new Map<string, ConfigFinding[]>();
    for (const finding of findings) {
      const { path } = finding.place;
      byPath.set(path, [...(byPath.get(path) ?? []), finding]);
    }
    collection.clear();
    for (const [path, own] of byPath) {
      if (!texts.has(path)) continue;
      collection.set(
        uriOf(path),
        own.map(finding => {
          const diagnostic = new vscode.Diagnostic(
            rangeOf(finding.place),
            redactor.redact(finding.message),
            severities[finding.severity],
          );
          diagnostic.source = 'Nova Doctor';
          diagnostic.code = finding.docs
            ? { value: finding.rule, target: vscode.Uri.parse(finding.docs) }
            : finding.rule;
          diagnostic.relatedInformation = (finding.related ?? [])
            .filter(({ place }) => texts.has(place.path))
            .map(({ place, message }) => {
              const uri = uriOf(place.path);
              // The Problems view names the file alone, and all controllers have one of that name.
              const text = `${uri.authority}: ${redactor.redact(message)}`;
              return new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, rangeOf(place)), text);
            });
          return diagnostic;
        }),
      );
    }
  }

  async function report({ findings, silent, unreadDatabase }: LiveFindings): Promise<void> {
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const warnings = findings.filter(({ severity }) => severity === 'warning').length;
    const texts = [vscode.l10n.t('Live configuration: {0} errors, {1} warnings.', errors, warnings)];
    if (silent.length > 0) texts.push(vscode.l10n.t('Nothing could be read on {0}.', silent.join(', ')));
    if (unreadDatabase) texts.push(unreadDatabaseText(unreadDatabase, vscode.l10n));
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    const tell = texts.length > 1 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    // Not awaited: the command is done.
    void tell(sentences(...texts));
  }

  return { lint };
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/** `ctl1/etc/nova/nova.conf` is a file of the controller ctl1. */
function uriOf(path: string): vscode.Uri {
  const at = path.indexOf('/');
  return remoteUri(path.slice(0, at), path.slice(at));
}
