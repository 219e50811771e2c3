import type { Connection, InitializeParams, WorkspaceFoldersChangeEvent } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';

/** The folders that the editor has open. */
export interface WorkspaceFolders {
  /** Takes over what the client says when it introduces itself. */
  initialize(params: InitializeParams): void;
  /** Paths of those that lie on this machine. */
  readonly paths: () => readonly string[];
}

export function trackWorkspaceFolders(connection: Connection): WorkspaceFolders {
  let uris: string[] = [];

  function initialize(params: InitializeParams): void {
    const { workspaceFolders, rootUri } = params;
    uris = workspaceFolders?.map(folder => folder.uri) ?? (rootUri === null || rootUri === undefined ? [] : [rootUri]);
    if (params.capabilities.workspace?.workspaceFolders !== true) return;
    // Not before the handshake is over: listening sends a request, which no client answers earlier.
    connection.onInitialized(() => {
      connection.workspace.onDidChangeWorkspaceFolders(change);
    });
  }

  function change({ added, removed }: WorkspaceFoldersChangeEvent): void {
    const gone = new Set(removed.map(folder => folder.uri));
    uris = [...uris.filter(uri => !gone.has(uri)), ...added.map(folder => folder.uri)];
  }

  return {
    initialize,
    paths: () =>
      uris
        .map(uri => URI.parse(uri))
        .filter(({ scheme }) => scheme === 'file')
        .map(uri => uri.fsPath),
  };
}
