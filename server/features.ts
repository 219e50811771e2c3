import type {
  CancellationToken,
  CodeAction,
  CodeActionParams,
  CodeLens,
  CodeLensParams,
  Connection,
  DefinitionParams,
  DocumentHighlight,
  DocumentHighlightParams,
  DocumentLink,
  DocumentLinkParams,
  DocumentSymbol,
  DocumentSymbolParams,
  FoldingRange,
  FoldingRangeParams,
  Location,
  ReferenceParams,
  SemanticTokens,
  SemanticTokensRangeParams,
  SymbolInformation,
  WorkspaceSymbolParams,
} from 'vscode-languageserver/node';

type Answer<Result> = Result | undefined | Promise<Result | undefined>;
type Feature<Params, Result> = (params: Params, token: CancellationToken) => Answer<Result>;

/**
 * The features that one kind of document has. Each answers undefined for documents of other kinds, so that the next kind is
 * asked; an empty answer is one.
 */
export interface DocumentFeatures {
  readonly foldingRanges?: Feature<FoldingRangeParams, FoldingRange[]>;
  readonly documentSymbols?: Feature<DocumentSymbolParams, DocumentSymbol[]>;
  readonly documentLinks?: Feature<DocumentLinkParams, DocumentLink[]>;
  readonly definition?: Feature<DefinitionParams, Location[]>;
  readonly references?: Feature<ReferenceParams, Location[]>;
  readonly documentHighlights?: Feature<DocumentHighlightParams, DocumentHighlight[]>;
  readonly semanticTokens?: Feature<SemanticTokensRangeParams, SemanticTokens>;
  readonly codeLenses?: Feature<CodeLensParams, CodeLens[]>;
  readonly codeActions?: Feature<CodeActionParams, CodeAction[]>;
  /** The symbols of all kinds of documents are told together. */
  readonly workspaceSymbols?: Feature<WorkspaceSymbolParams, SymbolInformation[]>;
}

/** Registers the handlers of a connection once for all kinds of documents. */
export function registerFeatures(connection: Connection, kinds: readonly DocumentFeatures[]): void {
  /** Null is the answer about documents of others: an empty list would be one, and hide what other extensions say. */
  function first<Params, Result>(
    featureOf: (kind: DocumentFeatures) => Feature<Params, Result> | undefined,
  ): (params: Params, token: CancellationToken) => Promise<Result | null> {
    return async (params, token) => {
      for (const kind of kinds) {
        const answer = await featureOf(kind)?.(params, token);
        if (answer !== undefined) return answer;
      }
      return null;
    };
  }

  connection.onFoldingRanges(first(kind => kind.foldingRanges));
  connection.onDocumentSymbol(first(kind => kind.documentSymbols));
  connection.onDocumentLinks(first(kind => kind.documentLinks));
  connection.onDefinition(first(kind => kind.definition));
  connection.onReferences(first(kind => kind.references));
  connection.onDocumentHighlight(first(kind => kind.documentHighlights));
  connection.languages.semanticTokens.onRange(first(kind => kind.semanticTokens));
  connection.onCodeLens(first(kind => kind.codeLenses));
  connection.onCodeAction(first(kind => kind.codeActions));
  connection.onWorkspaceSymbol(async (params, token) => {
    const symbols: SymbolInformation[] = [];
    for (const kind of kinds) symbols.push(...((await kind.workspaceSymbols?.(params, token)) ?? []));
    return symbols;
  });
}
