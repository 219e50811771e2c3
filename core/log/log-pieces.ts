import type { ReadCounts } from './entry-reader.ts';
import type { FirstTimes, LineReaderStart } from './line-reader.ts';
import type { PartEvidence } from './part-evidence.ts';

/** Some whole lines of a log: what is read again when one of them changes. */
export interface LogPiece {
  /** Bytes. */
  readonly size: number;
  /** Line ends. */
  readonly lines: number;
  /** Its bytes; only the last piece of a log may lack its last line end. */
  read(): Uint8Array;
  /** What reading it gave; undefined when it was not read, or has to be read again. */
  reading: PieceReading | undefined;
  /** What the piece showed that stood in its place before it was changed. */
  was?: PartEvidence | undefined;
}

export interface PieceReading extends FirstTimes {
  /** What a reader that begins with this piece must know; undefined where none can begin, because an entry goes across. */
  readonly start: LineReaderStart | undefined;
  readonly evidence: PartEvidence;
  /** Of this piece alone. */
  readonly counts: ReadCounts;
}

/** A range of bytes that holds whole lines. */
export interface LineSpan {
  readonly from: number;
  readonly to: number;
  readonly lines: number;
}

/** Bytes of a piece: few enough to be read in less than a millisecond, enough for a log to have not too many. */
export const usualPieceSize = 32 * 1024;
const newline = 10;

/**
 * Divides bytes into spans of about the size of a piece, each beginning with a line that probably begins an entry; where
 * none is found for as long again, with one that is not indented.
 * @param isEnd whether the log ends with these bytes; else the last span is left out, for it may go on.
 * @param pieceSize bytes.
 */
export function spansOf(bytes: Uint8Array, isEnd: boolean, pieceSize = usualPieceSize): LineSpan[] {
  const spans: LineSpan[] = [];
  let from = 0;
  let lines = 0;
  for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, end + 1)) {
    lines++;
    const next = end + 1;
    const size = next - from;
    if (size < pieceSize || next === bytes.length) continue;
    const isGood = size < 2 * pieceSize ? beginsEntry(bytes, next) : !mayGoOn(bytes[next]!);
    if (!isGood) continue;
    spans.push({ from, to: next, lines });
    from = next;
    lines = 0;
  }
  if (isEnd && from < bytes.length) spans.push({ from, to: bytes.length, lines });
  return spans;
}

/** Whether a line that begins so goes on with an entry: it is indented or empty, or separates others. */
function mayGoOn(first: number): boolean {
  return first <= 32 || first === 45;
}

/** How far into a line a context bracket is looked for. */
const longestHead = 200;
const bracket = 91;

/** Whether a line has the context bracket of oslo.log (`[-]`, `[req-…`, `[None …`): lines of a traceback lack it. */
function beginsEntry(bytes: Uint8Array, start: number): boolean {
  if (mayGoOn(bytes[start]!)) return false;
  const stop = Math.min(bytes.length - 1, start + longestHead);
  for (let at = start; at < stop; at++) {
    const byte = bytes[at]!;
    if (byte === newline) return false;
    if (byte !== bracket || bytes[at - 1] !== 32) continue;
    const second = bytes[at + 1]!;
    if (second === 45 || second === 114 || second === 78 || second === 103) return true;
  }
  return false;
}
