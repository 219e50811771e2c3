import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  type FoldingRange,
  type Range,
  SymbolKind,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ConfigEdit, ConfigFinding, TextRange } from '../core/config/finding.ts';
import type { ConfigAction } from '../core/features/config/actions.ts';
import type { ConfigCompletion } from '../core/features/config/oslo-completion.ts';
import type { ConfigSymbol } from '../core/features/config/outline.ts';
import { createLineIndex } from '../core/text/line-index.ts';

/** What conversions need of files that may not be open. */
export interface ConfigTexts {
  textOf(path: string): string | undefined;
  uriOf(path: string): string;
}

/** Offsets are places in a text; the protocol counts lines and characters from 0. */
export function rangeIn(document: TextDocument, { start, end }: TextRange): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

function rangeOf(text: string, { start, end }: TextRange): Range {
  const index = createLineIndex(text);
  const position = (offset: number) => {
    const { line, column } = index.positionAt(offset);
    return { line: line - 1, character: column - 1 };
  };
  return { start: position(start), end: position(end) };
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;
const tags = { deprecated: DiagnosticTag.Deprecated, unnecessary: DiagnosticTag.Unnecessary } as const;

export function toConfigDiagnostic(finding: ConfigFinding, document: TextDocument, texts: ConfigTexts): Diagnostic {
  const { docs, message, place, related = [], rule, severity, tag } = finding;
  return {
    range: rangeIn(document, place.range),
    severity: severities[severity],
    source: 'Nova Doctor',
    code: rule,
    message,
    ...(docs === undefined ? {} : { codeDescription: { href: docs } }),
    ...(tag === undefined ? {} : { tags: [tags[tag]] }),
    relatedInformation: related.map(({ place: other, message: text }) => ({
      location: { uri: texts.uriOf(other.path), range: rangeOf(texts.textOf(other.path) ?? '', other.range) },
      message: text,
    })),
  };
}

export function toWorkspaceEdit(edits: readonly ConfigEdit[], texts: ConfigTexts): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const { path, range, text } of edits) {
    const uri = texts.uriOf(path);
    changes[uri] ??= [];
    changes[uri].push({ range: rangeOf(texts.textOf(path) ?? '', range), newText: text });
  }
  return { changes };
}

/** The kind of the action that applies all safe fixes, as settings such as `editor.codeActionsOnSave` name it. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.novaDoctor`;

/** @param diagnostics at the place of the action. */
export function toConfigAction(
  action: ConfigAction,
  diagnostics: readonly Diagnostic[],
  texts: ConfigTexts,
): CodeAction {
  const { finding } = action;
  const about = diagnostics.filter(({ code, message }) => code === finding?.rule && message === finding?.message);
  return {
    title: action.title,
    kind: action.kind === 'fix-all' ? fixAllKind : CodeActionKind.QuickFix,
    edit: toWorkspaceEdit(action.edits, texts),
    ...(action.isPreferred ? { isPreferred: true } : {}),
    ...(about.length === 0 ? {} : { diagnostics: about }),
  };
}

const completionKinds = {
  group: CompletionItemKind.Module,
  option: CompletionItemKind.Property,
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
} as const;

/** @param canGoOn whether the editor has VS Code's command that completes again. */
export function toCompletionItem(
  completion: ConfigCompletion,
  document: TextDocument,
  canGoOn: boolean,
): CompletionItem {
  const { detail, goesOn, isDeprecated, kind, label, option, order, range, text } = completion;
  return {
    label,
    kind: completionKinds[kind],
    detail,
    sortText: `${String(order).padStart(4, '0')}${label}`,
    filterText: text,
    textEdit: { range: rangeIn(document, range), newText: text },
    ...(isDeprecated ? { tags: [CompletionItemTag.Deprecated] } : {}),
    ...(goesOn && canGoOn ? { command: { title: '', command: 'editor.action.triggerSuggest' } } : {}),
    ...(option === undefined ? {} : { data: { uri: document.uri, group: option.group, name: option.name } }),
  };
}

export function toConfigSymbol(symbol: ConfigSymbol, document: TextDocument): DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: symbol.kind === 'group' ? SymbolKind.Namespace : SymbolKind.Property,
    range: rangeIn(document, symbol.range),
    selectionRange: rangeIn(document, symbol.selectionRange),
    children: symbol.children.map(child => toConfigSymbol(child, document)),
  };
}

export function toConfigFold(range: TextRange, document: TextDocument): FoldingRange {
  return { startLine: document.positionAt(range.start).line, endLine: document.positionAt(range.end).line };
}
