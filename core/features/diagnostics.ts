import type { Analysis, Finding, Incident, Place } from '../log/analysis.ts';
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
 * @returns at most `mostDiagnostics`, root causes first, then the most severe, then in the order of lines.
 */
export function logDiagnostics(
  analysis: Analysis,
  document: LogDocument,
  l10n: Translator,
  redactor: Redactor,
): LogDiagnostic[] {
  const parts = partsOf(analysis);
  const found: { diagnostic: LogDiagnostic; rank: number }[] = [];
  for (const finding of analysis.findings) {
    const here = finding.perFile.find(file => file.path === document.path);
    if (!here) continue;
    const part = parts.get(finding);
    const severity = severityOf(finding, part);
    found.push({
      rank: (part?.role === 'root' ? 10 : 0) + severityRank[severity],
      diagnostic: {
        range: textRange(document, here.first.line),
        severity,
        code: finding.signature,
        message: redactor.redact(messageOf(finding, here, part, l10n)),
        related: relatedPlaces(finding, here, part, analysis, l10n),
      },
    });
  }
  found.sort((one, other) => other.rank - one.rank || one.diagnostic.range.line - other.diagnostic.range.line);
  return found.slice(0, mostDiagnostics).map(entry => entry.diagnostic);
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

function severityOf(finding: Finding, part: FindingPart | undefined): LogDiagnostic['severity'] {
  if (part === undefined && finding.severity === 'info') return 'hint';
  if (part?.role !== 'root') return finding.severity;
  return severityRank[part.incident.severity] > severityRank[finding.severity]
    ? part.incident.severity
    : finding.severity;
}

type Occurrences = Finding['perFile'][number];

function messageOf(finding: Finding, here: Occurrences, part: FindingPart | undefined, l10n: Translator): string {
  const occurrences = occurrencesText(here, l10n);
  const title = l10n.t(finding.title);
  if (!part) return `${title} (${occurrences})`;
  const cause = briefTitle(l10n.t(part.incident.title));
  if (part.role === 'echo') return l10n.t('{0} ({1}): an echo of the root cause: {2}', title, occurrences, cause);
  if (part.role === 'evidence') return l10n.t('{0} ({1}): evidence of the root cause: {2}', title, occurrences, cause);
  return [statement(part.incident, cause, occurrences, l10n), ...part.incident.because.slice(0, mostReasons)].join(
    '\n',
  );
}

/** Says how sure the diagnosis is: one log alone often shows no more than that somebody else did not answer. */
function statement(incident: Incident, cause: string, occurrences: string, l10n: Translator): string {
  if (incident.confidence === 'high') return l10n.t('Root cause: {0} ({1})', cause, occurrences);
  if (incident.confidence === 'medium') return l10n.t('Likely root cause: {0} ({1})', cause, occurrences);
  return l10n.t('Possible root cause: {0} ({1})', cause, occurrences);
}

/** A title without the remark in parentheses at its end: the Problems view has one line for it. */
function briefTitle(title: string): string {
  return title.replace(/\s*[(（][^()（）]*[)）]$/, '');
}

/** `30 times, 09:39:40–09:39:41`; with the dates where the first and the last lie on different days. */
function occurrencesText(here: Occurrences, l10n: Translator): string {
  const first = clockOf(here.first);
  const last = clockOf(here.last);
  if (here.count === 1) return first === undefined ? l10n.t('once') : l10n.t('once, at {0}', first.clock);
  const count = l10n.t('{0} times', here.count);
  if (first === undefined || last === undefined) return count;
  if (first.day !== last.day) return `${count}, ${first.day} ${first.clock} – ${last.day} ${last.clock}`;
  return first.clock === last.clock ? `${count}, ${first.clock}` : `${count}, ${first.clock}–${last.clock}`;
}

function clockOf(place: Place): { day: string; clock: string } | undefined {
  if (place.time === undefined) return undefined;
  const text = isoTime(place.time, undefined);
  return { day: text.slice(0, 10), clock: text.slice(11, 19) };
}

function relatedPlaces(
  finding: Finding,
  here: Occurrences,
  part: FindingPart | undefined,
  analysis: Analysis,
  l10n: Translator,
): LogDiagnostic['related'] {
  const related: { path: string; line: number; message: string }[] = [];
  if (here.count > 1) {
    related.push({ path: here.path, line: here.first.line, message: l10n.t('the first of {0}', here.count) });
    related.push({ path: here.path, line: here.last.line, message: l10n.t('the last of {0}', here.count) });
  }
  if (part === undefined || part.role === 'root') return related;
  const root = part.incident.findings
    .map(index => analysis.findings[index])
    .find(other => other?.signature === part.incident.signature);
  if (!root || root === finding) return related;
  const near = root.perFile.find(file => file.path === here.path)?.first ?? root.first;
  related.push({ path: near.path, line: near.line, message: l10n.t('the root cause') });
  return related;
}
