import * as vscode from 'vscode';
import { readRunLink } from '../../core/features/run-link.ts';
import { visibleText } from '../../core/text/visible.ts';
import type { CurrentRun } from './current-run.ts';
import type { RunEngine } from './run-engine.ts';
import type { RunPanel } from './run-panel.ts';

/**
 * Opens what a link `vscode://nova-doctor.nova-doctor/runbook?…` names, filled in. It reads nothing from a controller and runs
 * nothing: both are buttons of the page. Links are written by strangers.
 */
export function registerLinkHandler(
  context: vscode.ExtensionContext,
  engine: RunEngine,
  { current, panel }: { readonly current: CurrentRun; readonly panel: RunPanel },
): (uri: vscode.Uri) => Promise<void> {
  async function handleUri(uri: vscode.Uri): Promise<void> {
    const link = readRunLink(uri.path, uri.query, vscode.l10n);
    if ('refused' in link) return refuse(link.refused);
    if (!vscode.workspace.isTrusted) {
      return refuse(vscode.l10n.t('This workspace is not trusted, so nothing is opened from a link.'));
    }
    const cluster = await engine.cluster();
    if (cluster === undefined) {
      return refuse(
        vscode.l10n.t('Open the folder with the .nova-doctor.yaml of the cluster first, then the link again.'),
      );
    }
    if (link.cluster !== undefined && link.cluster !== cluster) {
      return refuse(
        vscode.l10n.t(
          'The link is about the cluster {0}, but this window is about {1}: open its folder first.',
          link.cluster,
          cluster,
        ),
      );
    }
    const candidates = (await engine.runbooks()).filter(entry => entry.runbook?.id === link.runbook);
    // Where the team has one of the same name, the one that is shipped is what the link's author knows.
    const runbook = (candidates.find(entry => entry.isShipped) ?? candidates[0])?.runbook;
    if (runbook === undefined) return refuse(vscode.l10n.t('There is no runbook {0} here.', link.runbook));
    const { problems } = await engine.parameters(runbook, link.set);
    const known = runbook.parameters.filter(parameter => !problems.has(parameter.name)).map(({ name }) => name);
    const values = Object.entries(link.set).filter(([name]) => known.includes(name));
    if (current.isOn())
      return refuse(vscode.l10n.t('A run is on in this window: open the link again when it is over.'));
    await current.open({
      runbook,
      parameters: Object.fromEntries(values),
      isUnread: true,
      notes: [
        vscode.l10n.t('Opened by a link. Nothing was read from the cluster and nothing has run.'),
        ...(link.time === undefined ? [] : [vscode.l10n.t('Time of the alert: {0}', timeText(link.time))]),
        ...[...problems.values()].map(problem =>
          vscode.l10n.t('The link says what cannot be used: {0}', visibleText(problem)),
        ),
      ],
    });
    panel.show();
  }

  function refuse(text: string): void {
    // Not awaited: the message may stay.
    void vscode.window.showWarningMessage(text);
  }

  context.subscriptions.push(vscode.window.registerUriHandler({ handleUri }));
  return handleUri;
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
