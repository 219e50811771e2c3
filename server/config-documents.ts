import type { Connection } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { ConfigService } from '../core/features/config/config-service.ts';
import { findConfigFiles, readConfigFile } from './config-files.ts';
import { type OpenLogs, pathOf } from './open-logs.ts';

/** The files of configuration as the server sees them: what is open counts before what is on the disk. */
export interface ConfigDocuments {
  /** The path of an open document; undefined for documents that are not open. */
  get(uri: string): { readonly path: string; readonly document: TextDocument } | undefined;
  uriOf(path: string): string;
}

export interface ConfigDocumentsContext {
  readonly connection: Connection;
  readonly logs: OpenLogs;
  readonly service: () => ConfigService | undefined;
  /** Paths of the workspace's folders. */
  readonly folders: () => readonly string[];
  /** Lets the editor ask for diagnostics again. */
  readonly refresh: () => void;
}

/** Hands all files of configuration to the service: those of the workspace as soon as the first one is open. */
export function trackConfigDocuments(context: ConfigDocumentsContext): ConfigDocuments {
  const { connection, logs, service, refresh } = context;
  const { documents } = logs;
  const uris = new Map<string, string>();
  let isSearching = false;
  let isEnded = false;
  connection.onShutdown(() => {
    isEnded = true;
  });

  documents.onDidChangeContent(({ document }) => {
    if (document.kind === 'log' || document.languageId === 'python') return;
    const path = pathOf(document.uri);
    uris.set(path, document.uri);
    service()?.files.set(path, document.text.getText());
    if (service()?.files.kindOf(path) === undefined) return;
    search().catch(error => connection.console.error(String(error)));
  });
  documents.onDidClose(({ document }) => {
    const path = pathOf(document.uri);
    if (!uris.delete(path)) return;
    reload(path).catch(error => connection.console.error(String(error)));
  });
  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    await Promise.all(changes.map(({ uri }) => reload(pathOf(uri))));
    refresh();
  });

  async function search(): Promise<void> {
    if (isSearching) return;
    isSearching = true;
    for (const { path, text } of await findConfigFiles(context.folders(), () => isEnded)) take(path, text);
    await Promise.all((service()?.namedPaths() ?? []).map(path => reload(path, true)));
    if (!isEnded) refresh();
  }

  function take(path: string, text: string): void {
    if (!uris.has(path)) service()?.files.set(path, text);
  }

  async function reload(path: string, isNamed = false): Promise<void> {
    if (uris.has(path)) return;
    const text = await readConfigFile(path, isNamed);
    if (uris.has(path)) return;
    if (text === undefined) service()?.files.remove(path);
    else take(path, text);
  }

  return {
    get: uri => {
      const document = documents.get(uri);
      return document?.kind === 'text' ? { path: pathOf(uri), document: document.text } : undefined;
    },
    uriOf: path => uris.get(path) ?? URI.file(path).toString(),
  };
}
