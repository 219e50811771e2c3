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
  const scan: ScanOptions = {
    ...job,
    isLoud: filter.isLoud,
    needsText: filter.needsText,
    wantsBareLines: filter.needsText,
    onUnit: unit => {
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
}
