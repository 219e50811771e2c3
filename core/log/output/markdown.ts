import type { Translator } from '../../text/l10n.ts';
import { visible } from '../../text/layout.ts';
import { codeBlock, codeSpan, escapeMarkdown } from '../../text/markdown.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Analysis, Finding, Incident } from '../analysis.ts';
import type { ProblemText } from './json.ts';
import {
  confidenceGrade,
  numberText,
  placesOf,
  severityWord,
  sizeText,
  spanText,
  timeText,
  totalsOf,
} from './words.ts';

export interface MarkdownOptions {
  readonly l10n: Translator;
  readonly redactor: Redactor;
  readonly version: string;
  readonly problems: readonly ProblemText[];
}

const mostPlaces = 10;
const mostFindings = 40;
const mostUnknown = 15;
const mostExcerptLines = 15;
const longestExcerptLine = 400;

interface Page extends MarkdownOptions {
  readonly analysis: Analysis;
  readonly lines: string[];
}

/** The analysis for a ticket: what happened, the evidence with excerpts, what to do, what was looked at. Redacted. */
export function analysisMarkdown(analysis: Analysis, options: MarkdownOptions): string {
  const page: Page = { ...options, analysis, lines: [] };
  const { l10n, lines } = page;
  lines.push(`# ${l10n.t('Analysis of Nova logs')}`, '');
  if (analysis.incidents.length === 0) lines.push(l10n.t('No incident was found.'), '');
  for (const incident of analysis.incidents) addIncident(page, incident);
  addFindings(page);
  addUnknown(page);
  addFiles(page);
  return `${lines.join('\n').trimEnd()}\n`;
}

function addIncident(page: Page, incident: Incident): void {
  const { l10n, lines } = page;
  lines.push(`## ${prose(page, page.l10n.t(incident.title))}`, '');
  lines.push(`- **${l10n.t('Severity')}**: ${severityWord(incident.severity, l10n)}`);
  lines.push(`- **${l10n.t('Confidence')}**: ${confidenceGrade(incident.confidence, l10n)}`);
  const span = spanText(incident.start, incident.end, incident.zoneMinutes, l10n);
  if (span !== '') lines.push(`- **${l10n.t('Time')}**: ${span}`);
  lines.push(`- **${l10n.t('Root cause')}**: ${codeSpan(incident.rootCause)}`, '');
  addBullets(
    page,
    l10n.t('Why'),
    incident.because.map(text => prose(page, text)),
  );
  addPlaces(page, incident);
  addExcerpt(page, incident);
  addBullets(
    page,
    l10n.t('What follows from it'),
    incident.echoes.flatMap(index => {
      const echo = page.analysis.findings[index];
      return echo === undefined ? [] : [`${numberText(echo.count)}× ${prose(page, l10n.t(echo.title))}`];
    }),
  );
  addBullets(
    page,
    l10n.t('Check'),
    incident.checks.map(check => `${codeSpan(check.command)}: ${prose(page, check.lookFor)}`),
  );
  addBullets(
    page,
    l10n.t('Do'),
    incident.remedies.map(text => prose(page, text)),
  );
  addBullets(page, l10n.t('Runbooks'), incident.runbooks.map(codeSpan));
}

function addBullets(page: Page, heading: string, items: readonly string[]): void {
  if (items.length === 0) return;
  page.lines.push(`### ${heading}`, '', ...items.map(item => `- ${item}`), '');
}

function addPlaces(page: Page, incident: Incident): void {
  const all = placesOf(page.analysis, incident, page.l10n);
  if (all.length === 0) return;
  const { l10n, lines } = page;
  lines.push(`### ${l10n.t('Where')}`, '');
  lines.push(`| ${l10n.t('Place')} | ${l10n.t('Time')} | ${l10n.t('What')} |`, '| --- | --- | --- |');
  for (const place of all.slice(0, mostPlaces)) {
    const time = place.time === undefined ? '' : timeText(place.time, place.zone);
    lines.push(`| ${cell(`${place.path}:${place.line}`)} | ${time} | ${place.count}× ${prose(page, place.title)} |`);
  }
  lines.push('');
  if (all.length > mostPlaces) lines.push(l10n.t('and {0} more', all.length - mostPlaces), '');
}

/** The first entry that tells the cause, as it stands in the log. */
function addExcerpt(page: Page, incident: Incident): void {
  const finding = mainFinding(page.analysis, incident);
  const sample = finding?.samples[0];
  if (sample === undefined) return;
  const text = visible(page.redactor.redact(sample.text));
  const lines = text
    .split('\n')
    .map(line => (line.length > longestExcerptLine ? `${line.slice(0, longestExcerptLine)}…` : line));
  const shown = lines.slice(0, mostExcerptLines);
  if (lines.length > shown.length) shown.push('…');
  page.lines.push(codeSpan(`${sample.path}:${sample.line}`), '', codeBlock(shown.join('\n'), 'text'), '');
}

function mainFinding(analysis: Analysis, incident: Incident): Finding | undefined {
  const findings = incident.findings.flatMap(index => analysis.findings[index] ?? []);
  return findings.find(finding => finding.signature === incident.signature) ?? findings[0];
}

function addFindings(page: Page): void {
  const { l10n, lines } = page;
  const { findings } = page.analysis;
  if (findings.length === 0) return;
  lines.push(`## ${l10n.t('Findings')}`, '');
  lines.push(
    `| ${l10n.t('Severity')} | ${l10n.t('Count')} | ${l10n.t('Signature')} | ${l10n.t('What')} | ${l10n.t('First')} |`,
    '| --- | ---: | --- | --- | --- |',
  );
  for (const finding of findings.slice(0, mostFindings)) {
    const first = cell(`${finding.first.path}:${finding.first.line}`);
    const severity = severityWord(finding.severity, l10n);
    lines.push(
      `| ${severity} | ${numberText(finding.count)} | ${cell(finding.signature)} | ${prose(page, l10n.t(finding.title))} | ${first} |`,
    );
  }
  lines.push('');
  if (findings.length > mostFindings) lines.push(l10n.t('and {0} more', findings.length - mostFindings), '');
}

function addUnknown(page: Page): void {
  const { l10n, lines } = page;
  const { unknown } = page.analysis;
  if (unknown.length === 0) return;
  lines.push(`## ${l10n.t('Warnings and errors that no signature knows')}`, '');
  lines.push(`| ${l10n.t('Count')} | ${l10n.t('Shape')} | ${l10n.t('First')} |`, '| ---: | --- | --- |');
  for (const group of unknown.slice(0, mostUnknown)) {
    const shape = page.redactor.redact(group.shape).slice(0, longestExcerptLine);
    lines.push(`| ${numberText(group.count)} | ${cell(shape)} | ${cell(`${group.first.path}:${group.first.line}`)} |`);
  }
  lines.push('');
  if (unknown.length > mostUnknown) lines.push(l10n.t('and {0} more', unknown.length - mostUnknown), '');
}

function addFiles(page: Page): void {
  const { l10n, lines, analysis } = page;
  lines.push(`## ${l10n.t('What was looked at')}`, '');
  const headings = [l10n.t('Log'), l10n.t('Service'), l10n.t('Host'), l10n.t('Lines'), l10n.t('Size'), l10n.t('Time')];
  if (analysis.files.length > 0) lines.push(`| ${headings.join(' | ')} |`, '| --- | --- | --- | ---: | ---: | --- |');
  for (const file of analysis.files) {
    const span = spanText(file.firstTime, file.lastTime, file.zoneMinutes, l10n);
    const facts = [file.service ?? '', file.host ?? '', numberText(file.lines), sizeText(file.bytes), span];
    lines.push(`| ${cell(file.path)} | ${facts.join(' | ')} |`);
  }
  lines.push('');
  const totals = totalsOf(analysis);
  const notes = [...analysis.assumptions, ...page.problems.map(problem => problem.message)];
  if (totals.unread > 0) notes.push(l10n.t('{0} lines were not understood.', numberText(totals.unread)));
  notes.push(l10n.t('Secrets were replaced by [redacted-N]. Made by Nova Doctor {0}.', page.version));
  lines.push(...notes.map(note => `- ${prose(page, note)}`));
}

/** Text of a log or of the knowledge, redacted and without any mark-up. */
function prose(page: Page, text: string): string {
  return escapeMarkdown(page.redactor.redact(text));
}

/** Code in a table: a bar would end the cell even there. */
function cell(text: string): string {
  return codeSpan(text).replaceAll('|', '\\|');
}
