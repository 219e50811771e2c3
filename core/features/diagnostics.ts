import type { Analysis, EvidencePlace, Finding, Incident, Place } from '../log/analysis.ts';
import type { Severity } from '../log/signature.ts';
import { isoTime } from '../log/time.ts';
import type { Translator } from '../text/l10n.ts';
import type { Redactor } from '../text/redact.ts';
import { type LineRange, type LogDocument, textRange } from './document.ts';

/** VS Code shows 1,000 diagnostics of a file at most; far fewer can be read. */
export const mostDiagnostics = 200;

/** What is wrong at one place of a log: one for each kind of problem, however often it occurs. */
export interface LogDiagnostic {
  readonly range: LineRange;
  /** `hint` marks the place without naming a problem: a service starts, a remark that nobody needs to follow. */
  readonly severity: Severity | 'hint';
  /** Id of the signature. */
  readonly code: string;
  readonly message: string;
  readonly related: readonly { readonly path: string; readonly line: number; readonly message: string }[];
}

/** What a finding is to the incident that it belongs to. */
export type FindingPart = { readonly role: 'root' | 'evidence' | 'echo'; readonly incident: Incident };

const mostReasons = 5;
const severityRank: Readonly<Record<LogDiagnostic['severity'], number>> = { error: 3, warning: 2, info: 1, hint: 0 };

/**
 * The diagnostics of one document.
 * @param analysis of logs that include this document, under the document's path.
 * @param isIgnored tells the signatures that the user does not want to see in this document.
 * @returns at most `mostDiagnostics`, root causes first, then the most severe, then in the order of lines.
 */
export function logDiagnostics(
  analysis: Analysis,
  document: LogDocument,
  l10n: Translator,
  redactor: Redactor,
  isIgnored: (signature: string) => boolean = () => false,
): LogDiagnostic[] {
  const roots = rootsIn(analysis, document).filter(root => !isIgnored(root.place.signature));
  const parts = partsOf(analysis);
  const others = findingsIn(analysis, document.path).flatMap(({ finding, here }) => {
    if (isIgnored(finding.signature)) return [];
    const stated = sum(roots.filter(root => root.place.signature === finding.signature).map(root => root.place.count));
    if (stated >= here.count) return [];
    // Occurrences beyond those of an incident have not been explained by it.
    const part = stated > 0 ? undefined : parts.get(finding);
    return [findingDiagnostic(finding, here, part, document, l10n)];
  });
  others.sort((one, other) => rankOf(other) - rankOf(one) || one.range.line - other.range.line);
  return [...roots.map(root => rootDiagnostic(root, document, l10n)), ...others]
    .slice(0, mostDiagnostics)
    .map(diagnostic => ({ ...diagnostic, message: redactor.redact(diagnostic.message) }));
}

/** An incident whose root cause a file shows. */
export interface IncidentHere {
  readonly incident: Incident;
  /** Where the file shows it first, and how often. */
  readonly place: EvidencePlace;
  /** The last line of the file that shows it. */
  readonly lastLine: number;
}

/** The incidents whose root cause a file shows, in the order of their importance. */
export function incidentsIn(analysis: Analysis, path: string): IncidentHere[] {
  return analysis.incidents.flatMap(incident => {
    const place = rootPlace(incident, path);
    if (place?.path !== path) return [];
    const files = incident.findings.flatMap(index => analysis.findings[index]?.perFile ?? []);
    const lines = files.filter(file => file.path === path).map(file => file.last.line);
    return [{ incident, place, lastLine: Math.max(place.line, ...lines) }];
  });
}

/** What a finding says about one file. */
export interface FindingHere {
  readonly finding: Finding;
  readonly here: Occurrences;
}

/** The findings of a file, the most severe first, then in the order of their first lines. */
export function findingsIn(analysis: Analysis, path: string): FindingHere[] {
  return analysis.findings
    .flatMap(finding => {
      const here = finding.perFile.find(file => file.path === path);
      return here === undefined ? [] : [{ finding, here }];
    })
    .sort(
      (one, other) =>
        severityRank[other.finding.severity] - severityRank[one.finding.severity] ||
        one.here.first.line - other.here.first.line,
    );
}

/** Where a document shows the root cause of an incident. */
interface Root {
  readonly incident: Incident;
  readonly place: EvidencePlace;
  /** All occurrences of its signature in the document. */
  readonly here: Occurrences | undefined;
  readonly severity: Severity;
}

function rootsIn(analysis: Analysis, document: LogDocument): Root[] {
  return incidentsIn(analysis, document.path).map(({ incident, place }) => {
    const finding = analysis.findings.find(candidate => candidate.signature === place.signature);
    const here = finding?.perFile.find(file => file.path === document.path);
    const severity =
      finding && severityRank[finding.severity] > severityRank[incident.severity]
        ? finding.severity
        : incident.severity;
    return { incident, place, here, severity };
  });
}

/** The place that shows the cause of an incident best: in this file before others, by its own signature before others. */
function rootPlace(incident: Incident, path: string): EvidencePlace | undefined {
  const inFile = incident.evidence.filter(place => place.path === path);
  const candidates = inFile.length > 0 ? inFile : incident.evidence;
  return candidates.find(place => place.signature === incident.signature) ?? candidates[0];
}

function rootDiagnostic(root: Root, document: LogDocument, l10n: Translator): LogDiagnostic {
  const { incident, place, here } = root;
  const isWhole = here?.count === place.count;
  const occurrences = isWhole ? here : { path: place.path, count: place.count, first: place, last: undefined };
  const cause = briefTitle(l10n.t(incident.title));
  const stated = statement(incident, cause, occurrencesText(occurrences, l10n), l10n);
  return {
    range: textRange(document, place.line),
    severity: root.severity,
    code: place.signature,
    message: [stated, ...incident.because.slice(0, mostReasons)].join('\n'),
    related: isWhole ? firstAndLast(here, l10n) : [],
  };
}

function findingDiagnostic(
  finding: Finding,
  here: Occurrences,
  part: FindingPart | undefined,
  document: LogDocument,
  l10n: Translator,
): LogDiagnostic {
  const root = part === undefined ? undefined : rootPlace(part.incident, here.path);
  const toRoot = root === undefined ? [] : [{ path: root.path, line: root.line, message: l10n.t('the root cause') }];
  return {
    range: textRange(document, here.first.line),
    severity: part === undefined && finding.severity === 'info' ? 'hint' : finding.severity,
    code: finding.signature,
    message: messageOf(finding, here, part, l10n),
    related: [...firstAndLast(here, l10n), ...toRoot],
  };
}

function rankOf(diagnostic: LogDiagnostic): number {
  return severityRank[diagnostic.severity];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The part that each finding plays; a finding of several incidents counts for the most important one. */
export function partsOf(analysis: Analysis): Map<Finding, FindingPart> {
  const parts = new Map<Finding, FindingPart>();
  for (const incident of analysis.incidents) {
    for (const index of incident.findings) {
      const finding = analysis.findings[index];
      if (!finding || parts.has(finding)) continue;
      parts.set(finding, { role: finding.signature === incident.signature ? 'root' : 'evidence', incident });
    }
  }
  for (const incident of analysis.incidents) {
    for (const index of incident.echoes) {
      const finding = analysis.findings[index];
      if (finding && !parts.has(finding)) parts.set(finding, { role: 'echo', incident });
    }
  }
  return parts;
}

type Occurrences = Finding['perFile'][number];

function messageOf(finding: Finding, here: Occurrences, part: FindingPart | undefined, l10n: Translator): string {
  const occurrences = occurrencesText(here, l10n);
  const title = l10n.t(finding.title);
  if (!part) return `${title} (${occurrences})`;
  const cause = briefTitle(l10n.t(part.incident.title));
  if (part.role === 'echo') return l10n.t('{0} ({1}): an echo of the root cause: {2}', title, occurrences, cause);
  return l10n.t('{0} ({1}): evidence of the root cause: {2}', title, occurrences, cause);
}

/** Says how sure the diagnosis is: one log alone often shows no more than that somebody else did not answer. */
export function statement(incident: Incident, cause: string, occurrences: string, l10n: Translator): string {
  if (incident.confidence === 'high') return l10n.t('Root cause: {0} ({1})', cause, occurrences);
  if (incident.confidence === 'medium') return l10n.t('Likely root cause: {0} ({1})', cause, occurrences);
  return l10n.t('Possible root cause: {0} ({1})', cause, occurrences);
}

/** A title without the remark in parentheses at its end: the Problems view has one line for it. */
export function briefTitle(title: string): string {
  return title.replace(/\s*[(（][^()（）]*[)）]$/, '');
}

/** `once`, `30 times` */
export function timesText(count: number, l10n: Translator): string {
  return count === 1 ? l10n.t('once') : l10n.t('{0} times', count);
}

/**
 * `30 times, 09:39:40–09:39:41`; with the dates where the first and the last lie on different days.
 * @param here without `last` where only the first is known.
 */
export function occurrencesText(
  here: { readonly count: number; readonly first: Place; readonly last: Place | undefined },
  l10n: Translator,
): string {
  const first = clockOf(here.first);
  const last = here.last === undefined ? undefined : clockOf(here.last);
  if (here.count === 1) return first === undefined ? l10n.t('once') : l10n.t('once, at {0}', first.clock);
  const count = l10n.t('{0} times', here.count);
  if (first === undefined) return count;
  if (last === undefined) return l10n.t('{0} times from {1} on', here.count, first.clock);
  if (first.day !== last.day) return `${count}, ${first.day} ${first.clock} – ${last.day} ${last.clock}`;
  return first.clock === last.clock ? `${count}, ${first.clock}` : `${count}, ${first.clock}–${last.clock}`;
}

function clockOf(place: Place): { day: string; clock: string } | undefined {
  if (place.time === undefined) return undefined;
  const text = isoTime(place.time, undefined);
  return { day: text.slice(0, 10), clock: text.slice(11, 19) };
}

function firstAndLast(here: Occurrences, l10n: Translator): LogDiagnostic['related'] {
  if (here.count === 1) return [];
  return [
    { path: here.path, line: here.first.line, message: l10n.t('the first of {0}', here.count) },
    { path: here.path, line: here.last.line, message: l10n.t('the last of {0}', here.count) },
  ];
}
