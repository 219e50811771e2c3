/**
 * Where the lines of a file begin, known sparsely: for every 64 KB how many lines end before it. A gigabyte takes 128 KB
 * of memory, and the exact place of a line is found by looking at one chunk.
 */

/** Bytes of one chunk of the index. */
export const chunkBytes = 64 * 1024;

export interface LineIndex {
  /** Bytes from the start of the file that are indexed. */
  readonly bytes: number;
  /** Line ends in these bytes. */
  readonly lineEnds: number;
  /**
   * Takes note of the next bytes of the file.
   * @param bytes how many; at most as many as are missing to the end of the chunk (`room`).
   * @param lineEnds how many line ends are in them.
   */
  add(bytes: number, lineEnds: number): void;
  /** How many bytes are missing to the end of the chunk that is being filled: 1 to `chunkBytes`. */
  readonly room: number;
  /** Number of line ends before the chunk that holds an offset; the offset lies in the indexed bytes or just behind. */
  lineEndsBefore(chunk: number): number;
  /**
   * The chunk in which a line begins: the one that holds the line end before it.
   * @param line from 1; at most `lineEnds + 1`.
   */
  chunkOfLine(line: number): number;
  /** The next chunk from this one on that holds a line end; -1 when none of those that are indexed does. */
  nextWithLineEnd(chunk: number): number;
  /** The last chunk before this one that holds a line end; -1 when there is none. */
  previousWithLineEnd(chunk: number): number;
}

export function createLineIndex(): LineIndex {
  /** Line ends before chunk n; one number more than there are chunks that were begun. */
  let before = new Float64Array(1024);
  let bytes = 0;
  let lineEnds = 0;

  function add(count: number, found: number): void {
    const room = chunkBytes - (bytes % chunkBytes);
    if (count > room) throw new RangeError(`${count} bytes where ${room} are missing`);
    bytes += count;
    lineEnds += found;
    const chunk = Math.ceil(bytes / chunkBytes);
    if (chunk >= before.length) {
      const larger = new Float64Array(before.length * 2);
      larger.set(before);
      before = larger;
    }
    before[chunk] = lineEnds;
  }

  const chunks = (): number => Math.ceil(bytes / chunkBytes);

  function chunkOfLine(line: number): number {
    if (line <= 1) return 0;
    // The first chunk that ends with at least line - 1 line ends behind it.
    let low = 0;
    let high = Math.max(0, chunks() - 1);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before[middle + 1]! >= line - 1) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  function nextWithLineEnd(chunk: number): number {
    const known = chunks();
    if (chunk >= known || before[chunk] === lineEnds) return -1;
    const wanted = before[chunk]!;
    let low = chunk;
    let high = known - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before[middle + 1]! > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  function previousWithLineEnd(chunk: number): number {
    const from = Math.min(chunk, chunks());
    const wanted = before[from]!;
    return wanted === 0 ? -1 : chunkOfLine(wanted + 1);
  }

  return {
    get bytes() {
      return bytes;
    },
    get lineEnds() {
      return lineEnds;
    },
    get room() {
      return chunkBytes - (bytes % chunkBytes);
    },
    add,
    lineEndsBefore: chunk => before[chunk]!,
    chunkOfLine,
    nextWithLineEnd,
    previousWithLineEnd,
  };
}
