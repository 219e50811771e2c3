import * as vscode from 'vscode';
import {
  DocumentDiagnosticRequest,
  type LanguageClient,
  type Middleware,
  type Hover as ProtocolHover,
} from 'vscode-languageclient/node';
import {
  type ExcerptHoverParams,
  excerptHover,
  type LargeLogEdit,
  type LargeLogParams,
  largeLogClosed,
  largeLogEdited,
  largeLogOpened,
  largeLogReread,
  largeLogSettled,
  largestSentDocument,
} from '../core/features/protocol.ts';
import { excerptAround } from './log-excerpt.ts';

/**
 * Keeps the text of large logs out of the connection to the server: the server is told that such a log is open and
 * reads the file itself.
 */
export interface LargeLogs extends vscode.Disposable {
  readonly middleware: Middleware;
  connect(client: LanguageClient): void;
}

export function createLargeLogs(): LargeLogs {
  const open = new Set<string>();
  let client: LanguageClient | undefined;

  const isKept = (document: vscode.TextDocument) => open.has(document.uri.toString());
  const paramsOf = (document: vscode.TextDocument): LargeLogParams => ({
    uri: client?.code2ProtocolConverter.asUri(document.uri) ?? document.uri.toString(),
  });

  /** Changes of which it is not known yet whether the user made them: VS Code may say so in the next event. */
  const undecided = new Map<string, LargeLogEdit['changes']>();
  const edited = new Set<string>();

  async function tellChange({ document, contentChanges }: vscode.TextDocumentChangeEvent): Promise<void> {
    const key = document.uri.toString();
    const own = contentChanges.map(({ range, text }) => ({
      range: { start: positionOf(range.start), end: positionOf(range.end) },
      text,
    }));
    if (!document.isDirty) {
      undecided.set(key, own);
      await client?.sendNotification(edited.delete(key) ? largeLogSettled : largeLogReread, paramsOf(document));
      return;
    }
    const changes = own.length > 0 ? own : (undecided.get(key) ?? []);
    undecided.delete(key);
    if (changes.length === 0) return;
    edited.add(key);
    await client?.sendNotification(largeLogEdited, { ...paramsOf(document), changes } satisfies LargeLogEdit);
  }

  async function tellSaved(document: vscode.TextDocument): Promise<void> {
    if (edited.delete(document.uri.toString())) await client?.sendNotification(largeLogSettled, paramsOf(document));
  }

  const middleware: Middleware = {
    didOpen: async (document, next) => {
      open.delete(document.uri.toString());
      if (!isLarge(document)) return next(document);
      open.add(document.uri.toString());
      await client?.sendNotification(largeLogOpened, paramsOf(document));
      // The client asks for diagnostics when it has sent a text, which it has not.
      const diagnostics = client?.getFeature(DocumentDiagnosticRequest.method).getProvider(document);
      diagnostics?.onDidChangeDiagnosticsEmitter.fire();
    },
    didChange: async (event, next) => {
      if (!isKept(event.document)) await next(event);
    },
    didClose: async (document, next) => {
      if (!isKept(document)) return next(document);
      for (const kept of [open, undecided, edited]) kept.delete(document.uri.toString());
      await client?.sendNotification(largeLogClosed, paramsOf(document));
    },
    provideHover: async (document, position, token, next) => {
      if (!isKept(document) || !client) return next(document, position, token);
      const params = excerptOf(document, position, paramsOf(document).uri);
      const hover = await client.sendRequest<ProtocolHover | null>(excerptHover, params, token);
      return client.protocol2CodeConverter.asHover(hover);
    },
  };
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidSaveTextDocument(tellSaved),
    // Not by the middleware, which does not hear of documents that only became dirty.
    vscode.workspace.onDidChangeTextDocument(async event => {
      if (isKept(event.document)) await tellChange(event);
    }),
  );
  return {
    middleware,
    connect: connected => {
      client = connected;
    },
    dispose: () => listening.dispose(),
  };
}

function positionOf({ line, character }: vscode.Position): { line: number; character: number } {
  return { line, character };
}

/** Whether a document lies in a file and is too large to be sent. */
function isLarge(document: vscode.TextDocument): boolean {
  if (document.uri.scheme !== 'file') return false;
  const lastLine = document.lineAt(document.lineCount - 1);
  return document.offsetAt(lastLine.range.end) > largestSentDocument;
}

function excerptOf(document: vscode.TextDocument, position: vscode.Position, uri: string): ExcerptHoverParams {
  const { text, firstLine } = excerptAround(document, position.line);
  return { uri, text, firstLine: firstLine - 1, line: position.line, character: position.character };
}
