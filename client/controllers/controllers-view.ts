import * as vscode from 'vscode';
import type { ClusterState } from '../../core/cluster/cluster-state.ts';
import type { ControllerState } from '../../core/cluster/controller.ts';
import { type ClusterNode, clusterTree } from '../../core/cluster/tree.ts';
import { findVips } from '../../core/cluster/vip.ts';
import { shownError } from '../../core/text/shown-error.ts';
import type { WorkspaceCluster } from './workspace-cluster.ts';

export const controllersViewId = 'novaDoctor.controllers';

/** The Controllers view. */
export interface ControllersView {
  /** Asks the cluster anew. What comes first is shown first. */
  refresh(): Promise<ClusterState | undefined>;
  /** The rows as they are shown now. */
  rows(): readonly ClusterNode[];
  readonly last: () => ClusterState | undefined;
  /** Fires when something else is shown. */
  readonly onDidChange: vscode.Event<undefined>;
}

/** By how much the age of what is shown may be wrong. */
const ageMilliseconds = 30_000;

export function createControllersView(
  context: vscode.ExtensionContext,
  cluster: WorkspaceCluster,
  output: vscode.LogOutputChannel,
): ControllersView {
  const changed = new vscode.EventEmitter<undefined>();
  let state: ClusterState | undefined;
  let running: Promise<ClusterState | undefined> | undefined;
  let nodes: readonly ClusterNode[] = [];

  const provider: vscode.TreeDataProvider<ClusterNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: node => [...(node ? (node.children ?? []) : nodes)],
    getTreeItem: treeItemOf,
  };
  const view = vscode.window.createTreeView(controllersViewId, { treeDataProvider: provider, showCollapseAll: true });

  /** What the view says while it has no rows. */
  const say = (what: 'unread' | 'reading' | 'unnamed') =>
    void vscode.commands.executeCommand('setContext', 'novaDoctor.cluster', what);

  function show(next: ClusterState | undefined): void {
    state = next;
    // Without a controller nobody has looked for a VIP either.
    nodes = state && state.controllers.length > 0 ? clusterTree(state, Date.now(), vscode.l10n) : [];
    view.description = state?.name ?? '';
    const alarms = nodes.filter(node => node.status === 'alarm').length;
    view.badge = alarms === 0 ? undefined : { value: alarms, tooltip: vscode.l10n.t('{0} alarms', alarms) };
    changed.fire(undefined);
  }

  async function readCluster(signal: AbortSignal): Promise<ClusterState | undefined> {
    const session = await cluster.session();
    if (!session) {
      show(undefined);
      say('unnamed');
      return undefined;
    }
    const { file, hosts } = session.cluster;
    const arrived = new Map<string, ControllerState>();
    const vipsOf = (states: readonly ControllerState[]) =>
      file.vips === 'none' ? 'none' : findVips(file.vips, states);
    const onState = (arriving: ControllerState) => {
      if (signal.aborted) return;
      arrived.set(arriving.controller.name, arriving);
      const known = hosts.flatMap(
        host => arrived.get(host.name) ?? state?.controllers.find(old => old.controller.name === host.name) ?? [],
      );
      // Until all have answered, nobody can say that a VIP is nowhere; what was known before stays on the screen.
      const isWhole = known.length === hosts.length;
      show({
        name: file.name,
        controllers: known,
        vips: isWhole ? vipsOf(known) : 'none',
        broker: state?.broker,
        database: state?.database,
        logs: state?.logs ?? new Map(),
        ...(state?.details ? { details: state.details } : {}),
      });
    };
    const next = await session.read({ signal, onState });
    if (signal.aborted) return next;
    show(next);
    if (next.controllers.length === 0) say('unnamed');
    return next;
  }

  function refresh(): Promise<ClusterState | undefined> {
    running ??= (async () => {
      if (nodes.length === 0) say('reading');
      try {
        return await vscode.window.withProgress({ location: { viewId: controllersViewId } }, readUnchanged);
      } finally {
        running = undefined;
        schedule();
      }
    })();
    return running;
  }

  /** Reads the cluster; once more, where what describes it changed meanwhile. */
  async function readUnchanged(): Promise<ClusterState | undefined> {
    for (;;) {
      const cancelling = new AbortController();
      const subscription = cluster.onDidChange(() => cancelling.abort());
      try {
        const read = await readCluster(cancelling.signal);
        if (!cancelling.signal.aborted) return read;
      } finally {
        subscription.dispose();
      }
    }
  }

  const refreshQuietly = () => {
    refresh().catch(error => output.error(shownError(error)));
  };
  let timer: NodeJS.Timeout | undefined;
  const schedule = () => {
    clearInterval(timer);
    const seconds = vscode.workspace.getConfiguration('novaDoctor').get('controllers.refreshSeconds', 60);
    // Nothing connects before a person has asked for it once.
    if (view.visible && state && seconds > 0) timer = setInterval(refreshQuietly, Math.max(5, seconds) * 1000);
  };
  const aging = setInterval(() => {
    if (view.visible && state) show(state);
  }, ageMilliseconds);
  context.subscriptions.push(
    view,
    changed,
    { dispose: () => clearInterval(timer) },
    { dispose: () => clearInterval(aging) },
    view.onDidChangeVisibility(({ visible }) => {
      schedule();
      if (visible && state) refreshQuietly();
    }),
    cluster.onDidChange(() => {
      const wasRead = state !== undefined;
      show(undefined);
      if (!running) say('unread');
      if (wasRead && view.visible) refreshQuietly();
      else void cluster.look();
    }),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('novaDoctor.controllers')) schedule();
    }),
  );
  say('unread');
  void cluster.look();
  return { refresh, rows: () => nodes, last: () => state, onDidChange: changed.event };
}

function treeItemOf(node: ClusterNode): vscode.TreeItem {
  const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const hasChildren = (node.children?.length ?? 0) > 0;
  const item = new vscode.TreeItem(node.label, hasChildren ? (node.isOpen ? Expanded : Collapsed) : None);
  item.id = node.id;
  item.contextValue = [node.kind, ...(node.abilities ?? [])].join(' ');
  if (node.description !== undefined) item.description = node.description;
  if (node.tooltip !== undefined) item.tooltip = node.tooltip;
  item.iconPath = iconOf(node);
  const status = node.status && (node.isStale ? vscode.l10n.t('out of date') : statusWord(node.status));
  if (status)
    item.accessibilityInformation = { label: [node.label, node.description, status].filter(Boolean).join(', ') };
  if (node.kind === 'log' || node.kind === 'configuration') {
    item.command = { command: openCommands[node.kind], title: vscode.l10n.t('Open'), arguments: [node] };
  }
  return item;
}

const openCommands = {
  log: 'novaDoctor.controllerLog.open',
  configuration: 'novaDoctor.controllerConfiguration.open',
};

function statusWord(status: NonNullable<ClusterNode['status']>): string {
  return {
    good: vscode.l10n.t('in order'),
    warning: vscode.l10n.t('warning'),
    alarm: vscode.l10n.t('alarm'),
    unknown: vscode.l10n.t('not known'),
  }[status];
}

const kindIcons: Readonly<Record<ClusterNode['kind'], string>> = {
  vip: 'key',
  controller: 'server',
  failure: 'warning',
  services: 'server-process',
  service: 'gear',
  queues: 'inbox',
  queue: 'mail',
  database: 'database',
  fact: 'circle-small',
  logs: 'output',
  log: 'file',
  endpoints: 'globe',
  endpoint: 'globe',
  configurations: 'settings',
  configuration: 'file-code',
};

const statusColours = {
  good: 'charts.green',
  warning: 'problemsWarningIcon.foreground',
  alarm: 'problemsErrorIcon.foreground',
  unknown: 'disabledForeground',
};

function iconOf(node: ClusterNode): vscode.ThemeIcon {
  const icon = node.status === 'unknown' && node.kind !== 'controller' ? 'question' : kindIcons[node.kind];
  if (node.status === undefined) return new vscode.ThemeIcon(icon);
  const colour = node.isStale ? statusColours.unknown : statusColours[node.status];
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(colour));
}
