import type { ConfigEdit, ConfigFix } from '../config/finding.ts';
import type { EngineCall } from './engine-calls.ts';
import type { PythonFile } from './rule.ts';
import type { Entry } from './values.ts';

type Text = Pick<PythonFile, 'path' | 'text'>;

/** Takes an argument, or an entry of a dict, out, with its comma; where it has lines of its own, with these. */
export function removal({ path, text }: Text, entry: Entry): ConfigEdit {
  const { start, end } = entry.range;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const behind = /^[ \t]*,?[ \t]*(?:\r?\n)/.exec(text.slice(end));
  if (/^[ \t]*$/.test(text.slice(lineStart, start)) && behind?.[0].includes(',')) {
    return { path, range: { start: lineStart, end: end + behind[0].length }, text: '' };
  }
  const before = /,\s*$/.exec(text.slice(0, start).slice(-400));
  if (before !== null) return { path, range: { start: start - before[0].length, end }, text: '' };
  const comma = /^\s*,[ \t]*/.exec(text.slice(end));
  return { path, range: { start, end: end + (comma?.[0].length ?? 0) }, text: '' };
}

/** Gives an argument, or an entry of a dict, another name. */
export function renaming({ path, text }: Text, entry: Entry, name: string): ConfigEdit {
  if (entry.isKeyword) return { path, range: entry.nameRange, text: name };
  const quote = text[entry.nameRange.end - 1] === '"' ? '"' : "'";
  return { path, range: entry.nameRange, text: quote + name + quote };
}

export function newValue({ path }: Text, entry: Entry, value: string): ConfigEdit {
  return { path, range: entry.valueRange, text: value };
}

/** Adds keyword arguments to a call, where there is a place for them. */
export function addition({ path }: Text, call: EngineCall, ...written: readonly string[]): ConfigEdit | undefined {
  if (call.insertion === undefined) return undefined;
  const { offset, before } = call.insertion;
  const text = before === '' ? written.join(', ') : written.map(argument => before + argument).join('');
  return { path, range: { start: offset, end: offset }, text };
}

/** A fix of a finding, where its edits are possible. Code is changed only when somebody asks for it, unless it is `isSafe`. */
export function fixOf(
  title: string,
  edits: readonly (ConfigEdit | undefined)[],
  isSafe = false,
): { readonly fix?: ConfigFix } {
  const possible = edits.filter(edit => edit !== undefined);
  return possible.length === edits.length && possible.length > 0 ? { fix: { title, edits: possible, isSafe } } : {};
}
