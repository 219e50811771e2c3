import * as vscode from 'vscode';
import { failureText, isFailure } from '../../core/cluster/failure.ts';
import { fileStatusCommand, folderCommand } from '../../core/cluster/files.ts';
import { remoteScheme } from '../remote-path.ts';
import type { WorkspaceCluster } from './workspace-cluster.ts';

/** Beyond this, VS Code would not hand a text to extensions anyway; such a log is followed or analysed over there. */
const mostBytes = 50 * 1024 * 1024;

/** A read-only file system, so that every feature works on the files of controllers. */
export function registerRemoteFiles(context: vscode.ExtensionContext, cluster: WorkspaceCluster): void {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

  async function sessionFor(uri: vscode.Uri) {
    const session = await cluster.session();
    const isKnown = session?.cluster.hosts.some(host => host.name === uri.authority);
    if (session && isKnown) return session;
    throw vscode.FileSystemError.Unavailable(
      vscode.workspace.isTrusted
        ? vscode.l10n.t('{0} is not a controller of this workspace.', uri.authority)
        : vscode.l10n.t('This workspace is not trusted, so nothing connects from it.'),
    );
  }

  async function status(uri: vscode.Uri): Promise<vscode.FileStat> {
    const session = await sessionFor(uri);
    const found = await session.run(uri.authority, fileStatusCommand(uri.path, session.cluster.file.become === 'sudo'));
    if (isFailure(found)) throw vscode.FileSystemError.Unavailable(failureText(found, vscode.l10n));
    if (found === 'no-such-file') throw vscode.FileSystemError.FileNotFound(uri);
    if (found === 'permission-denied') throw vscode.FileSystemError.NoPermissions(uri);
    const type = found.kind === 'folder' ? vscode.FileType.Directory : vscode.FileType.File;
    return {
      type,
      ctime: 0,
      mtime: found.lastWrite * 1000,
      size: found.bytes,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  const refuse = (): never => {
    throw vscode.FileSystemError.NoPermissions(vscode.l10n.t('Files of controllers are read-only here.'));
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: status,
    readDirectory: async uri => {
      const session = await sessionFor(uri);
      const names = await session.run(uri.authority, folderCommand(uri.path, session.cluster.file.become === 'sudo'));
      if (isFailure(names)) throw vscode.FileSystemError.Unavailable(failureText(names, vscode.l10n));
      if (names === 'no-such-file') throw vscode.FileSystemError.FileNotFound(uri);
      if (names === 'permission-denied') throw vscode.FileSystemError.NoPermissions(uri);
      return names.map(({ name, isFolder }) => [name, isFolder ? vscode.FileType.Directory : vscode.FileType.File]);
    },
    readFile: async uri => {
      const session = await sessionFor(uri);
      const { size } = await status(uri);
      if (size > mostBytes) {
        const megabytes = Math.round(size / 1e6);
        throw vscode.FileSystemError.Unavailable(
          vscode.l10n.t('{0} has {1} MB: follow it, or analyze it on the controller.', uri.path, megabytes),
        );
      }
      const transport = session.transport(uri.authority);
      if (!transport) throw vscode.FileSystemError.FileNotFound(uri);
      // A log may have grown since it was asked for its size; what is beyond is not half read.
      const bytes = await transport.readRange(uri.path, 0, size, { become: session.cluster.file.become });
      if (isFailure(bytes)) throw vscode.FileSystemError.Unavailable(failureText(bytes, vscode.l10n));
      return bytes;
    },
    writeFile: refuse,
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };
  context.subscriptions.push(
    changed,
    vscode.workspace.registerFileSystemProvider(remoteScheme, provider, { isReadonly: true, isCaseSensitive: true }),
  );
}
