import { isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import { parseYaml } from '../text/yaml.ts';
import type { ConfigEdit } from './finding.ts';

/** Numbers for `.nova-doctor.yaml`, by their path: `counts.cores`, `database.maxConnections`. */
export type WorkspaceNumbers = Readonly<Record<string, number>>;

/**
 * The edits that write numbers into a `.nova-doctor.yaml`, and leave everything else as it stands: in the place of the value, in
 * the map that is there, or in a new map at the end.
 * @param text the file; one with errors of YAML gets no edits.
 */
export function workspaceNumberEdits(path: string, text: string, numbers: WorkspaceNumbers): ConfigEdit[] {
  const document = parseYaml(text, { logLevel: 'silent' });
  const { contents } = document;
  if (document.errors.length > 0 || (contents !== null && !isMap(contents))) return [];
  const pairs = (contents as YAMLMap | null)?.items ?? [];
  const edits: ConfigEdit[] = [];
  const added: Record<string, number> = {};
  for (const [group, own] of groupsOf(numbers)) {
    const pair = pairs.find(one => keyOf(one) === group);
    if (pair) edits.push(...groupEdits(path, text, own, pair));
    else for (const [name, value] of own) added[`${group}.${name}`] = value;
  }
  if (Object.keys(added).length === 0 || (contents as YAMLMap | null)?.flow) return edits;
  const end = lineEndOf(text);
  const before = text === '' || /[\r\n]$/.test(text) ? '' : end;
  const put = before + newWorkspaceFile(added).replaceAll('\n', end);
  return [...edits, { path, range: { start: text.length, end: text.length }, text: put }];
}

function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The text of a new `.nova-doctor.yaml` with these numbers. */
export function newWorkspaceFile(numbers: WorkspaceNumbers): string {
  return [...groupsOf(numbers)].map(([group, own]) => `${group}: { ${flowText(own)} }\n`).join('');
}

function groupsOf(numbers: WorkspaceNumbers): Map<string, [name: string, value: number][]> {
  const groups = new Map<string, [string, number][]>();
  for (const [key, value] of Object.entries(numbers)) {
    const [group = '', name = ''] = key.split('.');
    groups.set(group, [...(groups.get(group) ?? []), [name, value]]);
  }
  return groups;
}

function flowText(own: readonly (readonly [string, number])[]): string {
  return own.map(([name, value]) => `${name}: ${value}`).join(', ');
}

function keyOf(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}

function groupEdits(
  path: string,
  text: string,
  own: readonly (readonly [name: string, value: number])[],
  pair: Pair,
): ConfigEdit[] {
  const insert = (offset: number, inserted: string): ConfigEdit => ({
    path,
    range: { start: offset, end: offset },
    text: inserted,
  });
  const map = pair.value;
  if (!isMap(map)) {
    const isEmpty = map === null || (isScalar(map) && map.value === null);
    const end = isScalar(pair.key) ? text.indexOf(':', pair.key.range?.[1]) + 1 : 0;
    return isEmpty && end > 0 ? [insert(end, ` { ${flowText(own)} }`)] : [];
  }
  const edits: ConfigEdit[] = [];
  const missing: (readonly [string, number])[] = [];
  for (const [name, value] of own) {
    const known = map.items.find(one => keyOf(one as Pair) === name) as Pair | undefined;
    if (known === undefined) missing.push([name, value]);
    else if (isScalar(known.value) && known.value.range)
      edits.push({ path, range: { start: known.value.range[0], end: known.value.range[1] }, text: String(value) });
  }
  const last = map.items.at(-1) as Pair | undefined;
  if (missing.length === 0 || !map.range) return edits;
  if (map.flow) {
    const end = valueEnd(last) ?? map.range[0] + 1;
    return [...edits, insert(end, last === undefined ? ` ${flowText(missing)} ` : `, ${flowText(missing)}`)];
  }
  // A block begins with its first key, behind the indentation that all of its lines have.
  const margin = /[^\r\n]*$/.exec(text.slice(0, map.range[0]))?.[0] ?? '';
  const lines = missing.map(([name, value]) => `${name}: ${value}${lineEndOf(text)}${margin}`).join('');
  return [...edits, insert(map.range[0], lines)];
}

function valueEnd(pair: Pair | undefined): number | undefined {
  const node = pair?.value ?? pair?.key;
  return isScalar(node) ? node.range?.[1] : undefined;
}
