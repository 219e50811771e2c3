import * as vscode from 'vscode';
import type { CapacityChanges } from '../../core/config/capacity.ts';
import { type CapacityEditsAnswer, configCapacityEdits } from '../../core/features/protocol.ts';
import type { ServerHandle } from '../language-server.ts';

export interface CapacityToWrite {
  /** A file of the deployment. */
  readonly uri: string;
  readonly changes: CapacityChanges;
  /** Whether VS Code shows the edits first, and the user chooses among them. */
  readonly isPreview: boolean;
}

/**
 * Writes numbers into the files as edits that can be undone. Nothing is saved; a workspace file that is not there yet is a new
 * document, which the user saves or drops.
 * @returns the paths of the files that were edited; none where the user refused, or nothing was to be done.
 */
export async function writeCapacity(
  server: ServerHandle,
  { changes, isPreview, uri }: CapacityToWrite,
): Promise<string[]> {
  const answer = await server.request<CapacityEditsAnswer | null>(configCapacityEdits, { uri, changes });
  if (answer === null) return [];
  const edit = new vscode.WorkspaceEdit();
  const metadata = { needsConfirmation: isPreview, label: vscode.l10n.t('Connection Capacity') };
  for (const [target, edits] of Object.entries(answer.edit.changes ?? {})) {
    for (const { newText, range } of edits) {
      const { end, start } = range;
      const place = new vscode.Range(start.line, start.character, end.line, end.character);
      edit.replace(vscode.Uri.parse(target), place, newText, metadata);
    }
  }
  if (answer.newWorkspaceFile !== undefined) {
    const document = await vscode.workspace.openTextDocument(newWorkspaceUri(vscode.Uri.parse(uri)));
    edit.insert(document.uri, new vscode.Position(0, 0), answer.newWorkspaceFile, metadata);
  }
  if (edit.size === 0) return [];
  // Not as a refactoring: VS Code saves those by itself.
  const isApplied = await vscode.workspace.applyEdit(edit);
  return isApplied ? edit.entries().map(([target]) => target.fsPath) : [];
}

/** A document that is not on the disk, with the name under which it belongs there. */
function newWorkspaceUri(uri: vscode.Uri): vscode.Uri {
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? vscode.Uri.joinPath(uri, '..');
  return vscode.Uri.joinPath(folder, '.nova-doctor.yaml').with({ scheme: 'untitled' });
}
