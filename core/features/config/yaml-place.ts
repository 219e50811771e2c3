import type { TextRange } from '../../config/finding.ts';
import { lineStartAt } from '../../text/line-index.ts';

/** A line of YAML as far as keys are concerned: good enough while it is being written, when YAML itself is not valid. */
export interface KeyLine {
  /** Column of the first dash of a list; undefined where there is none. */
  readonly dash: number | undefined;
  readonly column: number;
  readonly key: string;
  readonly hasColon: boolean;
  readonly keyRange: TextRange;
  readonly valueStart: number;
  readonly start: number;
  readonly end: number;
}

/** Stands for an element of a list in a path. */
export const item = '[]';

export function keyLineAt(text: string, offset: number): KeyLine {
  const start = lineStartAt(text, offset);
  const next = text.indexOf('\n', offset);
  const end = next === -1 ? text.length : next;
  const match = /^([ \t]*)((?:-[ \t]+)*)(?:([A-Za-z][\w-]*)[ \t]*(:(?=[ \t]|$))?)?/.exec(
    text.slice(start, end).replace(/\r$/, ''),
  )!;
  const column = match[1]!.length + match[2]!.length;
  const key = match[3] ?? '';
  return {
    dash: match[2] === '' ? undefined : match[1]!.length,
    column,
    key,
    hasColon: match[4] !== undefined,
    keyRange: { start: start + column, end: start + column + key.length },
    valueStart: start + match[0].length,
    start,
    end,
  };
}

/** The keys that a line lies below, the outermost one first; an element of a list is `[]`. */
export function pathAbove(text: string, offset: number, line: KeyLine): string[] {
  const path: string[] = [];
  let limit = line.column;
  let isItem = false;
  if (line.dash !== undefined) {
    path.unshift(item);
    limit = line.dash;
    isItem = true;
  }
  for (let at = lineStartAt(text, offset) - 1; at >= 0 && (limit > 0 || isItem); at = lineStartAt(text, at) - 1) {
    const above = keyLineAt(text, at);
    if (above.key === '' || !above.hasColon) continue;
    const isParent = above.column < limit || (isItem && above.dash === undefined && above.column === limit);
    const isFirstOfItem = !isItem && above.dash !== undefined && above.column === limit;
    if (!isParent && !isFirstOfItem) continue;
    if (isParent) path.unshift(above.key);
    isItem = above.dash !== undefined;
    if (isItem) path.unshift(item);
    limit = above.dash ?? above.column;
  }
  return path;
}

/** Where somebody is in a YAML text: in a block of lines, or in `{a: b, c: [d]}`. */
export interface YamlPlace {
  /** Keys above, the outermost one first; an element of a list is `[]`. */
  readonly path: readonly string[];
  /** The key whose value the place is in; undefined where a key is being written, or an element of a list. */
  readonly key: string | undefined;
  readonly isInFlow: boolean;
  /** The word at the place, without quotes. */
  readonly word: TextRange;
  /** Other keys of the same mapping and their values, as far as they stand on single lines. */
  readonly siblings: ReadonlyMap<string, string>;
}

interface Frame {
  readonly isList: boolean;
  readonly opener: string | undefined;
  key: string | undefined;
  readonly pairs: Map<string, string>;
}

/** Finds out where a place is. */
export function yamlPlaceAt(text: string, offset: number): YamlPlace {
  const line = keyLineAt(text, offset);
  const above = pathAbove(text, offset, line);
  const frames = flowFrames(text.slice(line.start, line.end), offset - line.start, line.valueStart - line.start);
  const word = wordAt(text, offset, line);
  const inner = frames.at(-1);
  if (inner === undefined) {
    const isValue = line.hasColon && offset >= line.valueStart;
    return {
      path: above,
      key: isValue ? line.key : undefined,
      isInFlow: false,
      word,
      siblings: blockSiblings(text, line),
    };
  }
  const path = [...above, ...(line.hasColon ? [line.key] : [])];
  for (const [index, frame] of frames.entries()) {
    if (index > 0 && frame.opener !== undefined) path.push(frame.opener);
    if (frame.isList) path.push(item);
  }
  return { path, key: inner.isList ? undefined : inner.key, isInFlow: true, word, siblings: inner.pairs };
}

/** The braces and brackets of a line that are open at a column, the outermost one first. */
function flowFrames(line: string, column: number, from: number): Frame[] {
  const frames: Frame[] = [];
  let word = '';
  let quote = '';
  const endPart = () => {
    const frame = frames.at(-1);
    if (frame?.key !== undefined) frame.pairs.set(frame.key, word.trim());
    if (frame) frame.key = undefined;
    word = '';
  };
  for (let at = from; at < line.length; at++) {
    const letter = line[at]!;
    // Behind the place only what belongs to the same mapping is of interest.
    if (at >= column && (letter === '{' || letter === '[' || letter === '}' || letter === ']')) break;
    if (at === column && frames.length === 0) break;
    if (quote !== '') {
      if (letter === quote) quote = '';
      else word += letter;
    } else if ((letter === '"' || letter === "'") && word.trim() === '') quote = letter;
    else if (letter === '{' || letter === '[') {
      frames.push({ isList: letter === '[', opener: frames.at(-1)?.key, key: undefined, pairs: new Map() });
      word = '';
    } else if (letter === '}' || letter === ']') {
      endPart();
      frames.pop();
    } else if (letter === ',' && at < column) endPart();
    else if (letter === ',') break;
    else if (letter === ':' && /[\s]|^$/.test(line[at + 1] ?? '') && at < column) {
      const frame = frames.at(-1);
      if (frame) frame.key = word.trim();
      word = '';
    } else word += letter;
  }
  return frames;
}

function wordAt(text: string, offset: number, line: KeyLine): TextRange {
  const isOutside = (letter: string) => /[\s{}[\],"']/.test(letter);
  let start = offset;
  while (start > line.start && !isOutside(text[start - 1]!)) start--;
  let end = offset;
  while (end < line.end && !isOutside(text[end]!) && text[end] !== ':') end++;
  return { start, end };
}

/** Keys of the same block of lines. */
function blockSiblings(text: string, line: KeyLine): Map<string, string> {
  const pairs = new Map<string, string>();
  const note = (at: KeyLine) => {
    if (at.hasColon && at.column === line.column) pairs.set(at.key, unquoted(text.slice(at.valueStart, at.end)));
  };
  const isBlank = (at: KeyLine) => text.slice(at.start, at.end).trim() === '';
  if (line.dash === undefined) {
    for (let at = line; at.start > 0; ) {
      at = keyLineAt(text, at.start - 1);
      if (!isBlank(at) && at.column < line.column) break;
      note(at);
      if (at.dash !== undefined && at.column === line.column) break;
    }
  }
  for (let at = line; at.end < text.length; ) {
    at = keyLineAt(text, at.end + 1);
    if (!isBlank(at) && (at.column < line.column || (at.dash !== undefined && at.dash < line.column))) break;
    note(at);
  }
  return pairs;
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  return /^(['"]).*\1$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}
