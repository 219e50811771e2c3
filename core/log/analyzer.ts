import { english, type Translator } from '../text/l10n.ts';
import type { Analysis, Place } from './analysis.ts';
import type { Cause } from './cause.ts';
import { alignClocks } from './diagnosis/clocks.ts';
import type { LogFile, SymptomEvent } from './diagnosis/evidence.ts';
import { diagnose } from './diagnosis/incidents.ts';
import type { Entry, FileSummary } from './entry.ts';
import { createEntryJudge, type Judged } from './entry-judge.ts';
import type { ReadCounts } from './entry-reader.ts';
import { createFindings } from './findings.ts';
import { movedEvent, type PartEvidence } from './part-evidence.ts';
import type { Signature } from './signature.ts';
import { createSignatureMatcher, type SignatureMatcher } from './signature-matcher.ts';
import type { Source } from './source-names.ts';
import type { Symptom } from './symptoms.ts';
import { createUnknownGroups } from './unknown-groups.ts';

export interface AnalyzerOptions {
  readonly signatures: readonly Signature[];
  readonly causes: readonly Cause[];
  readonly l10n?: Translator;
  /** A matcher made before, so that it need not be made for every analysis. */
  readonly matcher?: SignatureMatcher;
  /** Called when a problem is seen for the first time, long before the whole is read. */
  readonly onFirst?: (signature: Signature, place: Place) => void;
}

/** One file that is being analysed. */
export interface FileAnalysis {
  readonly summary: FileSummary;
  /**
   * Takes the next entry; entries come in the order of the log.
   * @param path the file of a rotated log that the entry's line and offset are in; the log's own path when left out.
   */
  entry(entry: Entry, path?: string): void;
  /**
   * Takes over what the reader counted, and what the whole file told about its writer.
   * @param source service and host, where they were found by more than the file's name.
   */
  close(counts: ReadCounts, source?: { service: string | undefined; host: string | undefined }): void;
  /**
   * Takes over what the next part of the file shows, in place of its entries.
   * @param lines how many lines of the file lie before the part.
   * @param source who writes the file, for entries that do not say so.
   * @returns false where the part lacks texts that would be quoted now.
   */
  part(evidence: PartEvidence, lines: number, source: Source): boolean;
}

export interface Analyzer {
  readonly matcher: SignatureMatcher;
  /** Begins a file; several can be open at once. */
  openFile(file: { path: string; service?: string | undefined; host?: string | undefined }): FileAnalysis;
  /** What was found so far; may be called again later when more was read. */
  finish(): Analysis;
}

/** Most events of one kind in one file that are kept one by one; after them every so manieth, which stands for the rest. */
const mostEvents = 4000;
const keptEvery = 64;
/** How many of them keep a quotation, and how long it may be. */
const mostQuotes = 200;
const longestQuote = 4000;

/** Collects findings and evidence from the entries of any number of files and draws the conclusions. */
export function createAnalyzer(options: AnalyzerOptions): Analyzer {
  const l10n = options.l10n ?? english;
  const matcher = options.matcher ?? createSignatureMatcher(options.signatures);
  const judge = createEntryJudge(matcher);
  const findings = createFindings(matcher.signatures);
  const unknown = createUnknownGroups();
  const files: FileRecord[] = [];
  let entryCount = 0;

  function openFile(file: { path: string; service?: string | undefined; host?: string | undefined }): FileAnalysis {
    const summary = emptySummary(file.path, file.service, file.host);
    const index = files.length;
    const record: FileRecord = { summary, events: [], kept: new Map() };
    files.push(record);
    return {
      summary,
      entry: (entry, path = summary.path) => takeEntry(entry, path, index),
      part: (evidence, lines, source) => takePart(evidence, lines, source, record),
      close: (counts, source) => closeFile(summary, counts, source),
    };
  }

  function takeEntry(entry: Entry, path: string, index: number): void {
    const file = files[index]!;
    const judged = judge(entry);
    const place = placeOf(path, entry);
    const number = entryCount++;
    const origin = { file: index, service: entry.service, host: entry.host };
    for (const signature of judged.signatures) {
      const isFirst = findings.add(signature, place, entry, origin);
      if (isFirst) options.onFirst?.(matcher.signatures[signature]!, place);
    }
    if (judged.signatures.length === 0 && isProblem(entry)) unknown.add(entry, place);
    for (const symptom of judged.symptoms) {
      keepEvent(file, symptom.kind, isQuoted => eventOf(entry, number, place, judged, symptom, index, isQuoted));
    }
  }

  function takePart(part: PartEvidence, lines: number, source: Source, file: FileRecord): boolean {
    findings.addPart(part.findings, lines);
    unknown.addPart(part.unknown, lines);
    let isComplete = true;
    for (const [kind, { count, quoted }] of part.kinds) {
      const wanted = Math.min(count, mostQuotes - (file.kept.get(kind)?.count ?? 0));
      if (wanted > quoted) isComplete = false;
    }
    for (const event of part.events) {
      keepEvent(file, event.kind, isQuoted => {
        const moved = movedEvent(event, lines, entryCount, isQuoted ? event.text : '');
        moved.service ||= source.service ?? '';
        moved.host ||= source.host ?? '';
        return moved;
      });
    }
    entryCount += part.entries;
    return isComplete;
  }

  function finish(): Analysis {
    const assumptions: string[] = [];
    const logFiles: LogFile[] = files.map(({ summary }) => ({
      path: summary.path,
      service: summary.service ?? '',
      host: summary.host ?? '',
      format: summary.format,
      firstTime: summary.firstTime ?? Number.NaN,
      lastTime: summary.lastTime ?? Number.NaN,
    }));
    const shifts = alignClocks(
      files.map(({ summary }) => summary),
      l10n,
      assumptions,
    );
    const events: SymptomEvent[] = [];
    files.forEach((file, index) => {
      const log = logFiles[index]!;
      log.firstTime += shifts[index]!;
      log.lastTime += shifts[index]!;
      if (shifts[index] !== 0) file.summary.shift = shifts[index]!;
      for (const event of file.events) events.push(completed(event, log, shifts[index]!));
    });
    const result = findings.result(file => ({
      service: files[file]!.summary.service,
      host: files[file]!.summary.host,
      shift: shifts[file]!,
    }));
    const unknownGroups = unknown.result();
    return {
      files: files.map(file => file.summary),
      findings: result.findings,
      incidents: diagnose({
        files: logFiles,
        events,
        findingOf: result.indexOf,
        findings: result.findings,
        signatures: matcher.signatures,
        causes: options.causes,
        unknown: unknownGroups,
        l10n,
      }),
      unknown: unknownGroups,
      assumptions,
    };
  }

  return { matcher, openFile, finish };
}

/** A file that is being analysed. */
interface FileRecord {
  readonly summary: FileSummary;
  readonly events: SymptomEvent[];
  /** Per kind of symptom how many there were, and the event that was kept last. */
  readonly kept: Map<string, { count: number; last: SymptomEvent }>;
}

/** An event on the common clock, with the service and host of its log where it has none itself. */
function completed(event: SymptomEvent, log: LogFile, shift: number): SymptomEvent {
  const service = event.service || log.service;
  const host = event.host || log.host;
  const isComplete = shift === 0 && service === event.service && host === event.host;
  return isComplete ? event : { ...event, time: event.time + shift, service, host };
}

/** Keeps an event, or counts it to the one that stands for it. */
function keepEvent(file: FileRecord, kind: string, make: (isQuoted: boolean) => SymptomEvent): void {
  const kept = file.kept.get(kind);
  const count = (kept?.count ?? 0) + 1;
  if (kept !== undefined && count > mostEvents && count % keptEvery !== 0) {
    kept.count = count;
    kept.last.weight++;
    return;
  }
  const event = make(count <= mostQuotes);
  file.kept.set(kind, { count, last: event });
  file.events.push(event);
}

/**
 * An event of an entry at a place.
 * @param number tells the entry from others.
 */
export function eventOf(
  entry: Entry,
  number: number,
  place: Place,
  judged: Judged,
  symptom: Symptom,
  file: number,
  isQuoted: boolean,
): SymptomEvent {
  return {
    kind: symptom.kind,
    value: symptom.value,
    time: entry.time ?? Number.NaN,
    file,
    entry: number,
    place,
    service: entry.service ?? '',
    host: entry.host ?? '',
    request: entry.requestId,
    weight: 1,
    remote: judged.isRemote,
    signatures: judged.signatures,
    text: isQuoted ? judged.text.slice(0, longestQuote) : '',
  };
}

function emptySummary(path: string, service: string | undefined, host: string | undefined): FileSummary {
  return {
    path,
    format: '',
    service,
    host,
    bytes: 0,
    lines: 0,
    entries: 0,
    firstTime: undefined,
    lastTime: undefined,
    zoneMinutes: undefined,
    unreadLines: 0,
  };
}

function closeFile(
  summary: FileSummary,
  counts: ReadCounts,
  source: { service: string | undefined; host: string | undefined } | undefined,
): void {
  summary.bytes = counts.bytes;
  summary.lines = counts.lines;
  summary.entries = counts.entries;
  summary.unreadLines = counts.unreadLines;
  summary.firstTime = counts.firstTime;
  summary.lastTime = counts.lastTime;
  summary.zoneMinutes = counts.zoneMinutes;
  let most = 0;
  for (const [format, count] of counts.formats) {
    if (count <= most) continue;
    most = count;
    summary.format = format;
  }
  if (source?.service !== undefined) summary.service = source.service;
  if (source?.host !== undefined) summary.host = source.host;
}

/** Whether an entry is of WARNING or above. */
export function isProblem(entry: Entry): boolean {
  return entry.level !== undefined && entry.level !== 'INFO' && entry.level !== 'AUDIT' && entry.level !== 'DEBUG';
}

/** The place of an entry in a file. */
export function placeOf(path: string, entry: Entry): Place {
  const place: { -readonly [K in keyof Place]: Place[K] } = { path, line: entry.line };
  if (entry.time !== undefined) place.time = entry.time;
  if (entry.zoneMinutes !== undefined) place.zoneMinutes = entry.zoneMinutes;
  return place;
}
