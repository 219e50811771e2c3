import { RE2JS } from 're2js';
import { createByteSearch, longestNeedle, prepareFoldedNeedle } from '../files/byte-search.ts';
import type { Lines } from './lines.ts';
import type { LogFile } from './log-file.ts';

export interface FindOptions {
  readonly text: string;
  readonly isRegex: boolean;
  readonly matchCase: boolean;
  readonly direction: 1 | -1;
  /** Forward: the first byte that is looked at. Backward: the first byte that is not. */
  readonly from: number;
  /** Whether a line counts, by the offset of a byte in it. */
  readonly admits: (offset: number) => boolean;
  readonly turn: () => Promise<void> | undefined;
  /** Gets the number of bytes that were searched. */
  readonly onProgress: (done: number) => void;
}

const blockSize = 1024 * 1024;

/**
 * Finds the next place of a text, or of a regular expression that matches within a line.
 * @returns its offset; undefined when there is none.
 * @throws what RE2JS throws for a pattern that is none.
 */
export function findText(file: LogFile, lines: Lines, options: FindOptions): Promise<number | undefined> {
  return options.isRegex ? findPattern(file, lines, options) : findLiteral(file, options);
}

async function findLiteral(file: LogFile, options: FindOptions): Promise<number | undefined> {
  const { text, matchCase, direction, from, admits } = options;
  const search = createByteSearch(blockSize + longestNeedle);
  const needle = prepareFoldedNeedle(text, matchCase, file.bytes(Math.max(0, from - 32_768), from + 32_768));
  const extra = needle.bytes.length - 1;
  const size = file.size();
  for (let done = 0; ; ) {
    const start = direction === 1 ? from + done : Math.max(0, from - done - blockSize);
    const wanted = direction === 1 ? Math.min(blockSize, size - start) : from - done - start;
    if (wanted <= 0) return undefined;
    const length = file.read(search.bytes, 0, wanted + extra, start);
    let found: number | undefined;
    for (let at = search.findFolded(needle, 0, length); at !== -1 && at < wanted; ) {
      if (admits(start + at)) found = start + at;
      if (found !== undefined && direction === 1) return found;
      at = search.findFolded(needle, at + 1, length);
    }
    if (found !== undefined) return found;
    done += wanted;
    options.onProgress(done);
    await options.turn();
  }
}

async function findPattern(file: LogFile, lines: Lines, options: FindOptions): Promise<number | undefined> {
  const { text, matchCase, direction, from, admits } = options;
  const pattern = RE2JS.compile(text, matchCase ? 0 : RE2JS.CASE_INSENSITIVE);
  const size = file.size();
  for (let at = from; direction === 1 ? at < size : at > 0; ) {
    const start = direction === 1 ? at : lines.startOf(Math.max(0, at - blockSize));
    const stop = direction === 1 ? (lines.endOf(Math.min(size, start + blockSize)) ?? size) + 1 : at;
    let found: number | undefined;
    let offset = start;
    const bytes = file.bytes(start, stop);
    for (const line of bytes.toString('latin1').split('\n')) {
      const end = offset + line.length;
      const decoded = bytes.toString('utf8', offset - start, end - start);
      if (offset < stop && pattern.matcher(decoded).find() && admits(offset)) found = offset;
      if (found !== undefined && direction === 1) return found;
      offset = end + 1;
    }
    if (found !== undefined) return found;
    at = direction === 1 ? stop : start;
    options.onProgress(Math.abs(at - from));
    await options.turn();
  }
  return undefined;
}
