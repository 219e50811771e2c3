import {
  type CancellationToken,
  CancellationTokenSource,
  type Connection,
  type Diagnostic,
  type TextDocuments,
} from 'vscode-languageserver/node';
import { shownError } from '../core/text/shown-error.ts';
import type { SyncedDocument } from './documents.ts';

/**
 * Sends diagnostics of open documents to a client that cannot ask for them (the request is of LSP 3.17; Neovim has it since 0.10, Emacs's
 * Eglot since Emacs 31, Helix since 25.07). One document is judged at a time for each change; a newer change ends the older judgement.
 * @param diagnose gives undefined where it was cancelled.
 * @returns a function that sends all of them again, for when something else than a document has changed.
 */
export function pushDiagnostics(
  connection: Connection,
  documents: TextDocuments<SyncedDocument>,
  diagnose: (uri: string, token: CancellationToken) => Promise<Diagnostic[] | undefined>,
): () => void {
  const running = new Map<string, CancellationTokenSource>();

  async function send(uri: string): Promise<void> {
    running.get(uri)?.cancel();
    const source = new CancellationTokenSource();
    running.set(uri, source);
    try {
      const diagnostics = await diagnose(uri, source.token);
      if (diagnostics === undefined || running.get(uri) !== source) return;
      const version = documents.get(uri)?.version;
      if (version !== undefined) await connection.sendDiagnostics({ uri, version, diagnostics });
    } finally {
      if (running.get(uri) === source) running.delete(uri);
    }
  }

  function sendLogged(uri: string): void {
    send(uri).catch(error => connection.console.error(shownError(error)));
  }

  documents.onDidChangeContent(({ document }) => sendLogged(document.uri));
  documents.onDidClose(({ document: { uri } }) => {
    running.get(uri)?.cancel();
    running.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  return () => documents.keys().forEach(sendLogged);
}
