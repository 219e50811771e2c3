import { type LogPiece, spansOf, usualPieceSize } from '../log/log-pieces.ts';
import { withLineFeeds } from './document.ts';

/** A place in a text as the protocol counts: lines from 0, characters from 0 in UTF-16. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

/** A change of a text, as the protocol tells it; without a range it is a new text. */
export interface TextChange {
  readonly range?: { readonly start: TextPosition; readonly end: TextPosition };
  readonly text: string;
}

/** How text becomes bytes and bytes text; handed in, for `core` knows no platform. */
export interface BytesCoding {
  readonly encode: (text: string) => Uint8Array;
  readonly decode: (bytes: Uint8Array, from: number, to: number) => string;
}

/** The text of a log in pieces, so that a change of it costs what has changed. Line ends are line feeds. */
export interface LogText {
  readonly pieces: readonly LogPiece[];
  /** As editors count: a text that ends with a line end has an empty line behind it. */
  readonly lineCount: number;
  /** Bytes. */
  readonly size: number;
  /** @param line from 1. @returns without its line end; undefined where there is no such line. */
  lineAt(line: number): string | undefined;
  change(changes: readonly TextChange[]): void;
}

/**
 * @param initial the pieces that the text has at first, or the text itself.
 * @param pieceSize of new pieces, in bytes.
 */
export function createLogText(
  initial: string | readonly LogPiece[],
  coding: BytesCoding,
  pieceSize = usualPieceSize,
): LogText {
  let pieces = typeof initial === 'string' ? piecesOf(initial) : [...initial];
  /** Per piece the number of line ends before it, and last of all that of the whole text. */
  let linesBefore = sumLines();
  let shown: { piece: LogPiece; lines: string[] } | undefined;

  function piecesOf(text: string): LogPiece[] {
    const bytes = coding.encode(withLineFeeds(text));
    return spansOf(bytes, true, pieceSize).map(({ from, to, lines }) => pieceOf(bytes.subarray(from, to), lines));
  }

  function sumLines(): number[] {
    const sums = [0];
    for (const { lines } of pieces) sums.push(sums.at(-1)! + lines);
    return sums;
  }

  /** Index of the piece that a line lies in, from 0; a line behind the last line end lies in the last piece. */
  function indexOf(line: number): number {
    let from = 0;
    let to = pieces.length - 1;
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if (linesBefore[middle]! <= line) from = middle;
      else to = middle - 1;
    }
    return from;
  }

  function textOf(from: number, to: number): string {
    return pieces
      .slice(from, to + 1)
      .map(piece => coding.decode(piece.read(), 0, piece.size))
      .join('');
  }

  function lineAt(line: number): string | undefined {
    const index = indexOf(line - 1);
    const piece = pieces[index];
    if (piece === undefined) return line === 1 ? '' : undefined;
    if (shown?.piece !== piece) shown = { piece, lines: textOf(index, index).split('\n') };
    const own = line - 1 - linesBefore[index]!;
    // Behind the last line end of a piece the next piece begins.
    if (own < 0 || own >= shown.lines.length || (own === piece.lines && index < pieces.length - 1)) return undefined;
    const text = shown.lines[own]!;
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  }

  function change(changes: readonly TextChange[]): void {
    for (const { range, text } of changes) {
      if (range === undefined) pieces = piecesOf(text);
      else replace(range.start, range.end, withLineFeeds(text));
      linesBefore = sumLines();
      shown = undefined;
    }
  }

  function replace(start: TextPosition, end: TextPosition, text: string): void {
    const first = indexOf(start.line);
    const last = Math.max(first, indexOf(end.line));
    const old = withLineFeeds(textOf(first, last));
    const from = offsetIn(old, start, linesBefore[first] ?? 0);
    const to = Math.max(from, offsetIn(old, end, linesBefore[first] ?? 0));
    const fresh = piecesOf(old.slice(0, from) + text + old.slice(to));
    const replaced = pieces.slice(first, last + 1);
    const isOne = replaced.length === 1 && fresh.length === 1;
    const was = replaced[0]?.reading?.evidence ?? replaced[0]?.was;
    // A new list: whoever reads the old one at this moment goes on with what was.
    pieces = [
      ...pieces.slice(0, first),
      ...(isOne ? fresh.map(piece => ({ ...piece, was })) : fresh),
      ...pieces.slice(last + 1),
    ];
  }

  return {
    get pieces() {
      return pieces;
    },
    get size() {
      return pieces.reduce((sum, piece) => sum + piece.size, 0);
    },
    get lineCount() {
      return linesBefore.at(-1)! + 1;
    },
    lineAt,
    change,
  };
}

function pieceOf(bytes: Uint8Array, lines: number): LogPiece {
  return { size: bytes.length, lines, read: () => bytes, reading: undefined };
}

/** The offset of a position in a text that begins with the line of a number; one behind a line's end is that end. */
function offsetIn(text: string, { line, character }: TextPosition, firstLine: number): number {
  let start = 0;
  for (let number = firstLine; number < line; number++) {
    const end = text.indexOf('\n', start);
    if (end === -1) return text.length;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return Math.min(start + character, end === -1 ? text.length : end);
}
