import type { Entry } from './entry.ts';
import type { Judged } from './entry-judge.ts';
import { createEntryReader, type EntryReaderOptions, type ReadCounts, type ReaderMark } from './entry-reader.ts';
import { type FirstTimes, isSameStart, type LineReaderStart } from './line-reader.ts';
import type { LogPiece, PieceReading } from './log-pieces.ts';
import { closingDistance } from './open-entries.ts';
import { createPartCollector, isSameEvidence, type PartCollector, type PartEvidence } from './part-evidence.ts';
import type { Signature } from './signature.ts';
import type { SourceNames } from './source-names.ts';

export interface PieceReaderOptions
  extends Pick<EntryReaderOptions, 'formats' | 'decode' | 'wantedLogger' | 'assumedYear'> {
  /** Of the log. */
  readonly path: string;
  readonly signatures: readonly Signature[];
  readonly judge: (entry: Entry) => Judged;
  readonly names: SourceNames;
}

/** Pieces that are read before other work gets its turn. */
const piecesPerTurn = 32;

/**
 * Reads the pieces of a log that were not read, and those around them whose entries may have changed with them. An entry
 * takes no line more than `closingDistance` lines behind its last one, so reading begins that far before what is new, and
 * ends where so far behind it everything turns out as it was.
 * @param turn lets other work go on; resolves with whether to go on with this.
 * @returns whether all pieces are read; what was done is kept in any case.
 */
export async function readNewPieces(
  pieces: readonly LogPiece[],
  options: PieceReaderOptions,
  turn: () => Promise<boolean>,
): Promise<boolean> {
  let at = pieces.findIndex(piece => piece.reading === undefined);
  while (at !== -1) {
    const from = startBefore(pieces, at);
    const end = await readStretch(pieces, from, options, turn);
    if (end === undefined) return false;
    at = pieces.findIndex((piece, index) => index >= end && piece.reading === undefined);
  }
  return true;
}

/** The last piece with which a reader can begin that has seen enough when it comes to the given one. */
function startBefore(pieces: readonly LogPiece[], index: number): number {
  let from = index;
  let lines = 0;
  while (from > 0 && (lines < closingDistance || pieces[from]?.reading?.start === undefined)) {
    from--;
    lines += pieces[from]!.lines;
  }
  return from;
}

/** A piece in a stretch that is being read: lines and bytes of the stretch before it. */
interface Part {
  readonly collector: PartCollector;
  readonly lines: number;
  readonly bytes: number;
  /** At its beginning; undefined for the first. */
  readonly mark: ReaderMark | undefined;
  counted: Pick<PieceReading, 'counts' | keyof FirstTimes> | undefined;
}

/**
 * Reads pieces from one on, until behind the last new one everything is as it was.
 * @returns the index of the piece before which it ended; undefined when it was told to stop.
 */
async function readStretch(
  pieces: readonly LogPiece[],
  from: number,
  options: PieceReaderOptions,
  turn: () => Promise<boolean>,
): Promise<number | undefined> {
  const firstStart = pieces[from]!.reading?.start;
  const parts: Part[] = [];
  let current = 0;
  const reader = createEntryReader({
    ...options,
    skipFrames: true,
    originOf: options.names.ofWrapper,
    start: firstStart,
    onLogger: name => parts.at(-1)?.collector.logger(name),
    onEntry: entry => {
      while (parts[current + 1] !== undefined && parts[current + 1]!.bytes <= entry.offset) current++;
      const { collector, lines } = parts[current]!;
      collector.entry(lines === 0 ? entry : { ...entry, line: entry.line - lines });
    },
  });
  const before = countsBefore(pieces.slice(0, from));
  let mark: ReaderMark | undefined;
  let candidates: number[] = [];
  let at = from;
  let isStopped = false;
  while (at < pieces.length) {
    const piece = pieces[at]!;
    const { lines, bytes } = reader.counts;
    parts.push({ collector: newCollector(options, before, parts), lines, bytes, mark, counted: undefined });
    if (piece.reading === undefined) candidates = [];
    else if (mark?.start !== undefined && isAsBefore(piece.reading.start, mark.start)) candidates.push(at);
    reader.push(piece.read());
    at++;
    if (at === pieces.length) break;
    mark = endPart(parts.at(-1)!, reader.mark());
    const end = candidates.find(index => isSettled(parts[index - from]!, reader.counts.lines, reader.isCrossed));
    if (end !== undefined) {
      at = end;
      break;
    }
    if ((at - from) % piecesPerTurn === 0 && !(await turn())) {
      isStopped = true;
      const settled = parts.findLastIndex(part => isSettled(part, reader.counts.lines, reader.isCrossed));
      at = from + Math.max(0, settled);
      break;
    }
  }
  const isWhole = at === pieces.length;
  reader.end();
  if (isWhole) endPart(parts.at(-1)!, reader.mark());
  for (let index = from; index < at; index++) {
    const part = parts[index - from]!;
    const isStart = part.mark !== undefined && !reader.isCrossed(part.mark);
    keep(pieces[index]!, part, isStart ? part.mark?.start : index === from ? firstStart : undefined);
  }
  return isStopped ? undefined : at;
}

function isAsBefore(was: LineReaderStart | undefined, is: LineReaderStart): boolean {
  return was !== undefined && isSameStart(was, is);
}

/** Whether enough was read behind a place to know that no entry goes on across it. */
function isSettled(part: Part, lines: number, isCrossed: (mark: ReaderMark) => boolean): boolean {
  return part.mark !== undefined && lines - part.lines > closingDistance && !isCrossed(part.mark);
}

function endPart(part: Part, mark: ReaderMark): ReaderMark {
  const { counts, isFirstTimeUnsure, firstDatedTime } = mark;
  const own: ReadCounts = { ...counts, lines: counts.lines - part.lines, bytes: counts.bytes - part.bytes };
  part.counted = { counts: own, isFirstTimeUnsure, firstDatedTime };
  return mark;
}

function keep(piece: LogPiece, part: Part, start: LineReaderStart | undefined): void {
  const old = piece.reading?.evidence ?? piece.was;
  const { evidence } = part.collector;
  const isSame = old !== undefined && isSameEvidence(old, evidence);
  // The same value again, so that it can be seen that nothing has changed.
  piece.reading = { start, evidence: isSame ? old : evidence, ...part.counted! };
}

function newCollector(options: PieceReaderOptions, before: MutableCounts, parts: readonly Part[]): PartCollector {
  const last = parts.at(-1)?.collector.evidence;
  if (last !== undefined) addCounts(before, last);
  return createPartCollector({ ...options, before: { tracebacks: before.tracebacks, events: new Map(before.events) } });
}

interface MutableCounts {
  tracebacks: number;
  readonly events: Map<string, number>;
}

function countsBefore(pieces: readonly LogPiece[]): MutableCounts {
  const before: MutableCounts = { tracebacks: 0, events: new Map() };
  for (const { reading } of pieces) if (reading !== undefined) addCounts(before, reading.evidence);
  return before;
}

function addCounts(counts: MutableCounts, evidence: PartEvidence): void {
  counts.tracebacks += evidence.source.signs.tracebacks;
  for (const [kind, { count }] of evidence.kinds) counts.events.set(kind, (counts.events.get(kind) ?? 0) + count);
}
