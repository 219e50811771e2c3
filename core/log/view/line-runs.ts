/** Runs of lines, as a filter leaves them over: neighbours are one run, so that their number stays small. */

export interface LineRuns {
  /** How many runs there are, and how many lines they hold. */
  readonly count: number;
  readonly lines: number;
  /**
   * Adds lines; runs come in the order of their first lines; one may begin a little before the last ones.
   * @param first from 1; @param last inclusive.
   */
  add(first: number, last: number): void;
  /** Whether a line is in a run. */
  has(line: number): boolean;
  /** The line of a row: row 0 is the first line of the first run. Undefined behind the last one. */
  lineOfRow(row: number): number | undefined;
  /** The row of a line; for a line between two runs the row of the next run's first line. */
  rowOfLine(line: number): number;
  /** Takes out all lines from this one on: what is behind it is read again, because the file grew. */
  dropFrom(line: number): void;
  /** The first line of the next run that begins behind a line, or of the last one that begins before it. */
  neighbour(line: number, direction: 1 | -1): number | undefined;
}

/** @param context how many lines before and behind each run belong to it. */
export function createLineRuns(context = 0, lastLine: () => number = () => Number.POSITIVE_INFINITY): LineRuns {
  let starts = new Float64Array(256);
  let ends = new Float64Array(256);
  /** Lines in the runs before each. */
  let rows = new Float64Array(256);
  let count = 0;

  function add(first: number, last: number): void {
    let from = Math.max(1, first - context);
    let to = Math.min(lastLine(), last + context);
    const behind: (readonly [number, number])[] = [];
    // An entry between whose lines others stand may have begun before the run that came before it.
    while (count > 0 && from <= ends[count - 1]! + 1) {
      count--;
      const start = starts[count]!;
      const end = ends[count]!;
      if (to + 1 < start) behind.push([start, end]);
      else {
        from = Math.min(from, start);
        to = Math.max(to, end);
      }
    }
    append(from, to);
    for (const [start, end] of behind.reverse()) append(start, end);
  }

  function append(from: number, to: number): void {
    if (count === starts.length) grow();
    starts[count] = from;
    ends[count] = to;
    rows[count] = count === 0 ? 0 : rows[count - 1]! + ends[count - 1]! - starts[count - 1]! + 1;
    count++;
  }

  function grow(): void {
    [starts, ends, rows] = [starts, ends, rows].map(old => {
      const larger = new Float64Array(old.length * 2);
      larger.set(old);
      return larger;
    }) as [Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>];
  }

  /** Index of the last run whose value is at most the wanted one; -1 when there is none. */
  function lastAtMost(values: Float64Array, wanted: number): number {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle]! <= wanted) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  const lines = (): number => (count === 0 ? 0 : rows[count - 1]! + ends[count - 1]! - starts[count - 1]! + 1);

  return {
    get count() {
      return count;
    },
    get lines() {
      return lines();
    },
    add,
    has: line => {
      const run = lastAtMost(starts, line);
      return run !== -1 && line <= ends[run]!;
    },
    lineOfRow: row => {
      if (row < 0 || row >= lines()) return undefined;
      const run = lastAtMost(rows, row);
      return starts[run]! + row - rows[run]!;
    },
    rowOfLine: line => {
      const run = lastAtMost(starts, line);
      if (run === -1) return 0;
      return line <= ends[run]! ? rows[run]! + line - starts[run]! : rows[run]! + ends[run]! - starts[run]! + 1;
    },
    dropFrom: line => {
      while (count > 0 && starts[count - 1]! >= line) count--;
      if (count > 0 && ends[count - 1]! >= line) ends[count - 1] = line - 1;
    },
    neighbour: (line, direction) => {
      const run = lastAtMost(starts, direction === 1 ? line : line - 1) + (direction === 1 ? 1 : 0);
      return run < 0 || run >= count ? undefined : starts[run];
    },
  };
}
