import * as vscode from 'vscode';
import type { RunPage } from '../../core/features/run-page.ts';
import { effectWord, type StepEffect, type StepState, stepStateWord } from '../../core/features/run-words.ts';
import {
  type RunbookEntry,
  type RunbookNode,
  type RunbookReason,
  runbookTree,
  type ShownRun,
} from '../../core/features/runbook-tree.ts';

const runbooksViewId = 'novaDoctor.runbooks';

/** The Runbooks view. */
export interface RunbooksView {
  /** The rows as they are shown now. */
  rows(): Promise<readonly RunbookNode[]>;
  /** Shows what has changed; `isReadAnew` when files may have changed too. */
  refresh(isReadAnew: boolean): void;
}

export interface RunbooksViewOptions {
  readonly entries: () => Promise<readonly RunbookEntry[]>;
  readonly reasons: () => Promise<readonly RunbookReason[]>;
  readonly run: () => ShownRun | undefined;
}

export function createRunbooksView(context: vscode.ExtensionContext, options: RunbooksViewOptions): RunbooksView {
  const changed = new vscode.EventEmitter<undefined>();
  let read: Promise<readonly RunbookEntry[]> | undefined;

  async function rows(): Promise<readonly RunbookNode[]> {
    read ??= options.entries();
    const nodes = runbookTree(await read, {
      l10n: vscode.l10n,
      reasons: await options.reasons(),
      run: options.run(),
      shorten: path => vscode.workspace.asRelativePath(path),
    });
    const broken = nodes.filter(node => node.kind === 'broken').length;
    view.badge = broken === 0 ? undefined : { value: broken, tooltip: vscode.l10n.t('broken runbooks: {0}', broken) };
    return nodes;
  }

  const provider: vscode.TreeDataProvider<RunbookNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: async node => [...(node === undefined ? await rows() : (node.children ?? []))],
    getTreeItem: treeItemOf,
  };
  const view = vscode.window.createTreeView(runbooksViewId, { treeDataProvider: provider, showCollapseAll: true });
  context.subscriptions.push(view, changed);
  return {
    rows,
    refresh: isReadAnew => {
      if (isReadAnew) read = undefined;
      changed.fire(undefined);
    },
  };
}

/** What the view shows of a page's run; nothing of what is only planned. */
export function shownRunOf(page: RunPage | undefined, path: string | undefined): ShownRun | undefined {
  if (page === undefined || (page.phase !== 'running' && page.phase !== 'ended')) return undefined;
  const steps = page.steps.flatMap(({ id, state }): [string, StepState][] =>
    state === 'planned' ? [] : [[id, state]],
  );
  return {
    runbook: page.runbook.id,
    path: path ?? '',
    isOn: page.phase === 'running',
    steps: Object.fromEntries(steps),
    planned: page.steps.map(step => step.id),
  };
}

function treeItemOf(node: RunbookNode): vscode.TreeItem {
  const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const hasChildren = (node.children?.length ?? 0) > 0;
  const item = new vscode.TreeItem(node.label, hasChildren ? (node.isOpen ? Expanded : Collapsed) : None);
  // VS Code keeps what was open by the id: a runbook whose run begins is a new row, so that it opens.
  item.id = node.isOpen ? `${node.id} open` : node.id;
  item.contextValue = contextValueOf(node);
  item.iconPath = iconOf(node);
  if (node.description !== undefined) item.description = node.description;
  if (node.tooltip !== undefined) item.tooltip = node.tooltip;
  const words = [
    node.label,
    node.effect === undefined ? '' : effectWord(node.effect, vscode.l10n),
    node.state === undefined ? '' : stepStateWord(node.state, vscode.l10n),
    node.description ?? '',
  ];
  item.accessibilityInformation = { label: [...new Set(words)].filter(word => word !== '').join(', ') };
  if (node.kind !== 'runbook') {
    item.command = { command: 'novaDoctor.runbook.open', title: vscode.l10n.t('Open'), arguments: [node] };
  }
  return item;
}

/** The kind of row and what can be done with it, for the menus in package.json: `runbook own`, `step`. */
function contextValueOf(node: RunbookNode): string {
  const words = [node.kind, node.isSuggested ? 'suggested' : '', node.isOn ? 'running' : ''];
  return words.filter(word => word !== '').join(' ');
}

const effectIcons: Readonly<Record<StepEffect, readonly [string, string | undefined]>> = {
  read: ['eye', undefined],
  change: ['edit', 'problemsWarningIcon.foreground'],
  destroy: ['flame', 'problemsErrorIcon.foreground'],
  manual: ['person', undefined],
  wait: ['watch', undefined],
};

const stateIcons: Partial<Record<StepState, readonly [string, string]>> = {
  running: ['sync~spin', 'charts.blue'],
  asking: ['bell-dot', 'problemsWarningIcon.foreground'],
  done: ['pass', 'charts.green'],
  skipped: ['debug-step-over', 'disabledForeground'],
  failed: ['error', 'problemsErrorIcon.foreground'],
  undone: ['discard', 'charts.blue'],
  cancelled: ['circle-slash', 'disabledForeground'],
  unknown: ['question', 'problemsWarningIcon.foreground'],
};

function iconOf(node: RunbookNode): vscode.ThemeIcon {
  const icon = (name: string, colour?: string) =>
    colour === undefined ? new vscode.ThemeIcon(name) : new vscode.ThemeIcon(name, new vscode.ThemeColor(colour));
  if (node.kind === 'broken' || node.kind === 'problem') return icon('warning', 'problemsErrorIcon.foreground');
  if (node.kind === 'runbook') {
    if (node.isOn) return icon('sync~spin', 'charts.blue');
    return node.isSuggested ? icon('star-full', 'charts.yellow') : icon('notebook');
  }
  const state = node.state && stateIcons[node.state];
  if (state) return icon(...state);
  const [name, colour] = effectIcons[node.effect ?? 'read'];
  return icon(name, colour);
}
