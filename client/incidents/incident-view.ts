import * as vscode from 'vscode';
import { type IncidentNode, incidentTree } from '../../core/features/incident-tree.ts';
import { severityWord } from '../../core/log/output/words.ts';
import { shortPath } from '../remote-path.ts';
import type { AnalyzedLogsStore } from './analyzed-logs.ts';

const incidentsViewId = 'novaDoctor.incidents';

/** The command that a click on a row with a place runs; it takes the row. */
export const openCommand = 'novaDoctor.incident.open';

/** The Incidents view. */
export interface IncidentView {
  /** The rows as they are shown now. */
  rows(): Promise<readonly IncidentNode[]>;
  /** Brings the view to the front, with its first row selected. */
  reveal(): Promise<void>;
}

export function createIncidentView(context: vscode.ExtensionContext, store: AnalyzedLogsStore): IncidentView {
  const changed = new vscode.EventEmitter<undefined>();
  const parents = new Map<IncidentNode, IncidentNode>();
  let current: Promise<readonly IncidentNode[]> | undefined;

  async function readRows(): Promise<readonly IncidentNode[]> {
    const logs = await store.last();
    parents.clear();
    if (logs === undefined) return [];
    const rows = incidentTree(logs.analysis, {
      l10n: vscode.l10n,
      shorten: shortPath,
      problems: logs.problems,
    });
    rememberParents(rows);
    return rows;
  }

  function rememberParents(rows: readonly IncidentNode[]): void {
    for (const row of rows) {
      for (const child of row.children ?? []) parents.set(child, row);
      rememberParents(row.children ?? []);
    }
  }

  function rows(): Promise<readonly IncidentNode[]> {
    current ??= readRows().then(async read => {
      await adorn();
      return read;
    });
    return current;
  }

  /** Shows the number of incidents on the icon, and how much was analysed in the view's title. */
  async function adorn(): Promise<void> {
    const logs = await store.last();
    const count = logs?.analysis.incidents.length ?? 0;
    view.badge = count === 0 ? undefined : { value: count, tooltip: vscode.l10n.t('incidents: {0}', count) };
    view.description = logs === undefined ? '' : vscode.l10n.t('logs: {0}', logs.analysis.files.length);
    await vscode.commands.executeCommand('setContext', 'novaDoctor.isAnalyzed', logs !== undefined);
  }

  const provider: vscode.TreeDataProvider<IncidentNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: async row => [...(row === undefined ? await rows() : (row.children ?? []))],
    getParent: row => parents.get(row),
    getTreeItem: treeItemOf,
  };
  const view = vscode.window.createTreeView(incidentsViewId, { treeDataProvider: provider, showCollapseAll: true });
  context.subscriptions.push(
    view,
    changed,
    store.onDidChange(() => {
      current = undefined;
      changed.fire(undefined);
    }),
  );

  return {
    rows,
    reveal: async () => {
      const [first] = await rows();
      if (first !== undefined) await view.reveal(first, { select: true, focus: false });
    },
  };
}

function treeItemOf(row: IncidentNode): vscode.TreeItem {
  const hasChildren = (row.children?.length ?? 0) > 0;
  const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(row.label, hasChildren ? (row.isOpen ? Expanded : Collapsed) : None);
  item.id = row.id;
  item.contextValue = contextValueOf(row);
  const icon = iconOf(row);
  if (icon !== undefined) item.iconPath = icon;
  if (row.description !== undefined) item.description = row.description;
  if (row.tooltip !== undefined) item.tooltip = row.tooltip;
  if (row.severity !== undefined) {
    const words = [severityWord(row.severity, vscode.l10n), row.label, row.description ?? ''];
    item.accessibilityInformation = { label: words.filter(word => word !== '').join(', ') };
  }
  if (row.place !== undefined) item.command = { command: openCommand, title: vscode.l10n.t('Open'), arguments: [row] };
  return item;
}

/** The kind of row and what can be done with it, for the menus in package.json: `incident requests runbooks`. */
function contextValueOf(row: IncidentNode): string {
  const abilities = [
    row.kind,
    (row.requests?.length ?? 0) > 0 ? 'requests' : '',
    (row.runbooks?.length ?? 0) > 0 ? 'runbooks' : '',
  ];
  return abilities.filter(ability => ability !== '').join(' ');
}

const iconsOfKinds: Partial<Record<IncidentNode['kind'], string>> = {
  reasons: 'question',
  evidence: 'search',
  echoes: 'git-merge',
  checks: 'checklist',
  check: 'terminal',
  remedies: 'tools',
  findings: 'list-unordered',
  unknown: 'circle-outline',
  problems: 'circle-slash',
  healthy: 'pass',
};

const severityIcons = {
  error: ['error', 'problemsErrorIcon.foreground'],
  warning: ['warning', 'problemsWarningIcon.foreground'],
  info: ['info', 'charts.blue'],
} as const;

function iconOf(row: IncidentNode): vscode.ThemeIcon | undefined {
  if (row.severity !== undefined) {
    const [icon, colour] = severityIcons[row.severity];
    return new vscode.ThemeIcon(icon, new vscode.ThemeColor(colour));
  }
  const icon = iconsOfKinds[row.kind];
  return icon === undefined ? undefined : new vscode.ThemeIcon(icon);
}
