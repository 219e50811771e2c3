import * as vscode from 'vscode';

/** Files of controllers: `nova-ssh://ctl1/var/log/nova/nova-api.log`. */
export const remoteScheme = 'nova-ssh';

export function remoteUri(controller: string, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: remoteScheme, authority: controller, path });
}

/** The same as a path, as analyses name files of controllers; the language server makes the same of the address. */
export function remotePath(controller: string, path: string): string {
  return `${remoteScheme}://${controller}${path}`;
}

/** @returns undefined where a path is one of this machine. */
export function remoteUriOfPath(path: string): vscode.Uri | undefined {
  const found = /^nova-ssh:\/\/([^/]+)(\/.*)$/.exec(path);
  return found ? remoteUri(found[1]!, found[2]!) : undefined;
}

/** How a path is shown: without the workspace's own; a controller's as `ctl1/var/log/nova/nova-api.log`. */
export function shortPath(path: string): string {
  const remote = remoteUriOfPath(path);
  return remote ? `${remote.authority}${remote.path}` : vscode.workspace.asRelativePath(path);
}
