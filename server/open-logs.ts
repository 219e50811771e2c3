import { type Connection, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { LogDocument } from '../core/features/document.ts';
import { type LargeLogParams, largeLogClosed, largeLogOpened } from '../core/features/protocol.ts';

/** A log that is open in the editor: its text was sent, or it is large and lies in a file. */
export type OpenLog = { readonly uri: string; readonly path: string } & (
  | { readonly kind: 'text'; readonly text: TextDocument }
  | { readonly kind: 'file' }
);

export interface OpenLogs {
  /** The open log, or undefined for documents of other languages. */
  get(uri: string): OpenLog | undefined;
  all(): OpenLog[];
  onDidClose(listener: (uri: string) => void): void;
}

/** Keeps track of the logs that the editor has open. */
export function trackOpenLogs(connection: Connection): OpenLogs {
  const documents = new TextDocuments(TextDocument);
  const large = new Set<string>();
  const listeners: ((uri: string) => void)[] = [];
  documents.listen(connection);
  documents.onDidClose(event => notify(event.document.uri));
  connection.onNotification(largeLogOpened, ({ uri }: LargeLogParams) => {
    large.add(uri);
  });
  connection.onNotification(largeLogClosed, ({ uri }: LargeLogParams) => {
    large.delete(uri);
    notify(uri);
  });

  function notify(uri: string): void {
    for (const listener of listeners) listener(uri);
  }

  function get(uri: string): OpenLog | undefined {
    if (large.has(uri)) return { kind: 'file', uri, path: pathOf(uri) };
    const text = documents.get(uri);
    return text?.languageId === 'nova-log' ? { kind: 'text', uri, path: pathOf(uri), text } : undefined;
  }

  function all(): OpenLog[] {
    return [...documents.keys(), ...large].flatMap(uri => get(uri) ?? []);
  }

  return { get, all, onDidClose: listener => listeners.push(listener) };
}

function pathOf(uri: string): string {
  const parsed = URI.parse(uri);
  return parsed.scheme === 'file' ? parsed.fsPath : parsed.path;
}

/** The lines of an open log; those of a large one are not at hand. */
export function documentOf(log: OpenLog): LogDocument {
  if (log.kind === 'file') return { path: log.path, lineCount: 0, lineAt: () => undefined };
  const { text } = log;
  return {
    path: log.path,
    lineCount: text.lineCount,
    lineAt: line => {
      const range = { start: { line: line - 1, character: 0 }, end: { line, character: 0 } };
      return line >= 1 && line <= text.lineCount ? text.getText(range).replace(/[\r\n]+$/, '') : undefined;
    },
  };
}
