import type { Translator } from '../../text/l10n.ts';
import type { EvidencePlace, Finding, Incident, UnknownGroup } from '../analysis.ts';
import type { Cause } from '../cause.ts';
import type { Signature } from '../signature.ts';
import { detectors } from './detectors.ts';
import type { Diagnosis, Evidence, LogFile, SymptomEvent } from './evidence.ts';
import { entryKeyOf, spanOf } from './evidence.ts';

export interface DiagnoseInput {
  readonly files: readonly LogFile[];
  readonly events: SymptomEvent[];
  readonly findings: readonly Finding[];
  /** Index into `findings` of a signature (by its index), undefined when nothing matched it. */
  readonly findingOf: (signature: number) => number | undefined;
  readonly signatures: readonly Signature[];
  readonly causes: readonly Cause[];
  readonly unknown: readonly UnknownGroup[];
  readonly l10n: Translator;
}

const severityRank = { error: 0, warning: 1, info: 2 } as const;
const confidenceRank = { high: 0, medium: 1, low: 2 } as const;

/** Causes that concern single requests or one project; what concerns the whole cloud is to be looked at before them. */
const localCauses = new Set([
  'quota-reached',
  'no-valid-host',
  'neutron-not-usable',
  'placement-unreachable',
  'data-does-not-fit',
  'unknown',
]);

/** Draws the conclusions: runs the detectors in their order and makes incidents of what they say. */
export function diagnose(input: DiagnoseInput): Incident[] {
  const diagnoses = runDetectors(input);
  if (!diagnoses.some(diagnosis => diagnosis.severity !== 'info')) diagnoses.push(...unexplained(input, diagnoses));
  const ordered = diagnoses
    .map((diagnosis, index) => ({ diagnosis, index }))
    .sort((one, other) => importance(one.diagnosis) - importance(other.diagnosis) || one.index - other.index);
  return ordered.map(({ diagnosis }, index) => incidentOf(input, diagnosis, `i${index + 1}`));
}

/** Fewest error entries without any explanation that are worth an incident of their own. */
const fewestUnexplained = 3;

/** When no cause is found but errors are there, that itself is said, with the most frequent of them as evidence. */
function unexplained(input: DiagnoseInput, diagnoses: readonly Diagnosis[]): Diagnosis[] {
  const { l10n } = input;
  const explained = new Set(
    diagnoses.flatMap(diagnosis => findingIndexes(input, [...diagnosis.direct, ...diagnosis.echoes])),
  );
  const known = input.findings.filter((finding, index) => finding.severity === 'error' && !explained.has(index));
  const shapes = input.unknown.filter(group => /^(?:ERROR|CRITICAL) /.test(group.shape));
  const count =
    known.reduce((sum, finding) => sum + finding.count, 0) + shapes.reduce((sum, group) => sum + group.count, 0);
  if (known.length === 0 && count < fewestUnexplained) return [];
  const severity = count < fewestUnexplained ? 'info' : 'warning';
  const because = [
    ...known.slice(0, 3).map(finding => l10n.t('{0} times: {1}', finding.count, finding.title)),
    ...shapes.slice(0, 3).map(group => l10n.t('{0} times: {1}', group.count, group.shape)),
  ];
  const claimed = new Set(known.map(finding => finding.signature));
  const direct = input.events.filter(event => event.signatures.some(index => claimed.has(input.signatures[index]!.id)));
  return [{ cause: 'unknown', severity, confidence: 'low', because, direct, echoes: [] }];
}

function importance(diagnosis: Diagnosis): number {
  const local = localCauses.has(diagnosis.cause) ? 1 : 0;
  return severityRank[diagnosis.severity] * 100 + local * 10 + confidenceRank[diagnosis.confidence];
}

function runDetectors(input: DiagnoseInput): Diagnosis[] {
  const sorted = [...input.events].sort((one, other) => timeKey(one) - timeKey(other));
  const byKind = grouped(sorted, event => event.kind);
  for (const [kind, events] of byKind) byKind.set(kind, withoutUntimed(events));
  // What one entry says belongs together: a cause that an entry shows explains the entry's other symptoms as well.
  const byEntry = grouped(sorted, entryKeyOf);
  const claimed = new Set<SymptomEvent>();
  const claim = (events: readonly SymptomEvent[]) => {
    for (const event of events) for (const sibling of byEntry.get(entryKeyOf(event)) ?? []) claimed.add(sibling);
  };
  const allEvents = (...kinds: SymptomEvent['kind'][]) => {
    const events = kinds.flatMap(kind => byKind.get(kind) ?? []);
    return kinds.length === 1 ? events : events.sort((one, other) => timeKey(one) - timeKey(other));
  };
  const evidence: Evidence = {
    files: input.files,
    signatures: input.signatures,
    l10n: input.l10n,
    allEvents,
    events: (...kinds) => allEvents(...kinds).filter(event => !claimed.has(event)),
  };
  const found: Diagnosis[] = [];
  for (const detect of detectors) {
    for (const diagnosis of detect(evidence)) {
      found.push(diagnosis);
      claim(diagnosis.direct);
      for (const event of diagnosis.echoes) claimed.add(event);
    }
  }
  return found;
}

function grouped<Key>(events: readonly SymptomEvent[], keyOf: (event: SymptomEvent) => Key): Map<Key, SymptomEvent[]> {
  const groups = new Map<Key, SymptomEvent[]>();
  for (const event of events) {
    const key = keyOf(event);
    const own = groups.get(key);
    if (own) own.push(event);
    else groups.set(key, [event]);
  }
  return groups;
}

/**
 * Tracebacks on standard error carry no time. Where the same symptom is also logged with its time, they add nothing and
 * would blur when it happened.
 */
function withoutUntimed(events: SymptomEvent[]): SymptomEvent[] {
  const timed = events.filter(event => !Number.isNaN(event.time));
  return timed.length > 0 ? timed : events;
}

function timeKey(event: SymptomEvent): number {
  return Number.isNaN(event.time) ? -Infinity : event.time;
}

function incidentOf(input: DiagnoseInput, diagnosis: Diagnosis, id: string): Incident {
  const cause = input.causes.find(candidate => candidate.id === diagnosis.cause);
  const direct = findingIndexes(input, diagnosis.direct);
  const span = spanOf([...diagnosis.direct, ...diagnosis.echoes]);
  const followed = [...findingIndexes(input, diagnosis.echoes), ...explainedFindings(input, direct, span)];
  const echoes = [...new Set(followed)].filter(index => !direct.includes(index)).sort((one, other) => one - other);
  const signature = leadingSignature(input, diagnosis, direct);
  const known = signature === undefined ? undefined : input.signatures.find(candidate => candidate.id === signature);
  const incident: { -readonly [K in keyof Incident]: Incident[K] } = {
    id,
    rootCause: diagnosis.cause,
    signature: signature ?? '',
    title: (diagnosis.signature === undefined ? cause?.title : known?.title) ?? diagnosis.cause,
    severity: diagnosis.severity,
    confidence: diagnosis.confidence,
    because: diagnosis.because,
    evidence: placesOf(input, diagnosis),
    findings: direct,
    echoes,
    checks: known?.checks ?? [],
    remedies: remediesOf(diagnosis, cause, known),
    runbooks: cause?.runbooks ?? [],
  };
  const shown = spanOf(diagnosis.direct);
  if (!Number.isNaN(shown.start)) {
    incident.start = shown.start;
    incident.end = spanOf([...diagnosis.direct, ...diagnosis.echoes.filter(isConsequence)]).end;
  }
  return incident;
}

/** What users and services suffered, and not what merely happened about the same time (connections that were opened). */
function isConsequence(event: SymptomEvent): boolean {
  return /^(?:rpc-|report-(?:failed|late)|conductor-lost|no-valid-host|unhandled-|cell-)/.test(event.kind);
}

const mostPlaces = 50;

type CountedPlace = { -readonly [K in keyof EvidencePlace]: EvidencePlace[K] };

/** Where the cause shows: per file and signature the first entry of the incident and how many there are. */
function placesOf(input: DiagnoseInput, diagnosis: Diagnosis): EvidencePlace[] {
  const places = new Map<string, Map<number, CountedPlace>>();
  const counted = new Set<number>();
  for (const event of diagnosis.direct) {
    for (const index of event.signatures) {
      const entry = entryKeyOf(event) * input.signatures.length + index;
      if (counted.has(entry)) continue;
      counted.add(entry);
      const inFile = places.get(event.place.path) ?? new Map<number, CountedPlace>();
      places.set(event.place.path, inFile);
      const place = inFile.get(index);
      if (place !== undefined) place.count += event.weight;
      else inFile.set(index, { ...event.place, signature: input.signatures[index]!.id, count: event.weight });
    }
  }
  const ordered = [...places.values()]
    .flatMap(inFile => [...inFile.values()])
    .sort((one, other) => (one.time ?? Infinity) - (other.time ?? Infinity));
  return ordered.slice(0, mostPlaces);
}

/** What helps against the cause, then what the signature says; nobody need be told to write the signature that matched. */
function remediesOf(diagnosis: Diagnosis, cause: Cause | undefined, signature: Signature | undefined): string[] {
  const isNamed = diagnosis.signature !== undefined && diagnosis.cause === 'unknown';
  return [...new Set([...(isNamed ? [] : (cause?.whatHelps ?? [])), ...(signature?.remedies ?? [])])];
}

function findingIndexes(input: DiagnoseInput, events: readonly SymptomEvent[]): number[] {
  const indexes = new Set<number>();
  for (const event of events) {
    for (const signature of event.signatures) {
      const index = input.findingOf(signature);
      if (index !== undefined) indexes.add(index);
    }
  }
  return [...indexes].sort((one, other) => one - other);
}

/** Findings that the signatures of the cause name as their echoes, where they came soon enough after it. */
function explainedFindings(
  input: DiagnoseInput,
  direct: readonly number[],
  span: { start: number; end: number },
): number[] {
  const echoes: number[] = [];
  for (const index of direct) {
    const signature = input.signatures.find(candidate => candidate.id === input.findings[index]!.signature);
    for (const explained of signature?.explains ?? []) {
      const echo = input.findings.findIndex(finding => finding.signature === explained.signature);
      const first = input.findings[echo]?.first.time;
      if (first === undefined || Number.isNaN(span.start)) continue;
      if (first >= span.start - 5000 && first <= span.end + explained.withinSeconds * 1000) echoes.push(echo);
    }
  }
  return echoes;
}

/** The signature that names the cause best: one that says it points there, else the most frequent of the direct ones. */
function leadingSignature(input: DiagnoseInput, diagnosis: Diagnosis, direct: readonly number[]): string | undefined {
  if (diagnosis.signature !== undefined) return diagnosis.signature;
  const candidates = direct.map(index => input.findings[index]!);
  const named = candidates
    .map(finding => ({ finding, rank: rootCauseRank(input, finding.signature, diagnosis.cause) }))
    .filter(candidate => candidate.rank !== undefined)
    .sort((one, other) => one.rank! - other.rank! || other.finding.count - one.finding.count);
  if (named.length > 0) return named[0]!.finding.signature;
  return [...candidates].sort(
    (one, other) => severityRank[one.severity] - severityRank[other.severity] || other.count - one.count,
  )[0]?.signature;
}

function rootCauseRank(input: DiagnoseInput, signature: string, cause: string): number | undefined {
  const index = input.signatures.find(candidate => candidate.id === signature)?.rootCauses?.indexOf(cause) ?? -1;
  return index === -1 ? undefined : index;
}
