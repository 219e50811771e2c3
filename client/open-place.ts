import * as vscode from 'vscode';
import { remoteUriOfPath } from './remote-path.ts';
import { fileKindOf, type UnpackedLogs } from './unpacked-log.ts';

/** A line of a log or of another file, as an analysis names it. */
export interface FilePlace {
  /** Absolute, or of a controller (`nova-ssh://ctl1/…`). A log in an archive has the archive's path, a slash, and its path in the archive. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

/** Shows a place in an editor, with the cursor at the start of its line. */
export type OpenPlace = (place: FilePlace, options?: vscode.TextDocumentShowOptions) => Promise<void>;

/**
 * Makes the one function that opens places; those on controllers are opened by `openRemote`. What is too large for an editor it shows in Nova Log View, what is packed or lies in
 * an archive as a read-only text; it says so in a message when a place cannot be shown.
 */
export function createOpenPlace(
  logs: UnpackedLogs,
  openRemote: (uri: vscode.Uri, line: number) => Promise<void>,
): OpenPlace {
  return async ({ path, line }, options = {}) => {
    const remote = remoteUriOfPath(path);
    if (remote !== undefined) {
      await openRemote(remote, line);
      return;
    }
    const kind = await fileKindOf(path);
    if (kind === 'large') {
      await vscode.commands.executeCommand('novaDoctor.logView.open', { path, line });
      return;
    }
    const opened =
      kind === 'text'
        ? { document: await vscode.workspace.openTextDocument(path), linesBefore: 0 }
        : await logs.open(path, line);
    if ('failure' in opened) {
      await vscode.window.showWarningMessage(opened.failure);
      return;
    }
    const { document, linesBefore } = opened;
    const position = document.validatePosition(new vscode.Position(line - linesBefore - 1, 0));
    const selection = new vscode.Range(position, position);
    await vscode.window.showTextDocument(document, { preview: true, ...options, selection });
  };
}
