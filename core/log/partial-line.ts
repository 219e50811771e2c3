/** Longest part of a line that is read; the rest of it is counted and passed over. */
export const longestLine = 1024 * 1024;

/** The beginning of a line whose end has not come yet, kept from block to block. */
export interface PartialLine {
  /** Number of bytes of it that were seen. */
  readonly bytes: number;
  /** Takes over a copy of a range of bytes. */
  keep(block: Uint8Array, from: number, to: number): void;
  /** Gives what was kept and forgets it. */
  take(): Uint8Array;
}

export function createPartialLine(): PartialLine {
  let parts: Uint8Array[] = [];
  let kept = 0;
  let seen = 0;

  function keep(block: Uint8Array, from: number, to: number): void {
    seen += to - from;
    const length = Math.min(to - from, longestLine - kept);
    if (length <= 0) return;
    // A copy: the caller may use the memory of the block again.
    const part = new Uint8Array(length);
    part.set(block.subarray(from, from + length));
    parts.push(part);
    kept += length;
  }

  function take(): Uint8Array {
    const line = new Uint8Array(kept);
    let at = 0;
    for (const part of parts) {
      line.set(part, at);
      at += part.length;
    }
    parts = [];
    kept = 0;
    seen = 0;
    return line;
  }

  return {
    get bytes() {
      return seen;
    },
    keep,
    take,
  };
}
