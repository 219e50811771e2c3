import * as vscode from 'vscode';
import { type Middleware, vsdiag } from 'vscode-languageclient/node';
import { mergedLogScheme } from './trace-target.ts';

/** What a merged log shows is found in the files that it is made of: a second time would be noise. */
export function withoutFindingsOfMergedLogs(middleware: Middleware): Middleware {
  return {
    ...middleware,
    provideDiagnostics: (document, previousResultId, token, next) => {
      const { scheme } = document instanceof vscode.Uri ? document : document.uri;
      if (scheme === mergedLogScheme) return { kind: vsdiag.DocumentDiagnosticReportKind.full, items: [] };
      const own = middleware.provideDiagnostics;
      return own ? own(document, previousResultId, token, next) : next(document, previousResultId, token);
    },
  };
}
