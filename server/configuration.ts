import { existsSync } from 'node:fs';
import {
  CodeActionKind,
  type CodeActionParams,
  type CompletionParams,
  type Diagnostic,
  type Hover,
  MarkupKind,
  type ServerCapabilities,
  type TextDocumentPositionParams,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { ConfigFinding, TextRange } from '../core/config/finding.ts';
import type { ConfigService, PythonLinter } from '../core/features/config/config-service.ts';
import {
  type ConfigReleaseAnswer,
  type ConfigReleaseParams,
  commands,
  configChanged,
  configRelease,
} from '../core/features/protocol.ts';
import { mayUseSqlAlchemy } from '../core/python/candidate.ts';
import { requirementsNear } from '../io/config/requirements.ts';
import { capacityActions, serveCapacity } from './capacity.ts';
import { type ConfigDocumentsContext, trackConfigDocuments } from './config-documents.ts';
import {
  fixAllKind,
  rangeIn,
  toCompletionItem,
  toConfigAction,
  toConfigDiagnostic,
  toConfigFold,
  toConfigSymbol,
  toWorkspaceEdit,
} from './convert-config.ts';
import type { DocumentFeatures } from './features.ts';

/** What the server can do with configuration, besides what it does with logs. */
export const configCapabilities: ServerCapabilities = {
  completionProvider: { triggerCharacters: ['[', '=', ' '], resolveProvider: true },
  renameProvider: { prepareProvider: true },
  inlayHintProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
};

export interface ConfigurationContext extends Omit<ConfigDocumentsContext, 'changed'> {
  /** Whether the editor is VS Code, whose commands may be named. */
  readonly isVsCode: () => boolean;
  /** Whether the editor has a command of ours. */
  readonly hasCommand: (id: string) => boolean;
}

/** The features of files of configuration and of Python. Undefined is the answer about all other documents. */
export interface Configuration {
  readonly features: DocumentFeatures;
  diagnose(uri: string): Promise<Diagnostic[] | undefined>;
  hover(params: TextDocumentPositionParams): Promise<Hover | undefined>;
}

/** A document that is ours. */
interface Ours {
  readonly path: string;
  readonly document: TextDocument;
  readonly service: ConfigService;
}

export function serveConfiguration(context: ConfigurationContext): Configuration {
  const { connection } = context;
  const changed = () => void connection.sendNotification(configChanged);
  const documents = trackConfigDocuments({ ...context, changed });
  const texts = { textOf: (path: string) => context.service()?.files.textOf(path), uriOf: documents.uriOf };
  let pythonLinter: Promise<PythonLinter> | undefined;

  function ours(uri: string): Ours | undefined {
    const service = context.service();
    const found = documents.get(uri);
    if (found === undefined || service === undefined || service.files.kindOf(found.path) === undefined)
      return undefined;
    return { ...found, service };
  }

  /** The same, when everything is loaded that its features need. */
  async function prepared(uri: string): Promise<Ours | undefined> {
    const found = ours(uri);
    await found?.service.prepare(found.path);
    return found;
  }

  /** Answers about a document of ours at a position. */
  async function at<Result>(
    { textDocument, position }: TextDocumentPositionParams,
    ask: (found: Ours, offset: number) => Result,
  ): Promise<Result | undefined> {
    const found = await prepared(textDocument.uri);
    return found && ask(found, found.document.offsetAt(position));
  }

  async function findingsOf(
    uri: string,
  ): Promise<{ findings: readonly ConfigFinding[]; document: TextDocument } | undefined> {
    const found = await prepared(uri);
    if (found) return { findings: found.service.findings(found.path), document: found.document };
    const python = documents.get(uri);
    const service = context.service();
    if (python?.document.languageId !== 'python' || service === undefined) return undefined;
    const { document, path } = python;
    if (!mayUseSqlAlchemy(document.getText())) return undefined;
    pythonLinter ??= import('../core/python/lint.ts').then(({ lintPython }) => lintPython);
    return {
      findings: service.pythonFindings(path, document.getText(), requirementsNear(path), await pythonLinter),
      document,
    };
  }

  async function diagnose(uri: string): Promise<Diagnostic[] | undefined> {
    const found = await findingsOf(uri);
    return found?.findings.map(finding => toConfigDiagnostic(finding, found.document, texts));
  }

  async function codeActions({ textDocument, range, context: asked }: CodeActionParams) {
    const found = await findingsOf(textDocument.uri);
    const service = context.service();
    if (found === undefined || service === undefined) return undefined;
    const { document, findings } = found;
    const path = documents.get(textDocument.uri)?.path ?? '';
    const wants = (kind: string) =>
      asked.only?.some(only => kind === only || kind.startsWith(`${only}.`)) ?? kind === CodeActionKind.QuickFix;
    const place: TextRange = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const all = wants(fixAllKind) ? service.fixAll(path, findings) : undefined;
    const quick = wants(CodeActionKind.QuickFix) ? service.actions(path, document.getText(), place, findings) : [];
    const actions = [...quick, ...(all === undefined ? [] : [all])].map(action =>
      toConfigAction(action, asked.diagnostics, texts),
    );
    if (!wants(CodeActionKind.QuickFix) || !context.hasCommand(commands.showCapacity)) return actions;
    return [...actions, ...capacityActions(textDocument.uri, place, findings, asked.diagnostics)];
  }

  connection.onRequest(configRelease, ({ uri }: ConfigReleaseParams): ConfigReleaseAnswer | null => {
    const found = ours(uri);
    const release = found?.service.release(found.path);
    if (found === undefined || release === undefined) return null;
    return { release: release.name, isAssumed: release.isAssumed, releases: found.service.releases };
  });
  serveCapacity(connection, { documents, service: context.service, texts });
  connection.onCompletion((params: CompletionParams) =>
    at(params, ({ document, path, service }, offset) =>
      service.completions(path, offset).map(each => toCompletionItem(each, document, context.isVsCode())),
    ),
  );
  connection.onCompletionResolve(item => {
    const data = item.data as { uri: string; group: string; name: string } | undefined;
    const found = data && ours(data.uri);
    const value = data && found?.service.explainCompletion(found.path, data.group, data.name);
    return value === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value } };
  });
  connection.onPrepareRename(params =>
    at(params, ({ document, path, service }, offset) => {
      const found = service.renamable(path, offset);
      return found && { range: rangeIn(document, found.range), placeholder: found.name };
    }),
  );
  connection.onRenameRequest(params =>
    at(params, ({ path, service }, offset) => {
      const edits = service.rename(path, offset, params.newName);
      return edits && toWorkspaceEdit(edits, texts);
    }),
  );
  connection.languages.inlayHint.on(({ textDocument, range }) => {
    const found = ours(textDocument.uri);
    if (found === undefined) return undefined;
    const { document, path, service } = found;
    const place = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    return service
      .hints(path, place)
      .map(({ offset, text }) => ({ position: document.positionAt(offset), label: text, paddingLeft: true }));
  });

  return {
    diagnose,
    hover: params =>
      at(params, ({ document, path, service }, offset) => {
        const found = service.hover(path, offset);
        return (
          found && {
            contents: { kind: MarkupKind.Markdown, value: found.markdown },
            range: rangeIn(document, found.range),
          }
        );
      }),
    features: {
      codeActions,
      documentSymbols: async ({ textDocument: { uri } }) => {
        const found = await prepared(uri);
        return found?.service.outline(found.path)?.map(symbol => toConfigSymbol(symbol, found.document));
      },
      codeLenses: async ({ textDocument: { uri } }) => {
        const found = await prepared(uri);
        const lenses = found?.service.runbookLenses(found.path, context.hasCommand);
        return lenses?.map(({ offset, title, command, step }) => ({
          range: rangeIn(found!.document, { start: offset, end: offset }),
          command: { title, command, arguments: [uri, step] },
        }));
      },
      foldingRanges: ({ textDocument: { uri } }) => {
        const found = ours(uri);
        return found?.service.folds(found.path)?.map(range => toConfigFold(range, found.document));
      },
      documentLinks: ({ textDocument: { uri } }) => {
        const found = ours(uri);
        return found?.service
          .links(found.path)
          .filter(({ path }) => existsSync(path))
          .map(({ path, range }) => ({ range: rangeIn(found.document, range), target: URI.file(path).toString() }));
      },
    },
  };
}
