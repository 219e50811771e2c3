import * as vscode from 'vscode';
import type { ServerHandle } from '../language-server.ts';
import type { OpenPlace } from '../open-place.ts';

/** What the views of incidents need of the rest of the extension. */
export interface IncidentsOptions {
  readonly server: ServerHandle;
  readonly openPlace: OpenPlace;
}

/** Registers the Incidents view. */
export function registerIncidents(context: vscode.ExtensionContext, _options: IncidentsOptions): void {
  const provider: vscode.TreeDataProvider<never> = { getChildren: () => [], getTreeItem: item => item };
  context.subscriptions.push(vscode.window.createTreeView('novaDoctor.incidents', { treeDataProvider: provider }));
}
