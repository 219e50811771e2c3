import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { mayUseSqlAlchemy } from '../core/python/candidate.ts';

/** Whether a document is Python that has nothing to do with SQLAlchemy: the server need not even be started for it. */
export function isOtherPython(document: vscode.TextDocument): boolean {
  return document.languageId === 'python' && !mayUseSqlAlchemy(document.getText());
}

/**
 * Python belongs to other extensions: of ours it gets findings and their fixes, nothing else, and its text is sent only when
 * it uses SQLAlchemy.
 * @param open sends the text of a document that begins to use it.
 */
export function onlyPythonFindings(
  middleware: Middleware,
  open: (document: vscode.TextDocument) => Promise<void>,
): Middleware {
  const sent = new Set<string>();
  const isPython = (document: vscode.TextDocument) => document.languageId === 'python';

  return {
    ...middleware,
    didOpen: async (document, next) => {
      if (isOtherPython(document)) return;
      if (isPython(document)) sent.add(document.uri.toString());
      await (middleware.didOpen?.(document, next) ?? next(document));
    },
    didChange: async (event, next) => {
      const { document } = event;
      if (!isPython(document) || sent.has(document.uri.toString())) {
        await (middleware.didChange?.(event, next) ?? next(event));
      } else if (mayUseSqlAlchemy(document.getText())) {
        await open(document);
      }
    },
    didSave: async (document, next) => {
      if (!isPython(document) || sent.has(document.uri.toString())) await next(document);
    },
    didClose: async (document, next) => {
      if (isPython(document) && !sent.delete(document.uri.toString())) return;
      await (middleware.didClose?.(document, next) ?? next(document));
    },
    provideHover: (document, position, token, next) => {
      if (isPython(document)) return undefined;
      return middleware.provideHover?.(document, position, token, next) ?? next(document, position, token);
    },
    provideCompletionItem: (document, position, context, token, next) =>
      isPython(document) ? undefined : next(document, position, context, token),
    provideDocumentSymbols: (document, token, next) => (isPython(document) ? undefined : next(document, token)),
    provideFoldingRanges: (document, context, token, next) =>
      isPython(document) ? undefined : next(document, context, token),
    provideDocumentLinks: (document, token, next) => (isPython(document) ? undefined : next(document, token)),
    provideDefinition: (document, position, token, next) =>
      isPython(document) ? undefined : next(document, position, token),
    provideReferences: (document, position, options, token, next) =>
      isPython(document) ? undefined : next(document, position, options, token),
    provideDocumentHighlights: (document, position, token, next) =>
      isPython(document) ? undefined : next(document, position, token),
    provideCodeLenses: (document, token, next) => (isPython(document) ? undefined : next(document, token)),
    prepareRename: (document, position, token, next) =>
      isPython(document) ? undefined : next(document, position, token),
    provideInlayHints: (document, range, token, next) =>
      isPython(document) ? undefined : next(document, range, token),
    provideDocumentRangeSemanticTokens: (document, range, token, next) =>
      isPython(document) ? undefined : next(document, range, token),
    provideDiagnostics: (document, previousResultId, token, next) => {
      if (document instanceof vscode.Uri || !isPython(document) || sent.has(document.uri.toString())) {
        return next(document, previousResultId, token);
      }
      return undefined;
    },
  };
}
