import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node } from 'yaml';
import { nearest } from '../text/nearest.ts';
import { parseYaml } from '../text/yaml.ts';
import type { RunbookProblem } from './runbook.ts';

/** A YAML text that is being read, and what was found wrong so far. */
export interface Reading {
  readonly path: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly problems: RunbookProblem[];
}

/** A mapping, key by key. */
export interface Fields {
  readonly node: Node;
  /** How messages call it: `steps[2].verify`; empty for the whole file. */
  readonly name: string;
  readonly keys: ReadonlyMap<string, Node>;
  readonly values: ReadonlyMap<string, Node | null>;
}

/** Aliases of YAML that may be followed in all; a file of this kind needs few. */
const mostAliases = 100;
const mostProblems = 100;

/** Parses the text. It never throws; `root` is undefined where there is nothing to go on with. */
export function startReading(path: string, text: string): { reading: Reading; root: Node | undefined } {
  const lines = new LineCounter();
  const problems: RunbookProblem[] = [];
  const document: Document = parseYaml(text, { lineCounter: lines, logLevel: 'silent' });
  const reading: Reading = { path, document, lines, problems };
  for (const { message, pos } of document.errors) {
    report(reading, { start: pos[0], end: pos[1] }, 'syntax', [firstLine(message).replace(/ at line \d+.*$/, '')]);
  }
  if (document.errors.length > 0) return { reading, root: undefined };
  try {
    document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    report(reading, { start: 0, end: 0 }, 'syntax', [firstLine((error as Error).message)]);
    return { reading, root: undefined };
  }
  if (document.contents === null) report(reading, { start: 0, end: 0 }, 'missing-key', ['runbook, title, steps', '']);
  return { reading, root: (document.contents as Node | null) ?? undefined };
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.slice(0, 300);
}

/** What a node stands for: an alias is followed. */
export function resolved(reading: Reading, node: Node | null | undefined): Node | null {
  if (node === undefined || node === null) return null;
  return isAlias(node) ? (node.resolve(reading.document) ?? null) : node;
}

/** Notes a problem at a node or between two offsets. */
export function report(
  reading: Reading,
  at: Node | { readonly start: number; readonly end: number },
  kind: string,
  values: readonly string[] = [],
  severity: RunbookProblem['severity'] = 'error',
): void {
  if (reading.problems.length >= mostProblems) return;
  const range = 'start' in at ? at : { start: at.range?.[0] ?? 0, end: at.range?.[1] ?? 0 };
  const from = positionOf(reading, range.start);
  const to = positionOf(reading, Math.max(range.start, range.end));
  reading.problems.push({
    path: reading.path,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    kind,
    severity,
    values,
  });
}

export function lineOf(reading: Reading, node: Node): number {
  return positionOf(reading, node.range?.[0] ?? 0).line;
}

function positionOf(reading: Reading, offset: number): { line: number; column: number } {
  const { line, col } = reading.lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** A mapping. Keys that are not known are reported, unless none are named. */
export function fieldsOf(
  reading: Reading,
  written: Node | null | undefined,
  name: string,
  known?: readonly string[],
): Fields | undefined {
  const node = resolved(reading, written);
  if (!isMap(node)) {
    const place = written ?? node;
    if (place) report(reading, place, 'wrong-type', [name === '' ? 'runbook' : name, 'map']);
    return undefined;
  }
  const keys = new Map<string, Node>();
  const values = new Map<string, Node | null>();
  for (const pair of node.items) {
    const key = pair.key as Node;
    const word = isScalar(key) ? String(key.value) : '';
    if (known && !known.includes(word)) {
      report(reading, key, 'unknown-key', [word, nearest(word, known) ?? '', known.join(', ')]);
    }
    keys.set(word, key);
    values.set(word, (pair.value as Node | null) ?? null);
  }
  return { node, name, keys, values };
}

/** The items of a list; one value alone is a list of one where `orOne` says so. */
export function itemsOf(reading: Reading, fields: Fields, key: string, orOne: boolean): Node[] {
  if (!fields.keys.has(key)) return [];
  const node = resolved(reading, fields.values.get(key));
  if (isSeq(node)) {
    if (node.items.length === 0) report(reading, node, 'empty-list', [nameOf(fields, key)]);
    return node.items as Node[];
  }
  if (node !== null && orOne) return [node];
  report(reading, valueOrKey(fields, key), 'wrong-type', [nameOf(fields, key), 'list']);
  return [];
}

/** What a key is called in messages. */
export function nameOf(fields: Fields, key: string): string {
  return fields.name === '' ? key : `${fields.name}.${key}`;
}

/** Where a key's value is, or the key where nothing is behind it. */
export function valueOrKey(fields: Fields, key: string): Node {
  return fields.values.get(key) ?? fields.keys.get(key) ?? fields.node;
}

/** A text, number or truth value as it is; undefined where the key is left out, or anything else stands there. */
export function scalarOf(reading: Reading, fields: Fields, key: string): string | number | boolean | undefined {
  if (!fields.keys.has(key)) return undefined;
  const node = resolved(reading, fields.values.get(key));
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  report(reading, valueOrKey(fields, key), 'wrong-type', [nameOf(fields, key), 'text']);
  return undefined;
}

/** A text that is not empty. Numbers are no texts: `2025.10` would have become 2025.1. */
export function textOf(reading: Reading, fields: Fields, key: string): string | undefined {
  const value = scalarOf(reading, fields, key);
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.trim() !== '') return value;
  report(reading, valueOrKey(fields, key), 'wrong-type', [nameOf(fields, key), 'text']);
  return undefined;
}

/** One of a few words. */
export function choiceOf<Choice extends string>(
  reading: Reading,
  fields: Fields,
  key: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = scalarOf(reading, fields, key);
  if (value === undefined) return undefined;
  if ((choices as readonly string[]).includes(String(value))) return String(value) as Choice;
  report(reading, valueOrKey(fields, key), 'not-allowed', [nameOf(fields, key), String(value), choices.join(', ')]);
  return undefined;
}

/** Texts of a list. */
export function textsOf(reading: Reading, fields: Fields, key: string): string[] {
  return itemsOf(reading, fields, key, false).flatMap(item => {
    const node = resolved(reading, item);
    if (isScalar(node) && typeof node.value === 'string' && node.value !== '') return [node.value];
    report(reading, item, 'wrong-type', [nameOf(fields, key), 'text']);
    return [];
  });
}

/** Reports keys that must be there. The start of the mapping is the place, not all of it. */
export function requireKeys(reading: Reading, fields: Fields, keys: readonly string[]): void {
  const missing = keys.filter(key => !fields.keys.has(key));
  if (missing.length === 0) return;
  report(reading, startOf(fields), 'missing-key', [missing.join(', '), fields.name]);
}

/** The first letter of a mapping: a whole step is not underlined for what it lacks. */
export function startOf(fields: Fields): { start: number; end: number } {
  const first = [...fields.keys.values()][0] ?? fields.node;
  const start = first.range?.[0] ?? 0;
  return { start, end: first.range?.[1] ?? start };
}
