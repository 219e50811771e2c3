import type { Translator } from '../text/l10n.ts';
import type { Analysis, Place } from './analysis.ts';
import { createAnalyzer } from './analyzer.ts';
import type { Cause } from './cause.ts';
import type { Entry } from './entry.ts';
import { createEntryJudge } from './entry-judge.ts';
import { emptyCounts, type ReadCounts } from './entry-reader.ts';
import { type EvidenceGroup, groupsOf } from './evidence-groups.ts';
import type { LogPiece } from './log-pieces.ts';
import { joinEvidence, type PlacedEvidence } from './part-evidence.ts';
import { type PieceReaderOptions, readNewPieces } from './piece-reader.ts';
import type { SignatureMatcher } from './signature-matcher.ts';
import { createSourceGuess } from './source.ts';

export interface PieceAnalysisOptions extends Omit<PieceReaderOptions, 'signatures' | 'judge' | 'wantedLogger'> {
  readonly matcher: SignatureMatcher;
  readonly causes: readonly Cause[];
  readonly l10n: Translator;
}

/** Analyses one log again and again; each time costs what has changed, not what there is. */
export interface PieceAnalysis {
  /**
   * @param pieces of the log in their order; those that were read before keep what it gave.
   * @param turn lets other work go on; resolves with whether to go on with this.
   * @returns undefined when it was told to stop.
   */
  analyze(pieces: readonly LogPiece[], turn: () => Promise<boolean>): Promise<Analysis | undefined>;
}

/** The last analysis, and what it was drawn from. */
interface Drawn {
  readonly analysis: Analysis;
  readonly evidence: readonly PlacedEvidence[];
  /** The last time at which something happened. */
  readonly lastEvent: number;
}

export function createPieceAnalysis(options: PieceAnalysisOptions): PieceAnalysis {
  const { path, matcher, causes, l10n, names } = options;
  const judge: (entry: Entry) => ReturnType<ReturnType<typeof createEntryJudge>> = createEntryJudge(matcher);
  const readerOptions = { ...options, judge, signatures: matcher.signatures, wantedLogger: matcher.wantsLogger };
  let drawn: Drawn | undefined;
  let groups: readonly EvidenceGroup[] = [];

  async function analyze(pieces: readonly LogPiece[], turn: () => Promise<boolean>): Promise<Analysis | undefined> {
    for (;;) {
      if (!(await readNewPieces(pieces, readerOptions, turn))) return undefined;
      const evidence = placed(pieces);
      const counts = sumOfCounts(pieces);
      const known = drawn && stillDrawn(drawn, evidence, counts);
      if (known !== undefined) {
        drawn = { ...drawn!, analysis: known, evidence };
        return known;
      }
      groups = groupsOf(evidence, groups, parts => joinEvidence(parts, readerOptions));
      const next = draw(evidence, counts);
      if ('lacking' in next) {
        for (const { first, length } of next.lacking) {
          for (const piece of pieces.slice(first, first + length)) piece.reading = undefined;
        }
        continue;
      }
      drawn = next;
      return next.analysis;
    }
  }

  /** Draws conclusions from the parts, or says which of them lack something that others before them made dispensable. */
  function draw(
    evidence: readonly PlacedEvidence[],
    counts: ReadCounts,
  ): Drawn | { readonly lacking: readonly EvidenceGroup[] } {
    const analyzer = createAnalyzer({ signatures: matcher.signatures, causes, matcher, l10n });
    const file = analyzer.openFile({ path });
    const guess = createSourceGuess(names, path);
    const lacking: EvidenceGroup[] = [];
    let lastEvent = Number.NEGATIVE_INFINITY;
    for (const group of groups) if (!guess.add(group.joined.source.signs)) lacking.push(group);
    const source = guess.result();
    for (const group of groups) {
      if (!file.part(group.joined, evidence[group.first]!.lines, source)) lacking.push(group);
      lastEvent = Math.max(lastEvent, group.lastEvent);
    }
    if (lacking.length > 0) return { lacking };
    file.close(counts, source);
    return { analysis: analyzer.finish(), evidence, lastEvent };
  }

  return { analyze };
}

/** The last analysis with the new counts and lines, where nothing else has changed that conclusions are drawn from. */
function stillDrawn(
  { analysis, evidence, lastEvent }: Drawn,
  now: readonly PlacedEvidence[],
  counts: ReadCounts,
): Analysis | undefined {
  const isSame =
    now.length === evidence.length && now.every((part, index) => part.evidence === evidence[index]!.evidence);
  const [summary] = analysis.files;
  if (!isSame || summary === undefined || summary.zoneMinutes !== counts.zoneMinutes) return undefined;
  // Detectors ask whether a log ends before something happened.
  const ends = [summary.lastTime ?? Number.NaN, counts.lastTime ?? Number.NaN];
  if (ends[0] !== ends[1] && !ends.every(end => end >= lastEvent)) return undefined;
  const { bytes, lines, entries, unreadLines, firstTime, lastTime } = counts;
  const file = { ...summary, bytes, lines, entries, unreadLines, firstTime, lastTime, format: mostFrequent(counts) };
  if (file.format !== summary.format) return undefined;
  const hasMoved = now.some((part, index) => part.lines !== evidence[index]!.lines);
  return { ...(hasMoved ? movedAnalysis(analysis, evidence, now) : analysis), files: [file] };
}

/** An analysis whose places have moved with the parts that they lie in. */
function movedAnalysis(
  analysis: Analysis,
  before: readonly PlacedEvidence[],
  now: readonly PlacedEvidence[],
): Analysis {
  function moved<Moved extends Place>(place: Moved): Moved {
    const index = before.findLastIndex(part => part.lines < place.line);
    const distance = (now[index]?.lines ?? 0) - (before[index]?.lines ?? 0);
    return distance === 0 ? place : { ...place, line: place.line + distance };
  }
  return {
    ...analysis,
    findings: analysis.findings.map(finding => ({
      ...finding,
      first: moved(finding.first),
      last: moved(finding.last),
      perFile: finding.perFile.map(file => ({ ...file, first: moved(file.first), last: moved(file.last) })),
      samples: finding.samples.map(moved),
    })),
    incidents: analysis.incidents.map(incident => ({ ...incident, evidence: incident.evidence.map(moved) })),
    unknown: analysis.unknown.map(group => ({ ...group, first: moved(group.first) })),
  };
}

function placed(pieces: readonly LogPiece[]): PlacedEvidence[] {
  let lines = 0;
  return pieces.map(piece => {
    const result = { evidence: piece.reading!.evidence, lines };
    lines += piece.lines;
    return result;
  });
}

function sumOfCounts(pieces: readonly LogPiece[]): ReadCounts {
  const sum = emptyCounts();
  let isUnsure = false;
  for (const { reading } of pieces) {
    const { counts, isFirstTimeUnsure, firstDatedTime } = reading!;
    sum.bytes += counts.bytes;
    sum.lines += counts.lines;
    sum.entries += counts.entries;
    sum.unreadLines += counts.unreadLines;
    if (sum.firstTime === undefined) {
      sum.firstTime = counts.firstTime;
      isUnsure = isFirstTimeUnsure;
    } else if (isUnsure && firstDatedTime !== undefined) {
      sum.firstTime = firstDatedTime;
      isUnsure = false;
    }
    sum.lastTime = counts.lastTime ?? sum.lastTime;
    sum.zoneMinutes = counts.zoneMinutes ?? sum.zoneMinutes;
    for (const [format, count] of counts.formats) sum.formats.set(format, (sum.formats.get(format) ?? 0) + count);
  }
  return sum;
}

function mostFrequent({ formats }: ReadCounts): string {
  let best = '';
  let most = 0;
  for (const [format, count] of formats) {
    if (count <= most) continue;
    most = count;
    best = format;
  }
  return best;
}
