import type { Entry } from '../../core/log/entry.ts';
import { createEntryJudge } from '../../core/log/entry-judge.ts';
import type { SignatureMatcher } from '../../core/log/signature-matcher.ts';
import { createProblemPlaces, type ProblemPlace, type ProblemPlaces } from '../../core/log/view/problem-places.ts';
import { type PartContext, restartPlace } from './context.ts';
import { nextTurn, type ScannedUnit, scanEntries } from './scan.ts';

/** Finds the problems of a file while nobody waits for anything else. */
export interface ProblemScan {
  /** Reads the whole file. */
  scan(): Promise<void>;
  /** Goes on behind the former end of a file that has grown. */
  extend(formerSize: number): Promise<void>;
  /**
   * The next problem behind a line, or the last one before it; waits until so much has been read.
   * @param ask who waits: the scan is not put off any more then.
   */
  neighbour(line: number, direction: 1 | -1): Promise<ProblemPlace | undefined>;
  titleOf(place: ProblemPlace): Promise<string>;
}

const stretches = 400;
const tellEvery = 250;
const mostSignatures = 50;
/** Entries are given when nothing more can belong to them, which may be so far behind them. */
const undelivered = 8 * 1024 * 1024;

export function createProblemScan(context: PartContext): ProblemScan {
  const { file, send } = context;
  const places: ProblemPlaces = createProblemPlaces();
  /** How often each signature was seen. */
  const seen = new Map<number, number>();
  let known: SignatureMatcher | undefined;
  let reached = 0;
  let isComplete = false;
  let waiting: (() => void)[] = [];

  async function scan(): Promise<void> {
    await read({ offset: 0, line: 1 }, 0);
    isComplete = true;
    arrived();
    tellStrip();
  }

  async function extend(formerSize: number): Promise<void> {
    if (!isComplete) return;
    isComplete = false;
    await read(restartPlace(context, formerSize), formerSize);
    isComplete = true;
    arrived();
    tellStrip();
  }

  /** @param newFrom what begins before this offset was counted before. */
  async function read(from: { offset: number; line: number }, newFrom: number): Promise<void> {
    const { formats, matcher } = await context.known();
    known = matcher;
    const judge = createEntryJudge(matcher);
    let told = performance.now();
    await scanEntries({
      file,
      formats,
      assumedYear: context.year,
      from,
      to: file.size(),
      isLoud: true,
      needsText: false,
      wantsBareLines: false,
      scanWorker: context.scanWorker,
      onUnit: unit => {
        if (unit.entry === undefined || unit.offset < newFrom) return;
        const { signatures } = judge(unit.entry);
        for (const index of signatures) seen.set(index, (seen.get(index) ?? 0) + 1);
        const found = problemOf(unit, unit.entry, signatures);
        if (found) places.add(found);
      },
      onProgress: offset => {
        reached = offset;
        arrived();
        if (performance.now() - told < tellEvery) return;
        told = performance.now();
        tellStrip();
      },
      turn: () => (waiting.length > 0 ? undefined : context.priority.idle()) ?? nextTurn(context.signal),
    });

    function problemOf(unit: ScannedUnit, entry: Entry, signatures: readonly number[]): ProblemPlace | undefined {
      const known = signatures.filter(index => matcher.signatures[index]!.severity !== 'info');
      const isError = entry.level === 'ERROR' || entry.level === 'CRITICAL' || entry.level === 'TRACE';
      if (known.length === 0 && !isError) return undefined;
      const worst = known.find(index => matcher.signatures[index]!.severity === 'error') ?? known[0];
      const severity = worst === undefined ? 'error' : matcher.signatures[worst]!.severity;
      const { offset, firstLine } = unit;
      return { line: firstLine, offset, isError: severity === 'error', signature: worst ?? -1 };
    }
  }

  function arrived(): void {
    const told = waiting;
    waiting = [];
    for (const go of told) go();
  }

  function tellStrip(): void {
    const size = file.size();
    const counts = places.histogram(size, stretches);
    const strip = { ...counts, size, problems: places.count, signatures: mostSeen(), isComplete };
    send({ type: 'strip', strip });
  }

  function mostSeen(): { id: string; title: string; count: number }[] {
    const most = [...seen].sort(([, one], [, other]) => other - one).slice(0, mostSignatures);
    return most.map(([index, count]) => {
      const { id, title } = known!.signatures[index]!;
      return { id, title, count };
    });
  }

  async function neighbour(line: number, direction: 1 | -1): Promise<ProblemPlace | undefined> {
    for (;;) {
      const place = places.neighbour(line, direction);
      // Backward, one that lies nearer may still come.
      const lineStart = context.lines.offsetOfLine(line) ?? file.size();
      const isSure = isComplete || (direction === 1 ? place !== undefined : reached - undelivered >= lineStart);
      if (isSure) return place;
      await new Promise<void>(resolve => waiting.push(resolve));
      context.signal.throwIfAborted();
    }
  }

  async function titleOf(place: ProblemPlace): Promise<string> {
    const { matcher } = await context.known();
    return matcher.signatures[place.signature]?.title ?? '';
  }

  return { scan, extend, neighbour, titleOf };
}
