import type { Translator } from '../../text/l10n.ts';
import type { Finding, Incident, UnknownGroup } from '../analysis.ts';
import type { Cause } from '../cause.ts';
import type { Check, Signature } from '../signature.ts';
import { detectors } from './detectors.ts';
import type { Diagnosis, Evidence, LogFile, SymptomEvent } from './evidence.ts';
import { spanOf } from './evidence.ts';

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
  const ordered = diagnoses
    .map((diagnosis, index) => ({ diagnosis, index }))
    .sort((one, other) => importance(one.diagnosis) - importance(other.diagnosis) || one.index - other.index);
  return ordered.map(({ diagnosis }, index) => incidentOf(input, diagnosis, `i${index + 1}`));
}

function importance(diagnosis: Diagnosis): number {
  const local = localCauses.has(diagnosis.cause) ? 1 : 0;
  return severityRank[diagnosis.severity] * 100 + local * 10 + confidenceRank[diagnosis.confidence];
}

function runDetectors(input: DiagnoseInput): Diagnosis[] {
  const sorted = [...input.events].sort((one, other) => timeKey(one) - timeKey(other));
  const byKind = new Map<string, SymptomEvent[]>();
  for (const event of sorted) {
    const own = byKind.get(event.kind);
    if (own) own.push(event);
    else byKind.set(event.kind, [event]);
  }
  // What one entry says belongs together: whoever explains one symptom of it explains the others.
  const byEntry = new Map<string, SymptomEvent[]>();
  for (const event of sorted) {
    const key = entryKey(event);
    const own = byEntry.get(key);
    if (own) own.push(event);
    else byEntry.set(key, [event]);
  }
  const claimed = new Set<SymptomEvent>();
  const claim = (events: readonly SymptomEvent[]) => {
    for (const event of events) for (const sibling of byEntry.get(entryKey(event)) ?? []) claimed.add(sibling);
  };
  const allEvents = (...kinds: SymptomEvent['kind'][]) => {
    const events = kinds.flatMap(kind => byKind.get(kind) ?? []);
    return kinds.length === 1 ? events : events.sort((one, other) => timeKey(one) - timeKey(other));
  };
  const evidence: Evidence = {
    files: input.files,
    l10n: input.l10n,
    allEvents,
    events: (...kinds) => allEvents(...kinds).filter(event => !claimed.has(event)),
  };
  const found: Diagnosis[] = [];
  for (const detect of detectors) {
    for (const diagnosis of detect(evidence)) {
      found.push(diagnosis);
      claim(diagnosis.direct);
      claim(diagnosis.echoes);
    }
  }
  return found;
}

function entryKey(event: SymptomEvent): string {
  return `${event.file}:${event.line}`;
}

function timeKey(event: SymptomEvent): number {
  return Number.isNaN(event.time) ? -Infinity : event.time;
}

function incidentOf(input: DiagnoseInput, diagnosis: Diagnosis, id: string): Incident {
  const cause = input.causes.find(candidate => candidate.id === diagnosis.cause);
  const direct = findingIndexes(input, diagnosis.direct);
  const echoes = [...findingIndexes(input, diagnosis.echoes)].filter(index => !direct.includes(index));
  const signature = leadingSignature(input, diagnosis, direct);
  const known = signature === undefined ? undefined : input.signatures.find(candidate => candidate.id === signature);
  const span = spanOf([...diagnosis.direct, ...diagnosis.echoes]);
  const incident: { -readonly [K in keyof Incident]: Incident[K] } = {
    id,
    rootCause: diagnosis.cause,
    signature: signature ?? '',
    title: cause?.title ?? diagnosis.cause,
    severity: diagnosis.severity,
    confidence: diagnosis.confidence,
    because: diagnosis.because,
    findings: direct,
    echoes,
    checks: checksOf(known),
    remedies: [...new Set([...(cause?.whatHelps ?? []), ...(known?.remedies ?? [])])],
    runbooks: cause?.runbooks ?? [],
  };
  if (!Number.isNaN(span.start)) {
    incident.start = span.start;
    incident.end = span.end;
  }
  return incident;
}

function checksOf(signature: Signature | undefined): readonly Check[] {
  return signature?.checks ?? [];
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

/** The signature that names the cause best: one that says it points there, else the most frequent of the direct ones. */
function leadingSignature(input: DiagnoseInput, diagnosis: Diagnosis, direct: readonly number[]): string | undefined {
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
