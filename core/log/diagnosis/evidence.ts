import type { Translator } from '../../text/l10n.ts';
import type { Confidence, Place } from '../analysis.ts';
import type { Severity, Signature } from '../signature.ts';
import type { SymptomKind } from '../symptoms.ts';

/** One symptom of one entry, with where and when. */
export interface SymptomEvent {
  readonly kind: SymptomKind;
  readonly value: string | undefined;
  /** Milliseconds on the common clock (see `alignClocks`); NaN where the entry has no time. */
  time: number;
  /** Index of the file. */
  readonly file: number;
  /** Tells entries apart: all symptoms of one entry share it. */
  readonly entry: number;
  /** Where it is written, with the time as it is written there; of a rotated log the path is one of several. */
  readonly place: Place;
  /** Service and host, filled in when all files are read; empty when nothing tells. */
  service: string;
  host: string;
  readonly request: string | undefined;
  /** How many entries it stands for: in a storm only a part of them is kept one by one. */
  weight: number;
  /** Whether a caller reports what happened in the service it called (a RemoteError). */
  readonly remote: boolean;
  /** Indexes of the signatures that the entry matched. */
  readonly signatures: readonly number[];
  /** A short piece of the entry that detectors quote or look into. */
  readonly text: string;
}

/** A log file as the reasoning sees it. */
export interface LogFile {
  readonly path: string;
  service: string;
  host: string;
  format: string;
  firstTime: number;
  lastTime: number;
}

/** What a detector concludes. */
export interface Diagnosis {
  readonly cause: string;
  /** The signature to lead with and to name the incident after, where no other can name it better. */
  readonly signature?: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly because: readonly string[];
  /** What shows the cause itself. */
  readonly direct: readonly SymptomEvent[];
  /** What follows from it; neither direct events nor echoes are looked at by the detectors that come after. */
  readonly echoes: readonly SymptomEvent[];
}

/** Everything that the detectors may look at. */
export interface Evidence {
  readonly files: readonly LogFile[];
  readonly signatures: readonly Signature[];
  readonly l10n: Translator;
  /** Events of these kinds that no diagnosis has claimed yet, in time order (those without a time first). */
  events(...kinds: SymptomKind[]): SymptomEvent[];
  /** The same, claimed or not. */
  allEvents(...kinds: SymptomKind[]): SymptomEvent[];
}

/** Looks for one cause, or for a family of causes that must be told apart. Detectors run in the order of the list. */
export type Detector = (evidence: Evidence) => Diagnosis[];

/** A stretch of time with its events. */
export interface Burst {
  readonly start: number;
  readonly end: number;
  readonly events: SymptomEvent[];
}

/**
 * Groups events whose distance to the one before is at most `gap`.
 * @param events in time order. Events without a time form a burst of their own.
 * @param gap milliseconds.
 */
export function burstsOf(events: readonly SymptomEvent[], gap: number): Burst[] {
  const bursts: { start: number; end: number; events: SymptomEvent[] }[] = [];
  for (const event of events) {
    const last = bursts[bursts.length - 1];
    const joins =
      last !== undefined &&
      (event.time - last.end <= gap ||
        (Number.isNaN(event.time) === Number.isNaN(last.end) && Number.isNaN(event.time)));
    if (last === undefined || !joins) {
      bursts.push({ start: event.time, end: event.time, events: [event] });
      continue;
    }
    last.end = event.time;
    last.events.push(event);
  }
  return bursts;
}

/** Events from `start - before` to `end + after` (milliseconds). Events without a time count as inside. */
export function within(
  events: readonly SymptomEvent[],
  span: { start: number; end: number },
  before: number,
  after: number,
): SymptomEvent[] {
  return events.filter(
    event =>
      Number.isNaN(event.time) ||
      Number.isNaN(span.start) ||
      (event.time >= span.start - before && event.time <= span.end + after),
  );
}

/** First and last time of events that have one; NaN when none has. */
export function spanOf(events: readonly SymptomEvent[]): { start: number; end: number } {
  let start = Number.NaN;
  let end = Number.NaN;
  for (const { time } of events) {
    if (Number.isNaN(time)) continue;
    if (!(start <= time)) start = time;
    if (!(end >= time)) end = time;
  }
  return { start, end };
}

/** The different services that events come from, in the order of their first event. */
export function servicesOf(events: readonly SymptomEvent[]): string[] {
  return [...new Set(events.map(event => event.service).filter(service => service !== ''))];
}

/** Whose event it is: the same for all of one service in one log. */
export function sourceOf(event: SymptomEvent): string {
  return `${event.host}|${event.service}|${event.file}`;
}

/** The different sources that events come from: who is affected. */
export function sourcesOf(events: readonly SymptomEvent[]): string[] {
  const sources = new Set<string>();
  let last: SymptomEvent | undefined;
  for (const event of events) {
    // Events of one source mostly follow each other, and making the text is what costs.
    const isSame = last?.file === event.file && last.service === event.service && last.host === event.host;
    if (!isSame) sources.add(sourceOf(event));
    last = event;
  }
  return [...sources];
}

/** Which entry an event is of: the same for all symptoms of one entry. */
export function entryKeyOf({ entry }: SymptomEvent): number {
  return entry;
}

/** A diagnosis of severity error; what shows the cause is no echo of it. */
export function failureOf(
  cause: string,
  confidence: Confidence,
  because: readonly string[],
  direct: readonly SymptomEvent[],
  echoes: readonly SymptomEvent[],
): Diagnosis {
  const shown = new Set(direct);
  return { cause, severity: 'error', confidence, because, direct, echoes: echoes.filter(event => !shown.has(event)) };
}

/** How many entries events stand for. */
export function countOf(events: readonly SymptomEvent[]): number {
  return events.reduce((sum, event) => sum + event.weight, 0);
}

/**
 * How sure a conclusion from a pattern may be. What tells causes apart is who is affected and who is not; one service's
 * log alone does not show that.
 */
export function confidenceInPattern(evidence: Evidence, confidence: Confidence): Confidence {
  const services = new Set(evidence.files.map(file => file.service || file.path));
  if (services.size > 1) return confidence;
  return confidence === 'high' ? 'medium' : 'low';
}

/** `14:17:02`, for sentences. */
export function clockOf(time: number): string {
  return Number.isNaN(time) ? '?' : new Date(time).toISOString().slice(11, 19);
}

/** Seconds with at most one decimal, for sentences. */
export function secondsBetween(start: number, end: number): number {
  return Math.round((end - start) / 100) / 10;
}

export function listed(values: readonly string[], most = 4): string {
  const shown = values.slice(0, most).join(', ');
  return values.length > most ? `${shown}, …` : shown;
}
