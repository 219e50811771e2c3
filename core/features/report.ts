import type { Analysis, EvidencePlace, Finding, Incident, Place } from '../log/analysis.ts';
import { countWithin, type TimeRange } from '../log/timeline.ts';
import type { ReadProblem } from './protocol.ts';

/** What the page of the incident report shows. Redacted, and in the user's language. */
export interface ReportData {
  readonly analysis: Analysis;
  readonly problems: readonly ReadProblem[];
  /** How each path is shown. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What the extension tells the page. */
export type ReportMessage =
  /** @param incident id of the one to look at; the page's own choice, else the first, when left out. */
  | { readonly kind: 'show'; readonly report: ReportData; readonly incident?: string }
  /** There is no analysis, or none any more. */
  | { readonly kind: 'nothing' };

export const reportFormats = ['markdown', 'html'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** What the page asks of the extension. */
export type ReportRequest =
  | { readonly kind: 'ready' }
  | { readonly kind: 'open'; readonly path: string; readonly line: number }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'export'; readonly format: ReportFormat }
  | { readonly kind: 'trace'; readonly requests: readonly string[] }
  | { readonly kind: 'analyze' };

/** One place that shows the cause of an incident. */
export interface EvidenceRow extends EvidencePlace {
  readonly title: string;
}

/** Where the cause of an incident shows; in a range only files in which it occurs within that. */
export function evidenceRows(analysis: Analysis, incident: Incident, range: TimeRange | undefined): EvidenceRow[] {
  const shifts = shiftsOf(analysis);
  return incident.evidence.flatMap(place => {
    const finding = analysis.findings.find(({ signature }) => signature === place.signature);
    const last = finding?.perFile.find(file => file.path === place.path)?.last ?? place;
    const shift = shifts.get(place.path) ?? 0;
    return isWithin(place, last, shift, range) ? [{ ...place, title: finding?.title ?? place.signature }] : [];
  });
}

/** Per path, milliseconds that put its times on the common clock. */
function shiftsOf(analysis: Analysis): Map<string, number> {
  const paths = (file: Analysis['files'][number]) => [file.path, ...(file.parts ?? []).map(part => part.path)];
  return new Map(analysis.files.flatMap(file => paths(file).map(path => [path, file.shift ?? 0] as const)));
}

/** What has no time is never left out: nobody knows. */
function isWithin(first: Place, last: Place, shift: number, range: TimeRange | undefined): boolean {
  if (range === undefined || first.time === undefined || last.time === undefined) return true;
  return first.time + shift < range.end && last.time + shift >= range.start;
}

/** A problem and how often it occurred in a range of time. */
export interface FindingRow {
  readonly finding: Finding;
  readonly count: number;
}

/** The problems that occurred in a range of time, in the order of the analysis; all without a range. */
export function findingRows(findings: readonly Finding[], range: TimeRange | undefined): FindingRow[] {
  return findings.flatMap(finding => {
    if (range === undefined || finding.timeline.length === 0) return [{ finding, count: finding.count }];
    const count = countWithin(finding.timeline, range);
    return count === 0 ? [] : [{ finding, count }];
  });
}

/** One thing that followed from a cause. */
export interface ChainLink {
  readonly finding: Finding;
  /** When it first occurred, on the common clock. */
  readonly start: number | undefined;
  /** Milliseconds after the cause first showed; undefined where one of the times is not known. */
  readonly after: number | undefined;
}

/** What followed from the cause of an incident, in the order in which it showed. */
export function chainOf(analysis: Analysis, incident: Incident): ChainLink[] {
  const shifts = shiftsOf(analysis);
  const links = incident.echoes.flatMap(index => {
    const finding = analysis.findings[index];
    if (finding === undefined) return [];
    const { path, time } = finding.first;
    const start = time === undefined ? undefined : time + (shifts.get(path) ?? 0);
    const after = start === undefined || incident.start === undefined ? undefined : start - incident.start;
    return [{ finding, start, after }];
  });
  return links.sort((one, other) => (one.start ?? Infinity) - (other.start ?? Infinity));
}
