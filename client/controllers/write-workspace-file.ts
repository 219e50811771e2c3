import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isHostName } from '../../core/cluster/host-name.ts';
import { workspaceFileName } from './workspace-cluster.ts';

/**
 * Writes the workspace file from what a person chooses, and opens it. A file that is there already is opened, never
 * written over.
 */
export async function writeWorkspaceFile(source: 'inventory' | 'ssh-config' | 'empty'): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder first: the file is written into it.'));
    return;
  }
  const target = vscode.Uri.joinPath(folder.uri, workspaceFileName);
  if (await exists(target)) {
    await vscode.window.showTextDocument(target);
    return;
  }
  const controllers = await controllersOf(source, folder);
  if (controllers === undefined) return;
  const text = [
    '# What belongs together here. Everybody in the team shares this file; users, keys and jump hosts stay in ~/.ssh/config.',
    `cluster: ${JSON.stringify(folder.name)}`,
    'release: auto',
    'vip: []            # the virtual addresses, or: none',
    controllers,
    'engine: auto',
    'become: none       # sudo: commands that need root run with sudo -n',
    '',
  ].join('\n');
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(target);
}

async function controllersOf(source: 'inventory' | 'ssh-config' | 'empty', folder: vscode.WorkspaceFolder) {
  if (source === 'empty') return 'controllers: []    # - {name: ctl1, host: 10.0.0.11}';
  if (source === 'inventory') {
    const [file] =
      (await vscode.window.showOpenDialog({ title: vscode.l10n.t('The Ansible inventory'), defaultUri: folder.uri })) ??
      [];
    if (!file) return undefined;
    const path = file.path.startsWith(`${folder.uri.path}/`)
      ? file.path.slice(folder.uri.path.length + 1)
      : file.fsPath;
    return `controllers:\n  inventory: ${JSON.stringify(path)}\n  group: control`;
  }
  const hosts = await hostsOfSshConfig();
  if (hosts.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('~/.ssh/config names no hosts.'));
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(hosts, {
    canPickMany: true,
    title: vscode.l10n.t('Which of these hosts are the controllers?'),
  });
  if (!chosen || chosen.length === 0) return undefined;
  return ['controllers:', ...chosen.map(host => `  - { name: ${host}, host: ${host} }`)].join('\n');
}

/** The names in ~/.ssh/config that stand for one host. */
async function hostsOfSshConfig(): Promise<string[]> {
  const text = await readFile(join(homedir(), '.ssh/config'), 'utf8').catch(() => '');
  const names = [...text.matchAll(/^\s*Host[\s=]+(.*)$/gim)].flatMap(([, patterns = '']) =>
    patterns.trim().split(/\s+/),
  );
  return [...new Set(names)].filter(name => isHostName(name) && !/[*?!]/.test(name));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
