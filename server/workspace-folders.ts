import {
  type Connection,
  DidChangeWorkspaceFoldersNotification,
  type InitializeParams,
} from 'vscode-languageserver/node';
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
  }

  // The capabilities ask for it; nothing has to be registered with the client.
  connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event: { added, removed } }) => {
    const gone = new Set(removed.map(folder => folder.uri));
    uris = [...uris.filter(uri => !gone.has(uri)), ...added.map(folder => folder.uri)];
  });

  return {
    initialize,
    paths: () =>
      uris
        .map(uri => URI.parse(uri))
        .filter(({ scheme }) => scheme === 'file')
        .map(uri => uri.fsPath),
  };
}
