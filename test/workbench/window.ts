import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../client/extension.ts';

/** A place in the sample workspace, of which the tests get a copy. */
export function sampleUri(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the sample workspace is open');
  return vscode.Uri.joinPath(folder.uri, path);
}

export async function api(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('nova-doctor.nova-doctor');
  assert.ok(extension);
  return extension.activate();
}

/** Resolves with our diagnostics of a document as soon as they are as wanted. */
export function diagnosticsOf(
  uri: vscode.Uri,
  isWanted: (diagnostics: vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  return new Promise(resolve => {
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
    function look(): void {
      const diagnostics = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Nova Doctor');
      if (!isWanted(diagnostics)) return;
      listener.dispose();
      resolve(diagnostics);
    }
  });
}

/** The code of a diagnostic, with or without a link. */
export function codeOf(code: vscode.Diagnostic['code']): string | number | undefined {
  return typeof code === 'object' ? code.value : code;
}
