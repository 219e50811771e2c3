import * as vscode from 'vscode';
import { controllersViewId } from './controllers-view.ts';

/** Why nothing can be asked of controllers here. */
export function whyNoControllers(): string {
  return vscode.workspace.isTrusted
    ? vscode.l10n.t('This workspace names no controllers: write a .nova-doctor.yaml first.')
    : vscode.l10n.t('This workspace is not trusted, so nothing connects from it.');
}

/** Says why, and leads to where that can be changed. */
export async function tellNoControllers(): Promise<void> {
  const ways = vscode.workspace.isTrusted
    ? ([
        [vscode.l10n.t('Show the Controllers View'), `${controllersViewId}.focus`],
        [vscode.l10n.t('Start Lab…'), 'novaDoctor.lab.start'],
      ] as const)
    : ([[vscode.l10n.t('Manage Workspace Trust'), 'workbench.trust.manage']] as const);
  const chosen = await vscode.window.showWarningMessage(whyNoControllers(), ...ways.map(([title]) => title));
  const way = ways.find(([title]) => title === chosen);
  if (way !== undefined) await vscode.commands.executeCommand(way[1]);
}
