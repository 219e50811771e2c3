import { incidentTree } from '../../../core/features/incident-tree.ts';
import type { LanguageService } from '../../../core/features/language-service.ts';
import type { Analysis } from '../../../core/log/analysis.ts';
import { analysisHtml } from '../../../core/log/output/html.ts';
import { analysisJson } from '../../../core/log/output/json.ts';
import { analysisMarkdown } from '../../../core/log/output/markdown.ts';
import { analysisSarif } from '../../../core/log/output/sarif.ts';
import { shownAnalysis } from '../../../core/log/output/shown-analysis.ts';
import { analysisText } from '../../../core/log/output/text.ts';
import { mergedLog } from '../../../core/log/trace/merged-log.ts';
import type { Trace } from '../../../core/log/trace/trace.ts';
import { traceJson } from '../../../core/log/trace/trace-json.ts';
import { traceMarkdown } from '../../../core/log/trace/trace-markdown.ts';
import { traceReport } from '../../../core/log/trace/trace-report.ts';
import { traceText } from '../../../core/log/trace/trace-text.ts';
import { copiedRows } from '../../../core/log/view/copied-rows.ts';
import { english } from '../../../core/text/l10n.ts';
import { createRedactor } from '../../../core/text/redact.ts';
import { analyze, documentOf } from '../features/sample-service.ts';

const l10n = english;
const elapsedMs = 1;
const version = '1.2.3';
const width = 160;
const pathLabel = (path: string) => path;

/** Everything that leaves the program about an analysis, by the name of the way. */
export function waysOfAnalysis(analysis: Analysis): Record<string, string> {
  const redactor = createRedactor();
  const shown = shownAnalysis(analysis, { redactor, l10n });
  return {
    'report as text': analysisText(analysis, {
      l10n,
      redactor: createRedactor(),
      width,
      color: false,
      elapsedMs,
      problems: [],
      passed: 0,
    }),
    'report as JSON': json(analysisJson(analysis, { redactor: createRedactor(), elapsedMs, problems: [], passed: 0 })),
    'report as Markdown': analysisMarkdown(analysis, { l10n, redactor: createRedactor(), version, problems: [] }),
    'report as HTML': analysisHtml(analysis, {
      l10n,
      redactor: createRedactor(),
      version,
      problems: [],
      language: 'en',
    }),
    'report as SARIF': json(analysisSarif(analysis, { redactor: createRedactor(), version, problems: [] })),
    'analysis for view and report panel': json(shown),
    'rows of the view': json(incidentTree(shown, { l10n, shorten: pathLabel, problems: [] })),
  };
}

/** Everything that leaves the program about a trace. */
export function waysOfTrace(trace: Trace): Record<string, string> {
  const options = () => ({ l10n, redactor: createRedactor(), pathLabel, version, problems: [], elapsedMs });
  return {
    'trace as text': traceText(trace, { ...options(), width, color: false }),
    'trace as JSON': json(traceJson(trace, options())),
    'trace for a ticket': traceMarkdown(trace, options()),
    'page of a trace': json(traceReport(trace, options())),
    'merged log': mergedLog(trace, options()).text,
  };
}

/** What the editor says about an open log, besides showing it. */
export async function waysOfDocument(
  service: LanguageService,
  path: string,
  text: string,
): Promise<Record<string, string>> {
  const document = documentOf(path, text);
  const analysis = await analyze(service, path, text);
  const lines = Array.from({ length: document.lineCount }, (_, index) => index + 1);
  return {
    diagnostics: json(service.diagnostics(analysis, document)),
    hovers: json(lines.map(line => service.hover(document, line, 60, analysis))),
    'copy of the log view for a ticket': copiedRows(text, 'ticket', path),
    tickets: lines.map(line => service.ticket(document, line, 1, analysis)).join('\n'),
    outline: json(service.outline(analysis, document)),
    lenses: json(service.lenses(analysis, path, true)),
    symbols: json(service.symbols([analysis], '')),
  };
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? '';
}
