import type { Entry } from '../log/entry.ts';
import { isBelowWarning } from '../log/open-entries.ts';
import { shapeOf } from '../log/unknown-groups.ts';
import type { LogDocument } from './document.ts';

/** Lines that an editor can fold, from the first to the last (both counted from 1); the first stays visible. */
export interface LogFold {
  readonly kind: 'entry' | 'traceback' | 'storm';
  readonly startLine: number;
  readonly endLine: number;
}

/** Takes the entries of a document in the order of their lines and finds what can be folded. */
export interface FoldFinder {
  entry(entry: Entry): void;
  /**
   * The folds in the order of their first lines.
   * @param most how many: storms are kept before entries, entries before the tracebacks in them.
   */
  result(most: number): LogFold[];
}

/** Fewest equal entries behind each other that are a storm. */
const fewestInStorm = 4;
const tracebackStart = 'Traceback (most recent call last)';

/**
 * @param document the lines of the entries. An entry whose lines are mixed with those of another process is not folded: the
 *   other's lines would be hidden with it.
 */
export function createFoldFinder(document: LogDocument): FoldFinder {
  const storms: LogFold[] = [];
  const entries: LogFold[] = [];
  const tracebacks: LogFold[] = [];
  let before: Entry | undefined;
  let storm: { shape: string; count: number; startLine: number; endLine: number } | undefined;

  function entry(next: Entry): void {
    if (before !== undefined) settle(before, next.line);
    before = next;
  }

  function settle(entry: Entry, nextLine: number): void {
    let endLine = Math.min(entry.line + entry.lineCount - 1, document.lineCount);
    while (endLine > entry.line && document.lineAt(endLine)?.trim() === '') endLine--;
    const isMixed = nextLine <= endLine;
    if (!isMixed && endLine > entry.line) {
      entries.push({ kind: 'entry', startLine: entry.line, endLine });
      if (entry.traceback !== '') foldTracebacks(entry.line, endLine);
    }
    goOnWithStorm(entry, isMixed ? entry.line : endLine);
  }

  /** Each traceback of a chain of exceptions, up to the line before the next. */
  function foldTracebacks(firstLine: number, lastLine: number): void {
    let startLine = 0;
    for (let line = firstLine; line <= lastLine; line++) {
      const text = document.lineAt(line) ?? '';
      if (!text.includes(tracebackStart)) continue;
      if (startLine !== 0) addTraceback(startLine, line - 1);
      startLine = line;
    }
    // A traceback that ends with its entry and begins right with it would be the same fold.
    if (startLine > firstLine) addTraceback(startLine, lastLine);
  }

  function addTraceback(startLine: number, endLine: number): void {
    if (endLine > startLine) tracebacks.push({ kind: 'traceback', startLine, endLine });
  }

  function goOnWithStorm(entry: Entry, endLine: number): void {
    if (isBelowWarning(entry.level)) {
      endStorm();
      return;
    }
    const shape = shapeOf(entry);
    if (storm?.shape === shape) {
      storm.count++;
      storm.endLine = endLine;
      return;
    }
    endStorm();
    storm = { shape, count: 1, startLine: entry.line, endLine };
  }

  function endStorm(): void {
    if (storm !== undefined && storm.count >= fewestInStorm) {
      storms.push({ kind: 'storm', startLine: storm.startLine, endLine: storm.endLine });
    }
    storm = undefined;
  }

  function result(most: number): LogFold[] {
    if (before !== undefined) settle(before, Number.POSITIVE_INFINITY);
    before = undefined;
    endStorm();
    const starts = new Set(storms.map(fold => fold.startLine));
    // Editors keep one fold for each first line: the storm, whose first entry is then folded with it.
    const others = [...entries, ...tracebacks].filter(fold => !starts.has(fold.startLine));
    return [...storms, ...others].slice(0, most).sort((one, other) => one.startLine - other.startLine);
  }

  return { entry, result };
}
