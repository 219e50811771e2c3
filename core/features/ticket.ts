import type { Analysis } from '../log/analysis.ts';
import type { Entry } from '../log/entry.ts';
import { confidenceGrade } from '../log/output/words.ts';
import type { SignatureMatcher } from '../log/signature-matcher.ts';
import { isoTime } from '../log/time.ts';
import type { Translator } from '../text/l10n.ts';
import { visible } from '../text/layout.ts';
import { codeBlock, codeSpan, escapeMarkdown } from '../text/markdown.ts';
import type { Redactor } from '../text/redact.ts';
import { partsOf } from './diagnostics.ts';
import type { LogDocument } from './document.ts';
import { entryAt, signaturesOf } from './entry-at.ts';

export interface TicketQuestion {
  readonly document: LogDocument;
  /** From 1. */
  readonly line: number;
  /** Number of the line of the log that is the document's first, from 1: the document may be an excerpt. */
  readonly firstLine: number;
  readonly analysis: Analysis | undefined;
  readonly readEntries: (text: string) => readonly Entry[];
  readonly matcher: SignatureMatcher;
  readonly l10n: Translator;
  readonly redactor: Redactor;
}

const mostSignatures = 5;
/** Of a longer entry the first and the last lines are copied: a traceback tells what broke at its end. */
const mostHeadLines = 12;
const mostTailLines = 28;
const longestLine = 1000;

/**
 * What to put into a ticket about the entry at a place: where and when, what it shows, why, and the entry itself. Markdown,
 * without secrets.
 */
export function ticketMarkdown(question: TicketQuestion): string {
  const { document, line, firstLine, analysis, l10n, redactor } = question;
  const found = entryAt(document, line, question.readEntries);
  const first = found?.firstLine ?? line;
  const count = found?.entry.lineCount ?? 1;
  const signatures = found === undefined ? [] : signaturesOf(found.entry, question.matcher).slice(0, mostSignatures);
  const lines: string[] = [];
  const add = (label: string, text: string) => lines.push(`- **${label}**: ${text}`);
  add(l10n.t('Place'), codeSpan(`${document.path}:${firstLine + first - 1}`));
  if (found !== undefined) addFacts(found.entry, add, l10n);
  for (const signature of signatures) {
    add(l10n.t('Signature'), `${escapeMarkdown(l10n.t(signature.title))} (${codeSpan(signature.id)})`);
  }
  const ids = new Set(signatures.map(signature => signature.id));
  const parts = analysis === undefined ? [] : [...partsOf(analysis)].filter(([{ signature }]) => ids.has(signature));
  for (const incident of new Set(parts.map(([, part]) => part.incident))) {
    add(l10n.t('Root cause'), `${escapeMarkdown(l10n.t(incident.title))} (${codeSpan(incident.rootCause)})`);
    add(l10n.t('Confidence'), confidenceGrade(incident.confidence, l10n));
    for (const reason of incident.because) lines.push(`  - ${escapeMarkdown(redactor.redact(visible(reason)))}`);
  }
  const text = redactor.redact(visible(entryLines(document, first, count).join('\n')));
  return `${lines.join('\n')}\n\n${codeBlock(text, 'text')}\n`;
}

function addFacts(entry: Entry, add: (label: string, text: string) => void, l10n: Translator): void {
  if (entry.time !== undefined) add(l10n.t('Time'), isoTime(entry.time, entry.zoneMinutes));
  if (entry.host !== undefined) add(l10n.t('Host'), codeSpan(entry.host));
  if (entry.service !== undefined) add(l10n.t('Service'), codeSpan(entry.service));
  const requests = [entry.globalRequestId, entry.requestId].filter(id => id !== undefined);
  if (requests.length > 0) add(l10n.t('Request'), requests.map(codeSpan).join(' '));
  if (entry.instance !== undefined) add(l10n.t('Instance'), codeSpan(entry.instance));
}

function entryLines(document: LogDocument, first: number, count: number): string[] {
  const lines: string[] = [];
  for (let line = first; line < first + count; line++) {
    const isLeftOut = line >= first + mostHeadLines && line < first + count - mostTailLines;
    if (isLeftOut && line === first + mostHeadLines) lines.push('…');
    if (isLeftOut) continue;
    const text = document.lineAt(line) ?? '';
    lines.push(text.length > longestLine ? `${text.slice(0, longestLine)}…` : text);
  }
  return lines;
}
