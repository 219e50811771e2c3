import { isMap, isScalar, LineCounter, type Pair, type YAMLMap } from 'yaml';
import { parseYaml } from '../../text/yaml.ts';
import {
  createInventoryBuilder,
  expandRanges,
  type Inventory,
  type InventoryBuilder,
  type Variables,
} from './inventory.ts';

/** Deeper than anybody nests groups; a file that names itself by aliases must end somewhere. */
const deepestGroup = 50;

/** Reads an inventory in YAML form (Ansible's plugin `yaml`). It never throws. */
export function readYamlInventory(path: string, text: string): Inventory {
  const builder = createInventoryBuilder();
  const lines = new LineCounter();
  const lineOf = (pair: Pair) => (isScalar(pair.key) && pair.key.range ? lines.linePos(pair.key.range[0]).line : 1);
  const document = parseYaml(text, { lineCounter: lines, uniqueKeys: false });
  for (const error of document.errors) {
    builder.problem({ path, line: error.linePos?.[0].line ?? 1, kind: 'unreadable', text: firstLine(error.message) });
  }
  if (isMap(document.contents)) {
    for (const pair of document.contents.items) readGroup(keyOf(pair), pair, 0);
  }
  return builder.finish();

  function readGroup(name: string, pair: Pair, depth: number): void {
    const group = builder.group(name);
    if (depth > deepestGroup) builder.problem({ path, line: lineOf(pair), kind: 'circle', text: name });
    if (depth > deepestGroup || !isMap(pair.value)) return;
    for (const hosts of pairsOf(pair.value, 'hosts')) readHosts(builder, path, name, hosts, lineOf(hosts));
    for (const variables of pairsOf(pair.value, 'vars')) Object.assign(group.variables, variablesOf(variables.value));
    for (const children of pairsOf(pair.value, 'children')) {
      if (!isMap(children.value)) continue;
      for (const child of children.value.items) {
        group.children.add(keyOf(child));
        readGroup(keyOf(child), child, depth + 1);
      }
    }
  }
}

function readHosts(builder: InventoryBuilder, path: string, group: string, { value }: Pair, line: number): void {
  if (!isMap(value)) return;
  for (const pair of value.items) {
    const hosts = expandRanges(keyOf(pair));
    if (!hosts) {
      builder.problem({ path, line, kind: 'bad-range', text: keyOf(pair) });
      continue;
    }
    for (const host of hosts) {
      builder.group(group).hosts.add(host);
      builder.host(host, variablesOf(pair.value));
    }
  }
}

/** The variables of a file of `group_vars` or `host_vars`; none where it is encrypted or no mapping. */
export function readVariablesFile(text: string): Variables {
  if (text.startsWith('$ANSIBLE_VAULT')) return {};
  return variablesOf(parseYaml(text, { uniqueKeys: false }).contents);
}

/** The plain values of a mapping; lists, mappings and encrypted values are none. */
function variablesOf(value: unknown): Variables {
  if (!isMap(value)) return {};
  return Object.fromEntries(
    value.items.flatMap(pair => {
      if (!isScalar(pair.value) || pair.value.tag === '!vault' || pair.value.value === null) return [];
      return [[keyOf(pair), String(pair.value.value)]];
    }),
  );
}

function pairsOf(map: YAMLMap, key: string): Pair[] {
  return map.items.filter(pair => keyOf(pair) === key);
}

function keyOf(pair: Pair): string {
  // A key that is a collection names nothing.
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
