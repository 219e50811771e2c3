import type { TextRange } from '../finding.ts';
import type { OsloFile, OsloGroup, OsloProblem, OsloSetting } from './oslo-file.ts';
import { leadingBlankCount, lengthWithoutTrailingBlanks, strip } from './python-text.ts';

const lineEnds = /\r\n|\r|\n/g;

/**
 * Reads a file as oslo.config does (oslo_config/iniparser.py, oslo_config/cfg.py `ConfigParser`), but goes on behind what
 * oslo.config stops at.
 * @param text the file as it is, a byte order mark included: oslo.config does not take it off either.
 */
export function readOsloFile(path: string, text: string): OsloFile {
  const state: ReaderState = { groups: [], problems: [], group: undefined, open: undefined };
  let start = 0;
  if (text.startsWith('\uFEFF')) {
    state.problems.push({ kind: 'byte-order-mark', range: { start: 0, end: 1 } });
    start = 1;
  }
  while (start < text.length) {
    lineEnds.lastIndex = start;
    const lineEnd = lineEnds.exec(text);
    readLine(state, text, start, lineEnd?.index ?? text.length);
    start = lineEnd === null ? text.length : lineEnd.index + lineEnd[0].length;
  }
  closeSetting(state);
  closeGroup(state, text.length);
  state.problems.sort((left, right) => left.range.start - right.range.start);
  return { path, text, groups: state.groups, problems: state.problems };
}

interface ReaderState {
  readonly groups: OsloGroup[];
  readonly problems: OsloProblem[];
  /** The group that is being read. */
  group: { name: string; headerRange: TextRange; settings: OsloSetting[]; isInFile: boolean } | undefined;
  /** The assignment that further lines may continue. */
  open: { name: string; nameRange: TextRange; lines: string[]; valueStart: number; end: number } | undefined;
}

/** Reads one line, which lies in `text` from `start` and ends before `end`. */
function readLine(state: ReaderState, text: string, start: number, end: number): void {
  const whole = text.slice(start, end);
  const line = whole.slice(0, lengthWithoutTrailingBlanks(whole));
  const range = { start, end: start + line.length };
  if (line !== '' && (line[0] === ' ' || line[0] === '\t')) {
    readContinuation(state, line, range);
    return;
  }
  closeSetting(state);
  if (line === '' || line[0] === '#' || line[0] === ';') return;
  if (line[0] === '[') readHeader(state, line, range);
  else readAssignment(state, line, range);
}

function readContinuation(state: ReaderState, line: string, range: TextRange): void {
  if (state.open === undefined) {
    state.problems.push({ kind: 'unexpected-continuation', range });
    return;
  }
  state.open.lines.push(line.slice(leadingBlankCount(line)));
  state.open.end = range.end;
}

function readHeader(state: ReaderState, line: string, range: TextRange): void {
  if (!line.endsWith(']')) state.problems.push({ kind: 'unclosed-header', range });
  else if (line.length <= 2) state.problems.push({ kind: 'empty-header', range });
  closeGroup(state, range.start);
  // Where a header is broken, people still mean the group that is named in it.
  const closing = line.lastIndexOf(']');
  const name = line.slice(1, closing > 0 ? closing : undefined);
  state.group = { name, headerRange: range, settings: [], isInFile: true };
}

function readAssignment(state: ReaderState, line: string, range: TextRange): void {
  const sign = line.search(/[:=]/);
  if (sign < 0) {
    state.problems.push({ kind: 'no-assignment', range });
    return;
  }
  const name = strip(line.slice(0, sign));
  if (name === '') {
    state.problems.push({ kind: 'empty-name', range });
    return;
  }
  const nameStart = range.start + leadingBlankCount(line);
  const written = line.slice(sign + 1);
  const value = strip(written);
  const valueStart = value === '' ? range.end : range.start + sign + 1 + leadingBlankCount(written);
  state.open = {
    name,
    nameRange: { start: nameStart, end: nameStart + name.length },
    lines: [withoutQuotes(value)],
    valueStart,
    end: range.end,
  };
}

/** Takes off quotes that stand around the first line of a value, even where it is nothing but one quote. */
function withoutQuotes(value: string): string {
  const first = value[0];
  return (first === '"' || first === "'") && value.endsWith(first) ? value.slice(1, -1) : value;
}

function closeSetting(state: ReaderState): void {
  const open = state.open;
  if (open === undefined) return;
  state.open = undefined;
  const range = { start: open.nameRange.start, end: open.end };
  if (state.group === undefined)
    state.group = { name: 'DEFAULT', headerRange: { start: 0, end: 0 }, settings: [], isInFile: false };
  if (!state.group.isInFile) state.problems.push({ kind: 'no-group', range });
  state.group.settings.push({
    group: state.group.name,
    name: open.name,
    nameRange: open.nameRange,
    value: open.lines.join('\n'),
    valueRange: { start: open.valueStart, end: open.end },
    range,
  });
}

function closeGroup(state: ReaderState, end: number): void {
  if (state.group === undefined) return;
  const { name, headerRange, settings } = state.group;
  state.groups.push({ name, headerRange, range: { start: headerRange.start, end }, settings });
  state.group = undefined;
}
