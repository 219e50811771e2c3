import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentLink,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  type Hover,
  type Location,
  MarkupKind,
  type Range,
  type SymbolInformation,
  SymbolKind,
} from 'vscode-languageserver/node';
import { URI } from 'vscode-uri';
import type { LogAction } from '../core/features/code-actions.ts';
import type { LogDiagnostic } from '../core/features/diagnostics.ts';
import type { LineRange } from '../core/features/document.ts';
import type { LogFold } from '../core/features/folding.ts';
import type { LogHover } from '../core/features/hover.ts';
import type { LogLens } from '../core/features/lenses.ts';
import type { LogLink } from '../core/features/links.ts';
import type { LogSymbol } from '../core/features/outline.ts';
import { commands } from '../core/features/protocol.ts';
import type { WorkspaceLogSymbol } from '../core/features/workspace-symbols.ts';
import type { IdPlace } from './find-ids.ts';
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

/** @param canExplain whether the editor has the command that explains a signature. */
export function toDiagnostic(diagnostic: LogDiagnostic, log: OpenLog, canExplain: boolean): Diagnostic {
  const explanation = commandAddress(commands.explain, diagnostic.code);
  return {
    ...(canExplain ? { codeDescription: { href: explanation } } : {}),
    // Nobody needs to follow such remarks; editors show them dimmed.
    ...(diagnostic.severity === 'hint' ? { tags: [DiagnosticTag.Unnecessary] } : {}),
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

/** An address that runs a command of the extension with one argument. */
function commandAddress(command: string, argument: unknown): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
}

export function toFoldingRange({ kind, startLine, endLine }: LogFold): FoldingRange {
  const range = { startLine: startLine - 1, endLine: endLine - 1 };
  return kind === 'storm' ? { ...range, kind: FoldingRangeKind.Region } : range;
}

const symbolKinds = {
  group: SymbolKind.Namespace,
  incident: SymbolKind.Event,
  problem: SymbolKind.Key,
  request: SymbolKind.Variable,
} as const;

export function toDocumentSymbol(symbol: LogSymbol): DocumentSymbol {
  // Groups have no place of their own: at the top, editors that sort by place keep their order, and no line lies in them.
  const range = symbol.kind === 'group' ? topOfDocument : rangeOfSymbol(symbol);
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: symbolKinds[symbol.kind],
    range,
    selectionRange: symbol.kind === 'group' ? topOfDocument : toRange(symbol.range),
    children: symbol.children.map(toDocumentSymbol),
  };
}

const topOfDocument: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function rangeOfSymbol({ range, lastLine }: LogSymbol): Range {
  return { start: { line: range.line - 1, character: 0 }, end: { line: Math.max(lastLine, range.line), character: 0 } };
}

/**
 * @param sourceOf the file here that a path in a traceback means.
 * @returns undefined where the link leads nowhere.
 */
export function toDocumentLink(
  link: LogLink,
  sourceOf: (path: string) => string | undefined,
): DocumentLink | undefined {
  const range = toRange(link.range);
  if (link.kind === 'id') return { range, target: commandAddress(commands.showTrace, { id: link.id }) };
  const file = sourceOf(link.path);
  return file === undefined ? undefined : { range, target: `${URI.file(file).toString()}#L${link.line}` };
}

export function toLocation({ uri, range }: IdPlace): Location {
  return { uri, range: toRange(range) };
}

export function toCodeLens({ line, title, command }: LogLens): CodeLens {
  const range = toRange({ line, startCharacter: 0, endCharacter: 0 });
  return { range, command: { title, command: command?.id ?? '', arguments: [...(command?.arguments ?? [])] } };
}

/** @param diagnostics at the place of the action. */
export function toCodeAction(action: LogAction, diagnostics: readonly Diagnostic[]): CodeAction {
  const { title, command, signature } = action;
  const about = diagnostics.filter(({ code }) => code === signature);
  return {
    title,
    kind: CodeActionKind.QuickFix,
    command: { title, command, arguments: [...action.arguments] },
    ...(about.length === 0 ? {} : { diagnostics: [...about] }),
  };
}

/** @param uri of the log where it is open. */
export function toSymbolInformation(symbol: WorkspaceLogSymbol, uri: string | undefined): SymbolInformation {
  const { kind, name, containerName, path, line } = symbol;
  const range = toRange({ line, startCharacter: 0, endCharacter: 0 });
  return {
    name,
    kind: symbolKinds[kind],
    containerName,
    location: { uri: uri ?? URI.file(path).toString(), range },
  };
}
