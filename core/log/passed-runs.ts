import { createLoggerFilter, lowLevelLogger } from './fast-header.ts';

/**
 * Runs of lines in a block that a reader may pass over, found ahead of it (by another thread). For every run five
 * numbers: the offset of its first line, the offset behind its last line end, the number of its lines, and where its
 * last line begins and ends (without the line end).
 */
export interface PassedRuns {
  readonly numbers: Int32Array;
  /** How many runs there are. */
  readonly count: number;
}

export const numbersPerRun = 5;
const newline = 10;

/**
 * Prepares the search for passed-over lines.
 * @param isWanted whether records of level INFO of a logger are asked for.
 * @returns a function that fills `numbers` with the runs of a block and returns how many there are. Lines that begin or
 *   end outside of the block are in no run; `isFirst` says that the block begins with a line. When there is no room for
 *   more runs, the rest of the block is left to the reader.
 */
export function createRunFinder(
  isWanted: (logger: string) => boolean,
  decode: (bytes: Uint8Array, from: number, to: number) => string,
): (block: Uint8Array, isFirst: boolean, numbers: Int32Array) => number {
  const passesOver = createLoggerFilter(isWanted, decode);
  return (block, isFirst, numbers) => {
    let start = isFirst ? 0 : block.indexOf(newline) + 1;
    if (!isFirst && start === 0) return 0;
    let at = 0;
    let isOpen = false;
    for (;;) {
      const end = block.indexOf(newline, start);
      if (end === -1) break;
      const logger = lowLevelLogger(block, start, end);
      if (logger === -1 || !passesOver(block, logger, end)) {
        if (isOpen) at += numbersPerRun;
        isOpen = false;
      } else {
        if (!isOpen) {
          if (at + numbersPerRun > numbers.length) break;
          numbers[at] = start;
          numbers[at + 2] = 0;
          isOpen = true;
        }
        numbers[at + 1] = end + 1;
        numbers[at + 2]!++;
        numbers[at + 3] = start;
        numbers[at + 4] = end;
      }
      start = end + 1;
    }
    return (isOpen ? at + numbersPerRun : at) / numbersPerRun;
  };
}
