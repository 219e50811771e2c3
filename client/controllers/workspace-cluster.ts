import * as vscode from 'vscode';
import { clusterProblemText } from '../../core/cluster/problem-text.ts';
import type { ClusterSession } from '../../io/cluster/cluster-session.ts';
import type { Connections } from '../../io/ssh/connections.ts';
import type { LabOfWindow } from '../lab/lab.ts';
import { absolutePaths } from '../setting-paths.ts';
import { vscodeQuestions } from './ssh-questions.ts';

/** The file that describes the cluster of a workspace. */
export const workspaceFileName = '.nova-doctor.yaml';

/** The cluster of the workspace, if it has one. */
export interface WorkspaceCluster extends vscode.Disposable {
  /** Reads the workspace file and makes a session; nothing connects before it is asked something. */
  session(): Promise<ClusterSession | undefined>;
  /** Finds out whether there is a workspace file, for what the empty view says; nothing is read or loaded for that. */
  look(): Promise<vscode.Uri | undefined>;
  /** Fires when the file or the settings of SSH have changed: sessions from before are closed. */
  readonly onDidChange: vscode.Event<undefined>;
}

export function createWorkspaceCluster(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
  lab: LabOfWindow,
): WorkspaceCluster {
  const changed = new vscode.EventEmitter<undefined>();
  let current: Promise<{ session: ClusterSession; connections: Connections } | undefined> | undefined;

  async function look(): Promise<vscode.Uri | undefined> {
    const file = await findWorkspaceFile();
    await vscode.commands.executeCommand('setContext', 'novaDoctor.hasWorkspaceFile', file !== undefined);
    return file;
  }

  async function open() {
    const file = await look();
    // Whoever has not trusted the folder must not be taken to hosts that its files name.
    if (file === undefined || !vscode.workspace.isTrusted) return undefined;
    const { createClusterSession, createConnections, readCluster, thisSide } = await import('../../io/cluster/door.ts');
    // A lab writes its workspace file when it starts.
    const ofLab = await lab.sshConfiguration(vscode.Uri.joinPath(file, '..'));
    const cluster = await readCluster(file.fsPath);
    if ('unreadable' in cluster) {
      output.warn(vscode.l10n.t('{0} cannot be read: {1}', file.fsPath, cluster.unreadable));
      return undefined;
    }
    for (const problem of cluster.problems) output.warn(clusterProblemText(problem, vscode.l10n));
    const settings = vscode.workspace.getConfiguration('novaDoctor');
    const named = absolutePaths([settings.get('ssh.configFile', '')].filter(path => path !== ''))[0];
    const configurationFile = ofLab ?? named;
    const connections = createConnections({
      local: thisSide(configurationFile),
      questions: vscodeQuestions(context),
      transport: settings.get<'auto' | 'ssh2' | 'openssh'>('ssh.transport', 'auto'),
      ...(configurationFile === undefined ? {} : { openSsh: { configurationFile } }),
    });
    return { session: createClusterSession(cluster, connections), connections };
  }

  async function drop(): Promise<void> {
    const open = await current;
    current = undefined;
    changed.fire(undefined);
    await open?.connections.close();
  }

  const watcher = vscode.workspace.createFileSystemWatcher(`**/${workspaceFileName}`);
  const subscriptions = [
    changed,
    watcher,
    watcher.onDidChange(drop),
    watcher.onDidCreate(drop),
    watcher.onDidDelete(drop),
    vscode.workspace.onDidGrantWorkspaceTrust(drop),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('novaDoctor.ssh')) void drop();
    }),
  ];
  return {
    onDidChange: changed.event,
    look,
    session: async () => {
      current ??= open();
      return (await current)?.session;
    },
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
      void current?.then(open => open?.connections.close());
    },
  };
}

async function findWorkspaceFile(): Promise<vscode.Uri | undefined> {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const file = vscode.Uri.joinPath(folder.uri, workspaceFileName);
    if (file.scheme !== 'file') continue;
    try {
      await vscode.workspace.fs.stat(file);
      return file;
    } catch {
      // This folder has none.
    }
  }
  return undefined;
}
