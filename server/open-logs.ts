import type { Connection } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { LogDocument } from '../core/features/document.ts';
import type { LogText } from '../core/features/log-text.ts';
import {
  type LargeLogEdit,
  type LargeLogParams,
  largeLogClosed,
  largeLogEdited,
  largeLogOpened,
  largeLogReread,
  largeLogSettled,
  largestSentDocument,
} from '../core/features/protocol.ts';
import type { LogPiece } from '../core/log/log-pieces.ts';
import { trackDocuments } from './documents.ts';
import { createLargeLog, type LargeLog } from './large-log.ts';

/** A log that is open in the editor: its text was sent, or it is large and lies in a file. */
export type OpenLog = { readonly uri: string; readonly path: string } & (
  | { readonly kind: 'text'; readonly text: LogText; readonly version: number }
  | { readonly kind: 'file'; readonly file: LargeLog }
);

export interface OpenLogs {
  /** All documents whose text the editor has sent, logs among them. */
  readonly documents: ReturnType<typeof trackDocuments>;
  /** The open log, or undefined for documents of other languages. */
  get(uri: string): OpenLog | undefined;
  all(): OpenLog[];
  onDidClose(listener: (uri: string) => void): void;
  /** Tells of changes of large logs; those of others the editor answers itself by asking again. */
  onDidChangeLarge(listener: () => void): void;
}

/**
 * Keeps track of the logs that the editor has open.
 * @param newText makes the text of a log.
 */
export function trackOpenLogs(
  connection: Connection,
  newText: (text: string | readonly LogPiece[]) => LogText,
): OpenLogs {
  const documents = trackDocuments(connection, newText);
  const large = new Map<string, LargeLog>();
  const closeListeners: ((uri: string) => void)[] = [];
  const changeListeners: (() => void)[] = [];
  documents.onDidClose(event => tellClosed(event.document.uri));
  connection.onNotification(largeLogOpened, ({ uri }: LargeLogParams) => {
    large.set(uri, createLargeLog(pathOf(uri), newText));
  });
  connection.onNotification(largeLogClosed, ({ uri }: LargeLogParams) => {
    large.delete(uri);
    tellClosed(uri);
  });
  connection.onNotification(largeLogEdited, async ({ uri, changes }: LargeLogEdit) => {
    await large.get(uri)?.edit(changes);
    tellChanged();
  });
  connection.onNotification(largeLogSettled, async ({ uri }: LargeLogParams) => {
    await large.get(uri)?.settle();
    tellChanged();
  });

  connection.onNotification(largeLogReread, tellChanged);

  function tellClosed(uri: string): void {
    for (const listener of closeListeners) listener(uri);
  }

  function tellChanged(): void {
    for (const listener of changeListeners) listener();
  }

  function get(uri: string): OpenLog | undefined {
    const file = large.get(uri);
    if (file !== undefined) return { kind: 'file', uri, path: pathOf(uri), file };
    const document = documents.get(uri);
    if (document?.kind !== 'log') return undefined;
    const { text, version } = document;
    return { kind: 'text', uri, path: pathOf(uri), text, version };
  }

  function all(): OpenLog[] {
    return [...documents.keys(), ...large.keys()].flatMap(uri => get(uri) ?? []);
  }

  return {
    documents,
    get,
    all,
    onDidClose: listener => closeListeners.push(listener),
    onDidChangeLarge: listener => changeListeners.push(listener),
  };
}

/** The path of a document: in the file system, where it lies there; with its host, where it lies on one (`nova-ssh://ctl1/…`). */
export function pathOf(uri: string): string {
  const parsed = URI.parse(uri);
  if (parsed.scheme === 'file') return parsed.fsPath;
  return parsed.authority === '' ? parsed.path : `${parsed.scheme}://${parsed.authority}${parsed.path}`;
}

/** The lines of an open log; those of a large one are not at hand before it was read for the first time. */
export function documentOf(log: OpenLog): LogDocument {
  const text = log.kind === 'file' ? log.file.text : log.text;
  if (text === undefined) return { path: log.path, lineCount: 0, lineAt: () => undefined };
  return { path: log.path, lineCount: text.lineCount, lineAt: text.lineAt, isLarge: isLarge(log) };
}

function isLarge(log: OpenLog): boolean {
  // Other editors send the text of large documents too.
  return log.kind === 'file' || log.text.size > largestSentDocument;
}
