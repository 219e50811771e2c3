import type { Translator } from '../../text/l10n.ts';
import { columns, padEnd, padStart, shorten, visible, visibleLine, wrap } from '../../text/layout.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Analysis, Incident } from '../analysis.ts';
import type { Severity } from '../signature.ts';
import type { ProblemText } from './json.ts';
import {
  confidenceWord,
  durationText,
  numberText,
  placesOf,
  severityWord,
  sizeText,
  spanText,
  timeText,
  totalsOf,
} from './words.ts';

export interface TextOptions {
  readonly l10n: Translator;
  readonly redactor: Redactor;
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
  readonly elapsedMs: number;
  readonly problems: readonly ProblemText[];
  /** Files in the folders that are no logs. */
  readonly passed: number;
}

const mostPlaces = 6;
const mostFindings = 20;
const mostUnknown = 10;
const mostUnread = 5;

type Style = 'bold' | 'dim' | Severity;
const styleCodes: Readonly<Record<Style, string>> = { bold: '1', dim: '2', error: '1;31', warning: '33', info: '36' };

interface Page extends TextOptions {
  readonly analysis: Analysis;
  readonly lines: string[];
  paint(style: Style, text: string): string;
}

/** The analysis for people, the answer first: incidents, findings, what is unknown, what was read. */
export function analysisText(analysis: Analysis, options: TextOptions): string {
  const page: Page = {
    ...options,
    analysis,
    lines: [],
    paint: (style, text) => (options.color && text !== '' ? `\u001b[${styleCodes[style]}m${text}\u001b[0m` : text),
  };
  if (analysis.incidents.length === 0) page.lines.push(page.paint('bold', page.l10n.t('No incident was found.')), '');
  for (const incident of analysis.incidents) addIncident(page, incident);
  addFindings(page);
  addUnknown(page);
  addRead(page);
  return `${page.lines.join('\n').trimEnd()}\n`;
}

function addIncident(page: Page, incident: Incident): void {
  const { l10n, lines } = page;
  const label = severityWord(incident.severity, l10n).toUpperCase();
  const indent = ' '.repeat(columns(label) + 2);
  const [first = '', ...rest] = wrap(clean(page, page.l10n.t(incident.title)), page.width - indent.length);
  lines.push(`${page.paint(incident.severity, label)}  ${page.paint('bold', first)}`);
  for (const line of rest) lines.push(indent + page.paint('bold', line));
  const span = spanText(incident.start, incident.end, incident.zoneMinutes, l10n);
  const facts = [confidenceWord(incident.confidence, l10n), span, incident.rootCause].filter(fact => fact !== '');
  for (const line of wrap(facts.join(', '), page.width - indent.length)) lines.push(indent + page.paint('dim', line));
  addList(
    page,
    l10n.t('Why'),
    incident.because.map(text => ['•', clean(page, text)] as const),
  );
  addPlaces(page, incident);
  if (incident.severity !== 'info') {
    addChecks(page, incident);
    addList(
      page,
      l10n.t('Do'),
      incident.remedies.map(text => ['•', text] as const),
    );
    if (incident.runbooks.length > 0)
      addList(
        page,
        l10n.t('Runbooks'),
        incident.runbooks.map(id => ['•', id] as const),
      );
  }
  lines.push('');
}

/** A headed list; each item is a mark and a text that goes on under itself. */
function addList(page: Page, heading: string, items: readonly (readonly [string, string])[]): void {
  if (items.length === 0) return;
  page.lines.push(`  ${page.paint('bold', heading)}`);
  for (const [mark, text] of items) {
    const indent = ' '.repeat(4 + columns(mark) + 1);
    for (const line of wrap(`    ${mark} ${text}`, page.width, indent)) page.lines.push(line);
  }
}

function addPlaces(page: Page, incident: Incident): void {
  const all = placesOf(page.analysis, incident, page.l10n);
  if (all.length === 0) return;
  const { l10n, lines } = page;
  lines.push(`  ${page.paint('bold', l10n.t('Where'))}`);
  const rows = all.slice(0, mostPlaces).map(place => ({
    place: `${visibleLine(place.path)}:${place.line}`,
    time: place.time === undefined ? '' : timeText(place.time, place.zone).slice(11),
    text: `${numberText(place.count)}× ${place.title}`,
  }));
  const placeWidth = Math.max(...rows.map(row => columns(row.place)));
  const timeWidth = Math.max(...rows.map(row => row.time.length));
  const left = page.width - 4 - placeWidth - 2 - timeWidth - 2;
  for (const row of rows) {
    const start = `    ${padEnd(row.place, placeWidth)}  ${padEnd(row.time, timeWidth)}`;
    // Beside long paths there is no room for words; they go below.
    if (left >= 30) lines.push(`${start}  ${page.paint('dim', shorten(row.text, left))}`);
    else lines.push(start.trimEnd(), `      ${page.paint('dim', shorten(row.text, page.width - 6))}`);
  }
  if (all.length > rows.length)
    lines.push(`    ${page.paint('dim', l10n.t('and {0} more', all.length - rows.length))}`);
  const echoes = incident.echoes.flatMap(index => page.analysis.findings[index] ?? []);
  addList(
    page,
    l10n.t('What follows from it'),
    echoes.map(finding => ['•', `${numberText(finding.count)}× ${l10n.t(finding.title)}`] as const),
  );
}

function addChecks(page: Page, incident: Incident): void {
  if (incident.checks.length === 0) return;
  page.lines.push(`  ${page.paint('bold', page.l10n.t('Check'))}`);
  for (const check of incident.checks) {
    page.lines.push(`    $ ${check.command}`);
    for (const line of wrap(`      ${check.lookFor}`, page.width, '      ')) page.lines.push(page.paint('dim', line));
  }
}

function addFindings(page: Page): void {
  const { findings } = page.analysis;
  if (findings.length === 0) return;
  const { l10n, lines } = page;
  lines.push(page.paint('bold', l10n.t('Findings')));
  const rows = findings.slice(0, mostFindings).map(finding => ({
    severity: finding.severity,
    label: severityWord(finding.severity, l10n),
    count: `${numberText(finding.count)}×`,
    text: l10n.t(finding.title),
    id: finding.signature,
    place: `${visibleLine(finding.first.path)}:${finding.first.line}`,
  }));
  const labelWidth = Math.max(...rows.map(row => columns(row.label)));
  const countWidth = Math.max(...rows.map(row => columns(row.count)));
  const idWidth = Math.max(...rows.map(row => columns(row.id)));
  for (const row of rows) {
    const label = page.paint(row.severity, padEnd(row.label, labelWidth));
    const head = `  ${label}  ${padStart(row.count, countWidth)}  ${padEnd(row.id, idWidth)}  `;
    const used = 2 + labelWidth + 2 + countWidth + 2 + idWidth + 2;
    const below = ' '.repeat(2 + labelWidth + 2 + countWidth + 2);
    const left = page.width - used;
    if (left < 30) {
      // A narrow terminal has no room for a fourth column.
      lines.push(head.trimEnd(), below + shorten(row.text, page.width - below.length));
      lines.push(below + page.paint('dim', row.place));
    } else if (columns(row.text) + 2 + columns(row.place) <= left) {
      lines.push(`${head}${row.text}  ${page.paint('dim', row.place)}`);
    } else {
      lines.push(head + shorten(row.text, left), `${' '.repeat(used)}${page.paint('dim', row.place)}`);
    }
  }
  if (findings.length > rows.length)
    lines.push(`  ${page.paint('dim', l10n.t('and {0} more', findings.length - rows.length))}`);
  lines.push('');
}

function addUnknown(page: Page): void {
  const { unknown } = page.analysis;
  if (unknown.length === 0) return;
  const { l10n, lines } = page;
  lines.push(page.paint('bold', l10n.t('Warnings and errors that no signature knows')));
  const shown = unknown.slice(0, mostUnknown);
  const countWidth = Math.max(...shown.map(group => columns(`${numberText(group.count)}×`)));
  for (const group of shown) {
    const head = `  ${padStart(`${numberText(group.count)}×`, countWidth)}  `;
    lines.push(
      head + shorten(visibleLine(page.redactor.redact(group.shape)), Math.max(20, page.width - columns(head))),
    );
    lines.push(
      `${' '.repeat(columns(head))}${page.paint('dim', `${visibleLine(group.first.path)}:${group.first.line}`)}`,
    );
  }
  if (unknown.length > shown.length)
    lines.push(`  ${page.paint('dim', l10n.t('and {0} more', unknown.length - shown.length))}`);
  lines.push('');
}

function addRead(page: Page): void {
  const { analysis, l10n, lines } = page;
  const totals = totalsOf(analysis);
  const times = analysis.files.filter(file => file.firstTime !== undefined && file.lastTime !== undefined);
  const facts = [numberText(totals.lines), sizeText(totals.bytes), (page.elapsedMs / 1000).toFixed(1)] as const;
  const summary =
    analysis.files.length === 1
      ? l10n.t('Read 1 log, {0} lines, {1} in {2} s.', ...facts)
      : l10n.t('Read {0} logs, {1} lines, {2} in {3} s.', numberText(analysis.files.length), ...facts);
  lines.push(page.paint('dim', summary));
  if (times.length > 0) {
    const start = Math.min(...times.map(file => file.firstTime!));
    const end = Math.max(...times.map(file => file.lastTime!));
    const span = `${timeText(start, undefined)} … ${timeText(end, undefined)} (${durationText(end - start, l10n)})`;
    for (const line of wrap(l10n.t('They cover {0}.', span), page.width)) lines.push(page.paint('dim', line));
  }
  const unread = analysis.files
    .filter(file => file.unreadLines > 0)
    .sort((one, other) => other.unreadLines - one.unreadLines);
  for (const file of unread.slice(0, mostUnread)) {
    const path = visibleLine(file.path);
    lines.push(
      file.unreadLines === 1
        ? l10n.t('{0}: 1 line was not understood.', path)
        : l10n.t('{0}: {1} lines were not understood.', path, numberText(file.unreadLines)),
    );
  }
  if (unread.length > mostUnread) lines.push(l10n.t('and {0} more', unread.length - mostUnread));
  if (page.passed > 0) {
    lines.push(page.paint('dim', l10n.t('Files in the folders that are not logs: {0}.', numberText(page.passed))));
  }
  for (const assumption of analysis.assumptions) lines.push(...wrap(assumption, page.width));
  for (const problem of page.problems) lines.push(...wrap(visible(problem.message), page.width));
}

function clean(page: Page, text: string): string {
  return visibleLine(page.redactor.redact(text));
}
