import { isEqual } from '../text/is-equal.ts';
import type { Place } from './analysis.ts';
import { eventOf, isProblem, placeOf } from './analyzer.ts';
import type { SymptomEvent } from './diagnosis/evidence.ts';
import type { Entry } from './entry.ts';
import type { Judged } from './entry-judge.ts';
import { createFindings, type Findings } from './findings.ts';
import type { Signature } from './signature.ts';
import { createSourceGuess, type SourceGuess } from './source.ts';
import type { SourceNames } from './source-names.ts';
import { createUnknownGroups, type UnknownGroups } from './unknown-groups.ts';

/**
 * What one part of a log shows, so that parts can be put together to what the whole log shows. Lines count from the part's
 * first; the file is the only one.
 */
export interface PartEvidence {
  readonly findings: Findings;
  readonly unknown: UnknownGroups;
  /** All of them, in the order of the entries. */
  readonly events: readonly SymptomEvent[];
  /** Per kind, how many events there are, and how many of them, from the first on, have their text. */
  readonly kinds: ReadonlyMap<string, KindCount>;
  readonly source: SourceGuess;
  /** How many entries there are that were looked at. */
  readonly entries: number;
}

/** Evidence with the number of lines before it. */
export interface PlacedEvidence {
  readonly evidence: PartEvidence;
  readonly lines: number;
}

/**
 * What several parts that follow each other show together, as one part.
 * @param parts with the numbers of lines from the beginning of the first.
 */
export function joinEvidence(
  parts: readonly PlacedEvidence[],
  { path, signatures, names }: Pick<PartEvidenceOptions, 'path' | 'signatures' | 'names'>,
): PartEvidence {
  const findings = createFindings(signatures);
  const unknown = createUnknownGroups();
  const source = createSourceGuess(names, path);
  const events: SymptomEvent[] = [];
  const kinds = new Map<string, KindCount>();
  let entries = 0;
  for (const { evidence: part, lines } of parts) {
    findings.addPart(part.findings, lines);
    unknown.addPart(part.unknown, lines);
    source.add(part.source.signs);
    for (const event of part.events) events.push(movedEvent(event, lines, entries));
    for (const [name, { count, quoted }] of part.kinds) {
      const kind = kinds.get(name) ?? { count: 0, quoted: 0 };
      kinds.set(name, kind);
      // Those that have their text are the first ones, without a gap.
      if (kind.quoted === kind.count) kind.quoted += quoted;
      kind.count += count;
    }
    entries += part.entries;
  }
  return { findings, unknown, events, kinds, source, entries };
}

/** An event of a part, counted from the beginning of something larger. */
export function movedEvent(event: SymptomEvent, lines: number, entries: number, text = event.text): SymptomEvent {
  const { kind, value, time, file, service, host, request, weight, remote, signatures } = event;
  const place = lines === 0 ? event.place : { ...event.place, line: event.place.line + lines };
  const entry = event.entry + entries;
  // Written out, because there are thousands of them and each edit of a storm moves them.
  return { kind, value, time, file, entry, place, service, host, request, weight, remote, signatures, text };
}

/** Whether two parts show the same at the same lines. */
export function isSameEvidence(one: PartEvidence, other: PartEvidence): boolean {
  return (
    isEqual(one.findings.collected, other.findings.collected) &&
    isEqual(one.unknown.groups, other.unknown.groups) &&
    isEqual(one.events, other.events) &&
    isEqual(one.source.signs, other.source.signs)
  );
}

export interface KindCount {
  count: number;
  quoted: number;
}

/** What the parts before count, as far as it decides what is kept of a part. */
export interface CountsBefore {
  readonly tracebacks: number;
  /** Events per kind. */
  readonly events: ReadonlyMap<string, number>;
}

export interface PartEvidenceOptions {
  readonly path: string;
  readonly signatures: readonly Signature[];
  readonly judge: (entry: Entry) => Judged;
  readonly names: SourceNames;
  readonly before: CountsBefore;
}

/** Events of one kind that keep their text: twice as many as are quoted, so that small changes before need no more. */
const mostQuoted = 400;

export interface PartCollector {
  readonly evidence: PartEvidence;
  /** Takes an entry whose line counts from the part's first. */
  entry(entry: Entry): void;
  /** Takes note of a logger whose records were passed over. */
  logger(name: string): void;
}

export function createPartCollector(options: PartEvidenceOptions): PartCollector {
  const { path, judge, before } = options;
  const findings = createFindings(options.signatures);
  const unknown = createUnknownGroups();
  const source = createSourceGuess(options.names, path, before.tracebacks);
  const events: SymptomEvent[] = [];
  const kinds = new Map<string, KindCount>();
  let entries = 0;

  function entry(entry: Entry): void {
    source.entry(entry);
    entries++;
    const judged = judge(entry);
    const place = placeOf(path, entry);
    const origin = { file: 0, service: entry.service, host: entry.host };
    for (const signature of judged.signatures) findings.add(signature, place, entry, origin);
    if (judged.signatures.length === 0 && isProblem(entry)) unknown.add(entry, place);
    if (judged.symptoms.length > 0) takeSymptoms(entry, place, judged);
  }

  function takeSymptoms(entry: Entry, place: Place, judged: Judged): void {
    for (const symptom of judged.symptoms) {
      const known = kinds.get(symptom.kind);
      const kind = known ?? { count: 0, quoted: 0 };
      if (known === undefined) kinds.set(symptom.kind, kind);
      kind.count++;
      const isQuoted = (before.events.get(symptom.kind) ?? 0) + kind.count <= mostQuoted;
      if (isQuoted) kind.quoted++;
      events.push(eventOf(entry, entries, place, judged, symptom, 0, isQuoted));
    }
  }

  return {
    evidence: {
      findings,
      unknown,
      events,
      kinds,
      source,
      get entries() {
        return entries;
      },
    },
    entry,
    logger: source.logger,
  };
}
