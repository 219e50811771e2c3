import * as vscode from 'vscode';
import type { ClusterNode } from '../../core/cluster/tree.ts';
import { quoteForShell } from '../../core/text/shell-quote.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { LabOfWindow } from '../lab/lab.ts';
import { remoteUri } from '../remote-path.ts';
import { createLiveAnalyzer } from './analyze-live.ts';
import { type ControllersView, createControllersView } from './controllers-view.ts';
import { createLogFollower, type FollowedLog } from './follow-logs.ts';
import { createLiveLinter } from './lint-live.ts';
import { registerRemoteFiles } from './remote-files.ts';
import { createRemoteParts } from './remote-parts.ts';
import { createTriagePanel } from './triage-panel.ts';
import { createWorkspaceCluster, type WorkspaceCluster, workspaceFileName } from './workspace-cluster.ts';
import { writeWorkspaceFile } from './write-workspace-file.ts';

/** The Controllers view, the cluster that it shows, and what other parts of the extension let it do. */
export interface Controllers extends ControllersView {
  /** Shows a line, from 1, of a file of a controller. */
  openLine(uri: vscode.Uri, line: number): Promise<void>;
  readonly cluster: WorkspaceCluster;
  /** Asks which service of which controller; of those that are in none of these states (words of `ClusterNode.abilities`). */
  chooseService(not: readonly string[]): Promise<ClusterNode | undefined>;
}

/** Registers the Controllers view, triage, and what can be done with a controller. */
export function registerControllers(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
  incidents: Incidents,
  lab: LabOfWindow,
): Controllers {
  const cluster = createWorkspaceCluster(context, output, lab);
  const view = createControllersView(context, cluster, output);
  const triage = createTriagePanel(context, view);
  const follower = createLogFollower(context, cluster);
  const linter = createLiveLinter(context, cluster);
  const analyzer = createLiveAnalyzer(context, cluster, incidents);
  registerRemoteFiles(context, cluster);
  const parts = createRemoteParts(context, cluster);

  /** The row that a command works on: the one it was called from, or one that is chosen now. */
  async function choose(
    given: ClusterNode | undefined,
    ...kinds: readonly ClusterNode['kind'][]
  ): Promise<ClusterNode | undefined> {
    if (given && kinds.includes(given.kind)) return given;
    if (!view.last()) await view.refresh();
    const all = flatten(view.rows());
    const files = new Set(all.filter(({ kind }) => kind === 'log').map(row => `${row.controller} ${row.path}`));
    // A service that writes a file is offered once: as that file.
    const rows = all.filter(
      row =>
        kinds.includes(row.kind) &&
        (row.kind !== 'service' ||
          (row.follow !== undefined &&
            !(row.follow.kind === 'file' && files.has(`${row.controller} ${row.follow.path}`)))),
    );
    return pickRow(rows);
  }

  /** Asks which service of which controller, of those that can be named to a runbook and are in none of these states. */
  async function chooseService(not: readonly string[]): Promise<ClusterNode | undefined> {
    if (!view.last()) await view.refresh();
    const services = flatten(view.rows()).filter(row => row.kind === 'service' && row.service !== undefined);
    return pickRow(services.filter(row => !row.abilities?.some(state => not.includes(state))));
  }

  async function open(given: ClusterNode | undefined, kind: 'log' | 'configuration'): Promise<void> {
    const row = await choose(given, kind);
    if (row?.controller === undefined || row.path === undefined) return;
    await vscode.commands.executeCommand('vscode.open', remoteUri(row.controller, row.path));
  }

  async function openAtTime(given?: ClusterNode): Promise<void> {
    const row = await choose(given, 'log');
    if (row?.controller === undefined || row.path === undefined) return;
    const time = await parts.askTime(row.path);
    if (time !== undefined) await parts.openAtTime(row.controller, row.path, time);
  }

  async function followLog(given?: ClusterNode, selected?: readonly ClusterNode[]): Promise<void> {
    const rows = selected?.filter(row => row.follow !== undefined) ?? [];
    const row = rows.length > 1 ? rows[0] : await choose(given, 'log', 'service');
    const chosen = rows.length > 1 ? rows : row ? [row] : [];
    await follower.follow(followed(chosen));
  }

  /** The same log of all controllers, merged in the order of time. */
  async function followEverywhere(given?: ClusterNode): Promise<void> {
    const row = await choose(given, 'log', 'service');
    if (!row) return;
    const same = flatten(view.rows()).filter(other => other.kind === row.kind && other.label === row.label);
    await follower.follow(followed(same));
  }

  async function sshCommand(given?: ClusterNode): Promise<string | undefined> {
    const row = await choose(given, 'controller');
    const host = (await cluster.session())?.cluster.hosts.find(known => known.name === row?.controller);
    if (!host) return undefined;
    const words = [
      'ssh',
      ...(host.port === undefined ? [] : ['-p', String(host.port)]),
      ...(host.user === undefined ? [] : ['-l', host.user]),
      ...(host.jumps === undefined ? [] : ['-J', host.jumps.join(',')]),
      ...(host.privateKeyFile === undefined ? [] : ['-i', host.privateKeyFile]),
      host.host,
    ];
    return words.map(quoteForShell).join(' ');
  }

  async function openTerminal(given?: ClusterNode): Promise<void> {
    const command = await sshCommand(given);
    if (command === undefined) return;
    const terminal = vscode.window.createTerminal({ name: command });
    terminal.show();
    terminal.sendText(command);
  }

  async function copySshCommand(given?: ClusterNode): Promise<void> {
    const command = await sshCommand(given);
    if (command === undefined) return;
    await vscode.env.clipboard.writeText(command);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied: {0}', command), 5000);
  }

  async function openWorkspaceFile(): Promise<void> {
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const uri = vscode.Uri.joinPath(folder.uri, workspaceFileName);
      const exists = await vscode.workspace.fs.stat(uri).then(
        () => true,
        () => false,
      );
      if (exists) return void (await vscode.window.showTextDocument(uri));
    }
    await writeWorkspaceFile('empty');
  }

  context.subscriptions.push(
    cluster,
    vscode.commands.registerCommand('novaDoctor.controllers.refresh', () => view.refresh()),
    vscode.commands.registerCommand('novaDoctor.controllers.lint', () => linter.lint()),
    vscode.commands.registerCommand('novaDoctor.controllers.analyze', analyzer.analyze),
    vscode.commands.registerCommand('novaDoctor.triage.show', () => triage.show()),
    vscode.commands.registerCommand('novaDoctor.controllerLog.open', (given?: ClusterNode) => open(given, 'log')),
    vscode.commands.registerCommand('novaDoctor.controllerConfiguration.open', (given?: ClusterNode) =>
      open(given, 'configuration'),
    ),
    vscode.commands.registerCommand('novaDoctor.controllerLog.openAtTime', openAtTime),
    vscode.commands.registerCommand('novaDoctor.controllerLog.follow', followLog),
    vscode.commands.registerCommand('novaDoctor.controllerLog.followEverywhere', followEverywhere),
    vscode.commands.registerCommand('novaDoctor.controllerLog.stopFollowing', () => follower.stopAll()),
    vscode.commands.registerCommand('novaDoctor.controller.openTerminal', openTerminal),
    vscode.commands.registerCommand('novaDoctor.controller.copySshCommand', copySshCommand),
    vscode.commands.registerCommand('novaDoctor.workspaceFile.open', openWorkspaceFile),
    vscode.commands.registerCommand('novaDoctor.workspaceFile.fromInventory', () => writeWorkspaceFile('inventory')),
    vscode.commands.registerCommand('novaDoctor.workspaceFile.fromSshConfig', () => writeWorkspaceFile('ssh-config')),
  );
  return { ...view, cluster, chooseService, openLine: (uri, line) => parts.openAtLine(uri.authority, uri.path, line) };
}

/** Lets a person choose a row; says so where there is none. */
async function pickRow(rows: readonly ClusterNode[]): Promise<ClusterNode | undefined> {
  if (rows.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Nothing of this kind is known: look at the Controllers view.'),
    );
    return undefined;
  }
  const items = rows.map(row => ({
    label: row.label,
    description: [row.controller === row.label ? '' : row.controller, row.description].filter(Boolean).join(' · '),
    row,
  }));
  return (await vscode.window.showQuickPick(items, { matchOnDescription: true }))?.row;
}

function followed(rows: readonly ClusterNode[]): FollowedLog[] {
  return rows.flatMap(({ controller, follow }) => (controller && follow ? [{ controller, source: follow }] : []));
}

function flatten(nodes: readonly ClusterNode[]): ClusterNode[] {
  return nodes.flatMap(node => [node, ...flatten(node.children ?? [])]);
}
