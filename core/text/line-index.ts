/** Finds lines by offset and offsets by line. Lines and columns count from 1, offsets from 0; columns are UTF-16 units. */
export interface LineIndex {
  readonly lineCount: number;
  lineAt(offset: number): number;
  positionAt(offset: number): { readonly line: number; readonly column: number };
  /** Where a line starts; the end of the text for lines behind the last one. */
  offsetOf(line: number): number;
}

/** @param text its lines end with LF, CR LF or CR, as in editors and in Python's text files. */
export function createLineIndex(text: string): LineIndex {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length);
  const lineAt = (offset: number) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  return {
    lineCount: starts.length,
    lineAt,
    positionAt: offset => {
      const line = lineAt(offset);
      return { line, column: offset - starts[line - 1]! + 1 };
    },
    offsetOf: line => starts[line - 1] ?? text.length,
  };
}

/** Where the line of a place begins, both as offsets from 0. Lines end with LF. */
export function lineStartAt(text: string, offset: number): number {
  // A search that begins before the text would find a line end at its first character.
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}
