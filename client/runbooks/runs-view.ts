import * as vscode from 'vscode';
import { type RunNode, runNodes } from '../../core/features/run-list.ts';
import type { RunEngine } from './run-engine.ts';

const runsViewId = 'novaDoctor.runs';

/** The Runs view. */
export interface RunsView {
  /** The rows as they are shown now. */
  rows(): Promise<readonly RunNode[]>;
}

export function createRunsView(context: vscode.ExtensionContext, engine: RunEngine): RunsView {
  const changed = new vscode.EventEmitter<undefined>();
  let watching: { dispose(): void } | undefined;

  async function rows(): Promise<readonly RunNode[]> {
    // Journals are of this person, not of the folder: reading them needs no trust.
    watching ??= engine.watchRuns(() => changed.fire(undefined));
    return runNodes(await engine.runs(), timeText, vscode.l10n);
  }

  const provider: vscode.TreeDataProvider<RunNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: async node => (node === undefined ? [...(await rows())] : []),
    getTreeItem: treeItemOf,
  };
  const view = vscode.window.createTreeView(runsViewId, { treeDataProvider: provider });
  context.subscriptions.push(view, changed, { dispose: () => watching?.dispose() });
  return { rows };
}

/** The time of a run as people here write it. */
function timeText(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString(vscode.env.language, { dateStyle: 'short', timeStyle: 'medium' });
}

const icons: Readonly<Record<RunNode['state'], readonly [string, string]>> = {
  running: ['sync~spin', 'charts.blue'],
  done: ['pass', 'charts.green'],
  stopped: ['error', 'problemsErrorIcon.foreground'],
  undone: ['discard', 'charts.blue'],
  cancelled: ['circle-slash', 'disabledForeground'],
  refused: ['circle-slash', 'disabledForeground'],
  'broken-off': ['debug-disconnect', 'problemsWarningIcon.foreground'],
};

function treeItemOf(node: RunNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label);
  item.id = node.id;
  item.contextValue = node.canResume ? 'run resumable' : 'run';
  item.description = node.description;
  item.tooltip = node.tooltip;
  const [name, colour] = icons[node.state];
  item.iconPath = new vscode.ThemeIcon(name, new vscode.ThemeColor(colour));
  item.command = { command: 'novaDoctor.run.report', title: vscode.l10n.t('Open Report'), arguments: [node] };
  return item;
}
