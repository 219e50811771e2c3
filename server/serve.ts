import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type Hover,
  type HoverParams,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import type { ConfigService } from '../core/features/config/config-service.ts';
import type { LanguageService } from '../core/features/language-service.ts';
import {
  commands,
  type ExcerptHoverParams,
  excerptHover,
  type InitializationOptions,
  logStatus,
} from '../core/features/protocol.ts';
import { type Analyses, createAnalyses } from './analyses.ts';
import { serveAnalyzeLogs } from './analyze-logs.ts';
import { configCapabilities, serveConfiguration } from './configuration.ts';
import { toDiagnostic, toHover } from './convert.ts';
import { registerFeatures } from './features.ts';
import { createLogFeatures, type LogFeaturesContext, logCapabilities, serveLogRequests } from './log-features.ts';
import { serveLogLines } from './log-lines.ts';
import { documentOf, type OpenLog, trackOpenLogs } from './open-logs.ts';
import { pushDiagnostics } from './push-diagnostics.ts';
import {
  createShippedConfigService,
  createShippedLanguageService,
  type ShippedLanguageService,
  shippedLogKnowledge,
  shippedOptionKnowledge,
  useLanguage,
} from './resources.ts';
import { createWorkspaceAnalysis } from './workspace-analysis.ts';
import { trackWorkspaceFolders } from './workspace-folders.ts';

/** Serves one client over a connection until the client ends it. */
export function serve(connection: Connection): void {
  const logs = trackOpenLogs(connection, text => service.newText(text));
  const workspaceAnalysis = createWorkspaceAnalysis();
  let service: LanguageService;
  let analysisOptions: ShippedLanguageService['analysis'];
  let analyses: Analyses;
  const optionKnowledge = shippedOptionKnowledge();
  let configService: ConfigService | undefined;
  let options: InitializationOptions = {};
  const canRefresh = { diagnostics: false, lenses: false };
  /** What runbooks can be suggested for. */
  const suggestible = () => [...analysisOptions.signatures, ...analysisOptions.causes].map(({ id }) => id);
  let pushAgain: (() => void) | undefined;
  const folders = trackWorkspaceFolders(connection);
  const logFeatures: LogFeaturesContext = {
    logs,
    workspaceAnalysis,
    service: () => service,
    analyses: () => analyses,
    formats: () => analysisOptions.formats,
    folders: folders.paths,
    sourceTrees: () => options.sourceTrees ?? [],
    refresh,
  };

  const configuration = serveConfiguration({
    connection,
    logs,
    service: () => configService,
    folders: folders.paths,
    optionKnowledge: () => optionKnowledge,
    logKnowledge: shippedLogKnowledge,
    refresh,
    isVsCode: () => options.commands !== undefined,
    hasCommand: id => options.commands?.includes(id) === true,
  });

  connection.onInitialize(async (params: InitializeParams): Promise<InitializeResult> => {
    useLanguage(params.locale);
    folders.initialize(params);
    options = (params.initializationOptions ?? {}) as InitializationOptions;
    const config = createShippedConfigService(options, optionKnowledge, suggestible, params.locale);
    configService = config;
    const shipped = await createShippedLanguageService(options, params.locale, config.explainOption);
    service = shipped.service;
    analysisOptions = shipped.analysis;
    showProblems(shipped.signatureProblems);
    analyses = createAnalyses(
      service,
      message => connection.console.warn(message),
      status => void connection.sendNotification(logStatus, status),
    );
    // Who can ask for diagnostics is not sent any.
    if (params.capabilities.textDocument?.diagnostic === undefined)
      pushAgain = pushDiagnostics(connection, logs.documents, diagnosticsOf);
    canRefresh.diagnostics = params.capabilities.workspace?.diagnostics?.refreshSupport === true;
    canRefresh.lenses = params.capabilities.workspace?.codeLens?.refreshSupport === true;
    return {
      serverInfo: { name: 'Nova Doctor' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        diagnosticProvider: {
          identifier: 'nova-doctor',
          interFileDependencies: true,
          workspaceDiagnostics: false,
        },
        hoverProvider: true,
        ...logCapabilities,
        ...configCapabilities,
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });
  logs.onDidClose(uri => analyses.forget(uri));
  logs.onDidChangeLarge(refresh);
  workspaceAnalysis.onDidChange(refresh);
  connection.languages.diagnostics.on(diagnose);
  connection.onHover(hover);
  connection.onRequest(excerptHover, hoverInExcerpt);
  registerFeatures(connection, [createLogFeatures(logFeatures), configuration.features]);
  serveLogRequests(connection, logFeatures);
  serveLogLines(connection, () => analysisOptions.formats);
  serveAnalyzeLogs(connection, workspaceAnalysis, () => analysisOptions);
  connection.listen();

  /** Shows the first problem; all of them are in the output. */
  function showProblems(problems: readonly string[]): void {
    for (const problem of problems) connection.console.warn(problem);
    const [message] = problems;
    if (message === undefined) return;
    void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
  }

  async function diagnose(
    { textDocument, previousResultId }: DocumentDiagnosticParams,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    const log = logs.get(textDocument.uri);
    if (!log) {
      return { kind: DocumentDiagnosticReportKind.Full, items: (await configuration.diagnose(textDocument.uri)) ?? [] };
    }
    const report = await reportOf(log, previousResultId, token);
    if (!report) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The analysis was cancelled.');
    return report;
  }

  /** Undefined where the analysis was cancelled. */
  async function reportOf(
    log: OpenLog,
    previousResultId: string | undefined,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport | undefined> {
    const result = await analyses.current(log, token);
    if (result === 'unreadable') return { kind: DocumentDiagnosticReportKind.Full, items: [] };
    if (!result) return undefined;
    const whole = workspaceAnalysis.about(log.path, result.analysis);
    const resultId = [result.id, whole?.id, service.ignoredState].filter(part => part !== undefined).join(', ');
    if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    const diagnostics = service.diagnostics(whole?.analysis ?? result.analysis, documentOf(log));
    const canExplain = options.commands?.includes(commands.explain) === true;
    const items = diagnostics.map(diagnostic => toDiagnostic(diagnostic, log, canExplain));
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }

  async function diagnosticsOf(uri: string, token: CancellationToken): Promise<Diagnostic[] | undefined> {
    const log = logs.get(uri);
    if (!log) return (await configuration.diagnose(uri)) ?? [];
    const report = await reportOf(log, undefined, token);
    return report?.kind === DocumentDiagnosticReportKind.Full ? report.items : undefined;
  }

  /** More is known about open logs, or something else: the editor asks for their diagnostics and lenses again. */
  function refresh(): void {
    pushAgain?.();
    if (canRefresh.diagnostics) connection.languages.diagnostics.refresh();
    if (canRefresh.lenses) void connection.sendRequest(CodeLensRefreshRequest.type);
  }

  async function hover({ textDocument, position }: HoverParams): Promise<Hover | null> {
    const log = logs.get(textDocument.uri);
    if (!log) return (await configuration.hover({ textDocument, position })) ?? null;
    const analysis = analyses.last(log.uri)?.analysis;
    const found = service.hover(documentOf(log), position.line + 1, position.character, analysis);
    return found ? toHover(found, 0) : null;
  }

  function hoverInExcerpt({ uri, text, firstLine, line, character }: ExcerptHoverParams): Hover | null {
    const log = logs.get(uri);
    if (!log) return null;
    const lines = text.split('\n');
    const document = { path: log.path, lineCount: lines.length, lineAt: (number: number) => lines[number - 1] };
    const found = service.hover(document, line - firstLine + 1, character, analyses.last(uri)?.analysis, true);
    return found ? toHover(found, firstLine) : null;
  }
}
