/** Where the problems of a file are: a bounded list of places, and a bounded histogram over the bytes of the file. */

export interface ProblemPlace {
  readonly line: number;
  readonly offset: number;
  readonly isError: boolean;
  /** Index of the signature that knows it; -1 where none does. */
  readonly signature: number;
}

export interface ProblemPlaces {
  /** Problems that were added; more than there are places where they had to be thinned out. */
  readonly count: number;
  /** Adds a problem; they come in the order of their lines. */
  add(place: ProblemPlace): void;
  /** The next place behind a line, or the last one before it. */
  neighbour(line: number, direction: 1 | -1): ProblemPlace | undefined;
  /** How many errors and warnings lie in each of so many equal stretches of a file of `size` bytes. */
  histogram(size: number, stretches: number): { errors: number[]; warnings: number[] };
}

/** Bins of the histogram; they get twice as wide when the file gets too long for them. */
const bins = 2048;

/** @param mostPlaces more places than these are thinned out: every second one goes, the last one stays. */
export function createProblemPlaces(mostPlaces = 200_000): ProblemPlaces {
  let places: ProblemPlace[] = [];
  let last: ProblemPlace | undefined;
  let count = 0;
  let stride = 1;
  let width = 4096;
  const errors = new Float64Array(bins);
  const warnings = new Float64Array(bins);

  function add(place: ProblemPlace): void {
    last = place;
    if (count++ % stride === 0) places.push(place);
    if (places.length > mostPlaces) {
      places = places.filter((_, index) => index % 2 === 0);
      stride *= 2;
    }
    while (place.offset >= width * bins) widen();
    (place.isError ? errors : warnings)[Math.floor(place.offset / width)]!++;
  }

  function widen(): void {
    width *= 2;
    for (const counts of [errors, warnings]) {
      for (let bin = 0; bin < bins; bin++) {
        counts[bin] = bin < bins / 2 ? counts[bin * 2]! + counts[bin * 2 + 1]! : 0;
      }
    }
  }

  function neighbour(line: number, direction: 1 | -1): ProblemPlace | undefined {
    // The number of places whose line is at most (forward) or below (backward) this one.
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const isBefore = direction === 1 ? places[middle]!.line <= line : places[middle]!.line < line;
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    if (direction === 1) return places[low] ?? (last !== undefined && last.line > line ? last : undefined);
    return last !== undefined && last.line < line ? last : places[low - 1];
  }

  function histogram(size: number, stretches: number): { errors: number[]; warnings: number[] } {
    const sum = (counts: Float64Array): number[] => {
      const result = new Array<number>(stretches).fill(0);
      counts.forEach((value, bin) => {
        if (value === 0) return;
        const stretch = Math.floor(((bin + 0.5) * width * stretches) / Math.max(1, size));
        result[Math.min(stretches - 1, stretch)]! += value;
      });
      return result;
    };
    return { errors: sum(errors), warnings: sum(warnings) };
  }

  return {
    get count() {
      return count;
    },
    add,
    neighbour,
    histogram,
  };
}
