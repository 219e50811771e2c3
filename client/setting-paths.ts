import { homedir } from 'node:os';
import { resolve } from 'node:path';
import * as vscode from 'vscode';

/** The files and folders with signatures of the user's own. */
export function signaturePaths(): string[] {
  const configuration = vscode.workspace.getConfiguration('novaDoctor');
  return absolutePaths(configuration.get<string[]>('signatures.paths', []));
}

/** Paths of settings: `~` is the home folder, other relative ones start at the workspace. */
export function absolutePaths(paths: readonly string[]): string[] {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
  return paths.map(path =>
    resolve(
      workspace,
      path.replace(/^~(?=$|[\\/])/, () => homedir()),
    ),
  );
}
