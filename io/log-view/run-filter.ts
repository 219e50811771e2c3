import type { Level } from '../../core/log/entry.ts';
import { closingDistance, longestEntry } from '../../core/log/open-entries.ts';
import type { LineRuns } from '../../core/log/view/line-runs.ts';
import type { CompiledFilter, FilteredUnit } from '../../core/log/view/log-filter.ts';
import { type ScanOptions, scanAround, scanEntries } from './scan.ts';

/** More runs than this are not kept: such a filter is of no use, and memory is bounded. */
const mostRuns = 4_000_000;
/** So many entries are remembered, so that one which is found by several of its lines counts once. */
const remembered = 64;

/** Thrown to the caller when a filter leaves over too many separate runs of lines. */
export class TooManyRuns extends Error {}

export interface FilterJob extends Omit<ScanOptions, 'isLoud' | 'needsText' | 'wantsBareLines' | 'onUnit'> {
  readonly filter: CompiledFilter;
  /** Get the lines of what is admitted. */
  readonly matches: LineRuns;
  readonly shown: LineRuns;
  readonly onMatch: () => void;
}

/**
 * Runs a filter over a stretch of a file.
 * @throws TooManyRuns; what `turn` throws.
 */
export async function runFilter(job: FilterJob): Promise<void> {
  const { filter, matches, shown } = job;
  const recent: number[] = [];
  const passed = filter.isAboveDebug ? createPassedLines(job) : undefined;
  const scan: ScanOptions = {
    ...job,
    isLoud: filter.isLoud || filter.isAboveDebug,
    ...(passed ? { onPassedOver: passed.take } : {}),
    needsText: filter.needsText,
    wantsBareLines: filter.needsText,
    onUnit: unit => {
      passed?.giveBefore(unit.firstLine);
      const tested: FilteredUnit = unit;
      if (!filter.admits(tested)) return;
      if (recent.includes(unit.offset)) return;
      recent.push(unit.offset);
      if (recent.length > remembered) recent.shift();
      matches.add(unit.firstLine, unit.lastLine);
      shown.add(unit.firstLine, unit.lastLine);
      if (shown.count > mostRuns) throw new TooManyRuns();
      job.onMatch();
    },
  };
  await (filter.literal === undefined ? scanEntries(scan) : scanAround(scan, filter.literal));
  passed?.giveBefore(Number.POSITIVE_INFINITY);
}

/** So many lines after it has begun, every entry has been given. */
const given = longestEntry + closingDistance;

/**
 * Admits entries that are told by their headers only. Their lines come as they are read, those of other entries when they
 * are complete; here they wait until it is their turn.
 */
function createPassedLines({ matches, shown, onMatch }: FilterJob) {
  let waiting: { first: number; last: number }[] = [];
  let next = 0;

  function take(line: number, level: Level | undefined): void {
    if (level === undefined || level === 'DEBUG') return;
    const last = waiting.at(-1);
    if (last !== undefined && line >= last.first && line <= last.last + 1) last.last = Math.max(line, last.last);
    else waiting.push({ first: line, last: line });
    if (line > next) {
      giveBefore(line - given);
      next = line + given / 4;
    }
  }

  function giveBefore(line: number): void {
    let count = 0;
    for (const run of waiting) {
      if (run.first >= line) break;
      const last = Math.min(run.last, line - 1);
      matches.add(run.first, last);
      shown.add(run.first, last);
      for (let matched = run.first; matched <= last; matched++) onMatch();
      if (last < run.last) {
        run.first = line;
        break;
      }
      count++;
    }
    if (count > 0) waiting = waiting.slice(count);
    if (shown.count > mostRuns) throw new TooManyRuns();
  }

  return { take, giveBefore };
}
