import {
  type CancellationToken,
  CodeActionKind,
  type Connection,
  LSPErrorCodes,
  type Position,
  type Range,
  ResponseError,
  SemanticTokensBuilder,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import type { LanguageService } from '../core/features/language-service.ts';
import {
  explainSignature,
  forgetAnalysis,
  type IgnoredSignatures,
  ignoredSignaturesChanged,
  type TicketParams,
  ticketText,
} from '../core/features/protocol.ts';
import { logTokenTypes } from '../core/features/semantic-tokens.ts';
import type { Analysis } from '../core/log/analysis.ts';
import type { CompiledFormat } from '../core/log/format.ts';
import { idsIn } from '../core/log/trace/ids-in-text.ts';
import type { Analyses } from './analyses.ts';
import { untilCancelled } from './cancellation.ts';
import {
  toCodeAction,
  toCodeLens,
  toDocumentLink,
  toDocumentSymbol,
  toFoldingRange,
  toLocation,
  toRange,
  toSymbolInformation,
} from './convert.ts';
import type { DocumentFeatures } from './features.ts';
import { findId, firstPlace, type IdPlace } from './find-ids.ts';
import { documentOf, type OpenLog, type OpenLogs } from './open-logs.ts';
import { createSourceFinder } from './source-trees.ts';
import type { WorkspaceAnalysis } from './workspace-analysis.ts';

/** What the features of logs need; known when the client has introduced itself. */
export interface LogFeaturesContext {
  readonly logs: OpenLogs;
  readonly workspaceAnalysis: WorkspaceAnalysis;
  readonly service: () => LanguageService;
  readonly analyses: () => Analyses;
  readonly formats: () => readonly CompiledFormat[];
  /** Paths of the workspace's folders. */
  readonly folders: () => readonly string[];
  /** Folders with source, beside those of the workspace. */
  readonly sourceTrees: () => readonly string[];
  /** Lets the editor ask for diagnostics again. */
  readonly refresh: () => void;
}

/** What the server can do with logs. */
export const logCapabilities: ServerCapabilities = {
  foldingRangeProvider: true,
  documentSymbolProvider: true,
  documentLinkProvider: {},
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  semanticTokensProvider: { legend: { tokenTypes: [...logTokenTypes], tokenModifiers: [] }, range: true },
  codeLensProvider: {},
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  workspaceSymbolProvider: true,
};

/** Editors show so many folds of a document at most. */
const mostFolds = 5000;

/** The features of logs beside diagnostics and hover. */
export function createLogFeatures(context: LogFeaturesContext): DocumentFeatures {
  const { logs, service } = context;

  /** The places of the id at a position, or undefined where there is none. */
  async function placesOfId(log: OpenLog, at: Position, token: CancellationToken): Promise<IdPlace[] | undefined> {
    const text = documentOf(log).lineAt(at.line + 1) ?? '';
    const id = idsIn(text).find(candidate => candidate.start <= at.character && at.character <= candidate.end);
    if (id === undefined) return undefined;
    const { folders, formats } = context;
    return untilCancelled(token, signal =>
      findId(id.text, { formats: formats(), folders: folders(), open: logs.all(), signal }),
    );
  }

  async function withAnalysis<Result>(
    uri: string,
    token: CancellationToken,
    answer: (log: OpenLog, analysis: Analysis, isWhole: boolean) => Result,
  ): Promise<Result | undefined> {
    const log = logs.get(uri);
    if (log === undefined) return undefined;
    const analysis = await analysisOf(log, token, context);
    return analysis && answer(log, analysis, analysis === context.workspaceAnalysis.last?.analysis);
  }

  return {
    async foldingRanges({ textDocument }, token) {
      const log = logs.get(textDocument.uri);
      if (log === undefined) return undefined;
      const folds = await service().folds(documentOf(log), mostFolds, token);
      if (folds === undefined) throw cancelled();
      return folds.map(toFoldingRange);
    },
    documentSymbols: ({ textDocument }, token) =>
      withAnalysis(textDocument.uri, token, (log, analysis) =>
        service().outline(analysis, documentOf(log)).map(toDocumentSymbol),
      ),
    documentLinks({ textDocument }) {
      const log = logs.get(textDocument.uri);
      if (log === undefined) return undefined;
      const sourceOf = createSourceFinder([...context.folders(), ...context.sourceTrees()]);
      const links = service().links(documentOf(log));
      return links.flatMap(link => toDocumentLink(link, sourceOf) ?? []);
    },
    async definition({ textDocument, position }, token) {
      const log = logs.get(textDocument.uri);
      if (log === undefined) return undefined;
      const places = (await placesOfId(log, position, token)) ?? [];
      const first = firstPlace(places, service().readEntries);
      return first === undefined ? [] : [toLocation(first)];
    },
    async references({ textDocument, position }, token) {
      const log = logs.get(textDocument.uri);
      return log && ((await placesOfId(log, position, token)) ?? []).map(toLocation);
    },
    documentHighlights({ textDocument, position }) {
      const log = logs.get(textDocument.uri);
      if (log === undefined) return undefined;
      const ranges = service().highlights(documentOf(log), position.line + 1, position.character);
      return ranges.map(range => ({ range: toRange(range) }));
    },
    semanticTokens({ textDocument, range }) {
      const log = logs.get(textDocument.uri);
      return log && tokensOf(log, range, service());
    },
    codeLenses: ({ textDocument }, token) =>
      withAnalysis(textDocument.uri, token, (log, analysis, isWhole) =>
        service().lenses(analysis, log.path, isWhole).map(toCodeLens),
      ),
    codeActions({ textDocument: { uri }, range, context: { diagnostics } }) {
      const log = logs.get(uri);
      if (log === undefined) return undefined;
      const own = diagnostics.filter(diagnostic => diagnostic.source === 'Nova Doctor');
      const signatures = [...new Set(own.map(({ code }) => String(code)))];
      const line = range.start.line + 1;
      const actions = service().actions({ document: documentOf(log), uri, line, signatures });
      return actions.map(action => toCodeAction(action, own));
    },
    workspaceSymbols({ query }) {
      const whole = context.workspaceAnalysis.last?.analysis;
      const open = logs.all().flatMap(log => context.analyses().last(log.uri)?.analysis ?? []);
      const uriOf = (path: string) => logs.all().find(log => log.path === path)?.uri;
      const symbols = service().symbols([...(whole === undefined ? [] : [whole]), ...open], query);
      return symbols.map(symbol => toSymbolInformation(symbol, uriOf(symbol.path)));
    },
  };
}

/** Registers the requests and notifications about logs that only our own extension sends. */
export function serveLogRequests(connection: Connection, context: LogFeaturesContext): void {
  connection.onRequest(explainSignature, (id: string) => context.service().explain(id) ?? null);
  connection.onRequest(ticketText, ({ uri, line, excerpt }: TicketParams): string | null => {
    const log = context.logs.get(uri);
    if (log === undefined) return null;
    const analysis = lastAnalysisOf(log, context);
    if (excerpt === undefined) return context.service().ticket(documentOf(log), line, 1, analysis);
    const lines = excerpt.text.split('\n');
    const document = { path: log.path, lineCount: lines.length, lineAt: (number: number) => lines[number - 1] };
    return context.service().ticket(document, line - excerpt.firstLine + 1, excerpt.firstLine, analysis);
  });
  connection.onNotification(forgetAnalysis, () => context.workspaceAnalysis.set(undefined));
  connection.onNotification(ignoredSignaturesChanged, (ignored: IgnoredSignatures) => {
    context.service().ignore(ignored);
    context.refresh();
  });
}

/** What is known about a log now: of many logs together where they were analysed, else of this one alone. */
async function analysisOf(
  log: OpenLog,
  token: CancellationToken,
  { analyses, workspaceAnalysis }: LogFeaturesContext,
): Promise<Analysis | undefined> {
  const result = await analyses().current(log, token);
  if (result === 'unreadable') return undefined;
  if (result === undefined) throw cancelled();
  return (workspaceAnalysis.about(log.path, result.analysis) ?? result).analysis;
}

function lastAnalysisOf(log: OpenLog, { analyses, workspaceAnalysis }: LogFeaturesContext): Analysis | undefined {
  const own = analyses().last(log.uri)?.analysis;
  return own && (workspaceAnalysis.about(log.path, own)?.analysis ?? own);
}

function tokensOf(log: OpenLog, { start, end }: Range, service: LanguageService) {
  const builder = new SemanticTokensBuilder();
  // A range that ends at the start of a line has nothing of that line.
  const lastLine = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  for (const token of service.tokens(documentOf(log), start.line + 1, lastLine)) {
    builder.push(token.line - 1, token.startCharacter, token.length, logTokenTypes.indexOf(token.type), 0);
  }
  return builder.build();
}

function cancelled(): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}
