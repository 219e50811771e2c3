import type { Translator } from '../../text/l10n.ts';
import { visibleLine } from '../../text/layout.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import type { Redactor } from '../../text/redact.ts';
import { numberText } from '../output/words.ts';
import { layTrace } from './lanes.ts';
import { mergedLog } from './merged-log.ts';
import { withPathLabels } from './path-labels.ts';
import type { Trace } from './trace.ts';
import { answerLines, laneFacts, milliseconds, noteLines } from './trace-words.ts';

export interface TraceMarkdownOptions {
  readonly l10n: Translator;
  readonly redactor: Redactor;
  readonly pathLabel: (path: string) => string;
  /** Of Nova Doctor. */
  readonly version: string;
}

/** Lines of entries that a ticket gets; of more, those that matter most. */
const mostLines = 60;
const longestLine = 400;

/** A trace as Markdown for a ticket: the answer, the stages, the entries that tell. Secrets are replaced. */
export function traceMarkdown(traced: Trace, options: TraceMarkdownOptions): string {
  const { l10n, redactor, version } = options;
  const clean = (text: string) => escapeMarkdown(visibleLine(redactor.redact(text)));
  const trace = withPathLabels(traced, options.pathLabel);
  const [headline = '', ...facts] = answerLines(trace, l10n, text => visibleLine(redactor.redact(text)));
  const labelled = [
    ...facts.map(line => ({
      label: line.slice(0, Math.max(0, line.indexOf('\t'))),
      text: line.slice(line.indexOf('\t') + 1),
    })),
    ...laneFacts(trace, layTrace(trace), l10n),
  ];
  const parts = [
    `### ${clean(headline)}`,
    labelled.map(({ label, text }) => (label === '' ? `  ${clean(text)}` : `- ${label}: ${clean(text)}`)).join('\n'),
    stages(trace, l10n),
    entries(traced, trace, options),
    noteLines(trace, l10n)
      .map(note => `- ${clean(note)}`)
      .join('\n'),
    l10n.t('Secrets were replaced by [redacted-N]. Made by Nova Doctor {0}.', version),
  ];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

function stages(trace: Trace, l10n: Translator): string {
  const seen = trace.stages.filter(stage => stage.entries > 0);
  if (seen.length === 0) return '';
  const rows = seen.map(({ number, title, durationMs, services, error }) => {
    const took = durationMs === undefined ? '' : milliseconds(durationMs, l10n);
    const mark = error === undefined ? '' : l10n.t('error');
    return `| ${number} ${l10n.t(title)} | ${took} | ${services.map(escapeMarkdown).join(', ')} | ${mark} |`;
  });
  const head = `| ${l10n.t('Stage')} | ${l10n.t('Took')} | ${l10n.t('Where')} | |\n|---|--:|---|---|`;
  return `${head}\n${rows.join('\n')}`;
}

/** The lines of the merged log around what decided, in a block that no text from a log can end. */
function entries(traced: Trace, trace: Trace, options: TraceMarkdownOptions): string {
  if (trace.entries.length === 0) return '';
  const log = mergedLog(traced, options);
  const decisive = new Set([trace.brokeAt?.entry, trace.outcome.entry, ...trace.unanswered.map(({ entry }) => entry)]);
  const lines = log.text.split('\n').flatMap((text, index) => {
    const origin = log.origins[index];
    if (origin === undefined) return [];
    const isHeader = log.origins[index - 1]?.entry !== origin.entry;
    const isEnd = log.origins[index + 1]?.entry !== origin.entry;
    const { level } = trace.entries[origin.entry]!;
    const isLoud = level !== undefined && level !== 'INFO' && level !== 'DEBUG' && level !== 'AUDIT';
    const weight = decisive.has(origin.entry) ? 2 : isLoud && (isHeader || isEnd) ? 1 : isHeader ? 0 : -1;
    return weight < 0 ? [] : [{ text: text.slice(0, longestLine), weight, index }];
  });
  const kept = new Set([...lines].sort((a, b) => b.weight - a.weight || a.index - b.index).slice(0, mostLines));
  const shown = lines.filter(line => kept.has(line)).map(({ text }) => text);
  const left = lines.length - shown.length;
  if (left > 0) shown.push(options.l10n.t('… {0} more lines', numberText(left)));
  const longestRun = Math.max(2, ...shown.flatMap(text => [...text.matchAll(/`+/g)].map(match => match[0].length)));
  const fence = '`'.repeat(longestRun + 1);
  return `${fence}text\n${shown.join('\n')}\n${fence}`;
}
