import { type Diagnostic, DiagnosticSeverity, type Hover, MarkupKind, type Range } from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { LogDiagnostic } from '../core/features/diagnostics.ts';
import type { LineRange } from '../core/features/document.ts';
import type { LogHover } from '../core/features/hover.ts';
import type { OpenLog } from './open-logs.ts';

/** Lines count from 1 inside, from 0 in the protocol. */
export function toRange(range: LineRange): Range {
  const line = range.line - 1;
  return { start: { line, character: range.startCharacter }, end: { line, character: range.endCharacter } };
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

export function toDiagnostic(diagnostic: LogDiagnostic, log: OpenLog): Diagnostic {
  return {
    range: toRange(diagnostic.range),
    severity: severities[diagnostic.severity],
    source: 'Nova Doctor',
    code: diagnostic.code,
    message: diagnostic.message,
    relatedInformation: diagnostic.related.map(({ path, line, message }) => ({
      location: {
        uri: path === log.path ? log.uri : URI.file(path).toString(),
        range: toRange({ line, startCharacter: 0, endCharacter: 0 }),
      },
      message,
    })),
  };
}

/** @param lineOffset lines of the document before the text that the hover is about. */
export function toHover(hover: LogHover, lineOffset: number): Hover {
  const range = toRange({ ...hover.range, line: hover.range.line + lineOffset });
  return { contents: { kind: MarkupKind.Markdown, value: hover.markdown }, range };
}
