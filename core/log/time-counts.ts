/** How often something happened in each stretch of time. Stretches in which nothing happened are left out. */
export interface TimeCounts {
  /** Milliseconds of each stretch: a second times a power of two. Stretches begin at whole multiples of it. */
  step: number;
  /** When each stretch begins, ascending. */
  readonly starts: number[];
  /** How often it happened in each. */
  readonly counts: number[];
}

const smallestStep = 1000;
/** Beyond this number of stretches, two neighbours become one. */
export const mostStretches = 128;

/** @param step milliseconds; that of other counts, where these will be added. */
export function createTimeCounts(step = smallestStep): TimeCounts {
  return { step, starts: [], counts: [] };
}

/**
 * Counts what happened at a time. Times may come in any order; ascending ones cost least.
 * @param time milliseconds since 1970; @param count how often.
 * @param step milliseconds of the stretch that begins at the time, where it is not known more exactly.
 */
export function countAt(own: TimeCounts, time: number, count = 1, step = smallestStep): void {
  if (step > own.step) widen(own, step);
  const { starts, counts } = own;
  const start = Math.floor(time / own.step) * own.step;
  const last = starts.length - 1;
  if (starts[last] === start) {
    counts[last]! += count;
    return;
  }
  const at = last < 0 || starts[last]! < start ? last + 1 : firstNotBefore(starts, start);
  if (starts[at] === start) {
    counts[at]! += count;
    return;
  }
  starts.splice(at, 0, start);
  counts.splice(at, 0, count);
  while (starts.length > mostStretches) widen(own, own.step * 2);
}

/**
 * Adds the counts of others.
 * @param others each with milliseconds to add to its times.
 */
export function sumOfTimeCounts(
  others: readonly { readonly counts: TimeCounts; readonly shift: number }[],
): TimeCounts {
  const sum = createTimeCounts(Math.max(smallestStep, ...others.map(other => other.counts.step)));
  for (const { counts, shift } of others) {
    counts.starts.forEach((start, index) => {
      countAt(sum, start + shift, counts.counts[index]);
    });
  }
  return sum;
}

/** Makes every stretch longer. */
function widen(own: TimeCounts, step: number): void {
  const { starts, counts } = own;
  let kept = 0;
  for (let index = 0; index < starts.length; index++) {
    const start = Math.floor(starts[index]! / step) * step;
    if (kept > 0 && starts[kept - 1] === start) counts[kept - 1]! += counts[index]!;
    else {
      starts[kept] = start;
      counts[kept] = counts[index]!;
      kept++;
    }
  }
  starts.length = kept;
  counts.length = kept;
  own.step = step;
}

/** Index of the first start that is not before a time. */
function firstNotBefore(starts: readonly number[], time: number): number {
  let from = 0;
  let to = starts.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (starts[middle]! < time) from = middle + 1;
    else to = middle;
  }
  return from;
}
