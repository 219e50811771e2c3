import type { Connection } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import { configFileKind } from '../core/config/file-kind.ts';
import { noFacts } from '../core/config/workspace-file.ts';
import type { ConfigService } from '../core/features/config/config-service.ts';
import { mayUseSqlAlchemy } from '../core/python/candidate.ts';
import { shownError } from '../core/text/shown-error.ts';
import { findConfigFiles } from '../io/config/find-files.ts';
import { measureTransaction } from '../io/config/measure-transaction.ts';
import { findRelease } from '../io/config/read-deployment.ts';
import { readConfigText } from '../io/config/read-text.ts';
import type { LogKnowledge } from '../io/knowledge.ts';
import type { OptionKnowledge } from '../io/option-knowledge.ts';
import { type OpenLogs, pathOf } from './open-logs.ts';

/** The files of configuration as the server sees them: what is open counts before what is on the disk. */
export interface ConfigDocuments {
  /** The path of an open document; undefined for documents that are not open. */
  get(uri: string): { readonly path: string; readonly document: TextDocument } | undefined;
  uriOf(path: string): string;
  /** Resolves when the files of the workspace have been read, whatever is open. */
  whenRead(): Promise<void>;
}

export interface ConfigDocumentsContext {
  readonly connection: Connection;
  readonly logs: OpenLogs;
  readonly service: () => ConfigService | undefined;
  /** Paths of the workspace's folders. */
  readonly folders: () => readonly string[];
  readonly optionKnowledge: () => OptionKnowledge;
  /** What logs are understood by, for the longest transaction that they show. */
  readonly logKnowledge: () => LogKnowledge;
  /** Lets the editor ask for diagnostics again. */
  readonly refresh: () => void;
  /** Hears that files are others than before. */
  readonly changed: () => void;
}

/** Hands all files of configuration to the service: those of the workspace as soon as the first one is open. */
export function trackConfigDocuments(context: ConfigDocumentsContext): ConfigDocuments {
  const { connection, logs, service, refresh } = context;
  const { documents } = logs;
  const uris = new Map<string, string>();
  const ending = new AbortController();
  let searching: Promise<void> | undefined;
  connection.onShutdown(() => ending.abort());

  documents.onDidChangeContent(({ document }) => {
    if (document.kind === 'log') return;
    if (document.languageId === 'python') {
      // The files of the deployment tell the release that counts for it.
      if (searching === undefined && mayUseSqlAlchemy(document.text.getText())) search().catch(complain);
      return;
    }
    const path = pathOf(document.uri);
    uris.set(path, document.uri);
    service()?.files.set(path, document.text.getText());
    if (service()?.files.kindOf(path) === undefined) return;
    context.changed();
    search().catch(complain);
  });
  documents.onDidClose(({ document }) => {
    const path = pathOf(document.uri);
    if (!uris.delete(path)) return;
    reload(path).then(context.changed, complain);
  });
  connection.onDidChangeWatchedFiles(async ({ changes }) => {
    await Promise.all(changes.map(({ uri }) => reload(pathOf(uri))));
    refresh();
    context.changed();
  });

  function complain(error: unknown): void {
    if (!ending.signal.aborted) connection.console.error(shownError(error));
  }

  /** Reads the files of the workspace, once: later on the editor tells what has changed. */
  function search(): Promise<void> {
    searching ??= readWorkspace();
    return searching;
  }

  async function readWorkspace(): Promise<void> {
    const found = await findConfigFiles(context.folders(), { signal: ending.signal, withoutPython: true });
    for (const { path, text } of found.files) take(path, text);
    await Promise.all((service()?.namedPaths() ?? []).map(path => reload(path, true)));
    const knowledge = context.optionKnowledge();
    const { origin, release } = await findRelease(noFacts, found.globals, found.logs, { knowledge });
    if (origin !== 'assumed') service()?.files.suggestRelease(release);
    refresh();
    // Only Mycat's time-out is compared with it.
    if (found.files.some(({ kind }) => kind === 'mycat-server')) measure(found.logs).catch(complain);
  }

  async function measure(logs: readonly string[]): Promise<void> {
    const longest = await measureTransaction(logs, context.logKnowledge(), ending.signal);
    if (longest === undefined) return;
    service()?.files.setLongestTransaction(longest);
    refresh();
    context.changed();
  }

  function take(path: string, text: string): void {
    if (!uris.has(path)) service()?.files.set(path, text);
  }

  async function reload(path: string, isNamed = false): Promise<void> {
    if (uris.has(path)) return;
    // What cannot be read is not there for the editor either.
    const text = await readConfigText(path).catch(() => undefined);
    if (uris.has(path)) return;
    if (text !== undefined && (isNamed || configFileKind(path, text) !== undefined)) take(path, text);
    else service()?.files.remove(path);
  }

  return {
    get: uri => {
      const document = documents.get(uri);
      return document?.kind === 'text' ? { path: pathOf(uri), document: document.text } : undefined;
    },
    uriOf: path => uris.get(path) ?? URI.file(path).toString(),
    whenRead: () => search().catch(complain),
  };
}
