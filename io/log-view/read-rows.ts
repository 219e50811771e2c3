import type { LineRuns } from '../../core/log/view/line-runs.ts';
import type { ViewLine } from '../../core/log/view/protocol.ts';
import type { LinePlace, Lines } from './lines.ts';

/** A filter that is on: what it admits, and with the lines around it what is shown. */
export interface ActiveFilter {
  readonly matches: LineRuns;
  readonly shown: LineRuns;
  readonly isHiding: boolean;
}

export interface RowSource {
  readonly lines: Lines;
  /** Bytes of the file. */
  readonly size: number;
  /** Rows that there are, or are likely to be. */
  readonly rows: number;
  readonly filter: ActiveFilter | undefined;
}

/** Reads rows; fewer where there are no more, or where the index does not reach the lines of a filter yet. */
export function readRows(source: RowSource, row: number, count: number): { row: number; lines: ViewLine[] } {
  const { lines, rows, filter } = source;
  const first = Math.max(0, Math.min(row, rows - 1));
  if (filter?.isHiding) return { row: first, lines: readShown(lines, filter, first, count) };
  const offset = lines.offsetOfLine(first + 1);
  if (offset !== undefined) return { row: first, lines: asView(lines.readFrom(offset, count, first + 1), filter) };
  // The index does not reach so far: the place is told from the bytes, and the numbers are not known yet.
  const isEnd = first + count >= rows;
  const start = isEnd ? lines.startOfLast(count) : lines.startOf(Math.floor((first / rows) * source.size));
  return {
    row: isEnd ? Math.max(0, rows - count) : first,
    lines: asView(lines.readFrom(start, count, undefined), filter),
  };
}

function readShown(lines: Lines, filter: ActiveFilter, first: number, count: number): ViewLine[] {
  const read: ViewLine[] = [];
  for (let row = first; row < first + count; ) {
    const line = filter.shown.lineOfRow(row);
    if (line === undefined) break;
    let length = 1;
    while (row + length < first + count && filter.shown.lineOfRow(row + length) === line + length) length++;
    const offset = lines.offsetOfLine(line);
    if (offset === undefined) break;
    read.push(...asView(lines.readFrom(offset, length, line), filter));
    row += length;
  }
  return read;
}

function asView(places: readonly LinePlace[], filter: ActiveFilter | undefined): ViewLine[] {
  return places.map(({ line, offset, end, text, isCut }) => ({
    line,
    offset,
    bytes: end === undefined ? undefined : end - offset,
    text,
    isCut,
    isMatch: filter === undefined || line === undefined || filter.matches.has(line),
  }));
}
