import { type Connection, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { LogText } from '../core/features/log-text.ts';

/** The language of the logs that are ours. */
const logLanguage = 'nova-log';

/** A document whose text the editor sends. Logs may be long, so changes of them cost what changes. */
export type SyncedDocument = { readonly uri: string; readonly languageId: string; readonly version: number } & (
  | { readonly kind: 'log'; readonly text: LogText }
  | { readonly kind: 'text'; readonly text: TextDocument }
);

/**
 * Keeps the documents that the editor sends; a connection has one such keeper.
 * @param newText makes the text of a log.
 */
export function trackDocuments(
  connection: Connection,
  newText: (text: string) => LogText,
): TextDocuments<SyncedDocument> {
  const documents = new TextDocuments<SyncedDocument>({
    create: (uri, languageId, version, text) =>
      languageId === logLanguage
        ? { uri, languageId, version, kind: 'log', text: newText(text) }
        : { uri, languageId, version, kind: 'text', text: TextDocument.create(uri, languageId, version, text) },
    update: (document, changes, version) => {
      if (document.kind === 'text') TextDocument.update(document.text, changes, version);
      else document.text.change(changes);
      return { ...document, version };
    },
  });
  documents.listen(connection);
  return documents;
}
