/** What variables of Ansible say; values are text, as INI has them. */
export type Variables = Readonly<Record<string, string>>;

export interface InventoryGroup {
  readonly name: string;
  /** In the order of the file, ranges spelt out. */
  readonly hosts: readonly string[];
  readonly children: readonly string[];
  readonly variables: Variables;
}

/** An Ansible inventory as it is written: groups, what they hold, and what is said about hosts. */
export interface Inventory {
  readonly groups: ReadonlyMap<string, InventoryGroup>;
  readonly hostVariables: ReadonlyMap<string, Variables>;
  readonly problems: readonly InventoryProblem[];
}

export interface InventoryProblem {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly kind: 'unreadable' | 'bad-range' | 'bad-section' | 'unknown-child' | 'circle' | 'vaulted';
  /** What it is about, as written. */
  readonly text: string;
}

/** A host as an inventory names it, with how it is reached. */
export interface InventoryHost {
  readonly name: string;
  /** `ansible_host`, or the name. */
  readonly address: string;
  readonly port?: number;
  readonly user?: string;
  readonly privateKeyFile?: string;
  /** `-o ProxyJump=…` and the like; only its jump host is obeyed. */
  readonly commonArguments?: string;
  /** `local` is this machine itself. */
  readonly connection?: string;
}

/** A group while it is read. */
interface OpenGroup {
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  readonly variables: Record<string, string>;
}

/** Gathers what readers of both formats find; groups and hosts may be named in several places. */
export function createInventoryBuilder() {
  const groups = new Map<string, OpenGroup>();
  const hostVariables = new Map<string, Record<string, string>>();
  const problems: InventoryProblem[] = [];
  const group = (name: string): OpenGroup => {
    const known = groups.get(name);
    if (known) return known;
    const made: OpenGroup = { hosts: new Set(), children: new Set(), variables: {} };
    groups.set(name, made);
    return made;
  };
  return {
    group,
    hasGroup: (name: string) => groups.has(name),
    host(name: string, variables: Variables): void {
      hostVariables.set(name, { ...hostVariables.get(name), ...variables });
    },
    problem: (problem: InventoryProblem) => void problems.push(problem),
    finish: (): Inventory => ({
      groups: new Map(
        [...groups].map(([name, { hosts, children, variables }]) => [
          name,
          { name, hosts: [...hosts], children: [...children], variables },
        ]),
      ),
      hostVariables,
      problems,
    }),
  };
}

export type InventoryBuilder = ReturnType<typeof createInventoryBuilder>;

/** More hosts than any cloud has: a range such as `[0:999999999]` must not fill the memory. */
const mostHosts = 50_000;

/**
 * Spells out the ranges of a host's name: `ctl[01:03]`, `ctl[1:9:2]`, `node-[a:c]`, several in one name. A number that
 * begins with a zero keeps its width, as Ansible's documentation of inventories says.
 * @returns undefined where a range is not one.
 */
export function expandRanges(pattern: string): string[] | undefined {
  const range = /\[(\w+):(\w+)(?::(\d+))?\]/.exec(pattern);
  if (!range) return pattern.includes('[') && !/^\[[\dA-Fa-f:.]+\](?::\d+)?$/.test(pattern) ? undefined : [pattern];
  const [whole, from = '', to = '', step = '1'] = range;
  const middle = spelledOut(from, to, Number(step));
  if (!middle) return undefined;
  const before = pattern.slice(0, range.index);
  const rests = expandRanges(pattern.slice(range.index + whole.length));
  if (!rests || middle.length * rests.length > mostHosts) return undefined;
  return middle.flatMap(part => rests.map(rest => before + part + rest));
}

function spelledOut(from: string, to: string, step: number): string[] | undefined {
  if (step < 1) return undefined;
  const isNumeric = /^\d+$/.test(from) && /^\d+$/.test(to);
  if (!isNumeric && !(/^[a-zA-Z]$/.test(from) && /^[a-zA-Z]$/.test(to))) return undefined;
  const first = isNumeric ? Number(from) : from.charCodeAt(0);
  const last = isNumeric ? Number(to) : to.charCodeAt(0);
  if (first > last || (last - first) / step > mostHosts) return undefined;
  const width = from.startsWith('0') ? from.length : 0;
  const values: string[] = [];
  for (let value = first; value <= last; value += step) {
    values.push(isNumeric ? String(value).padStart(width, '0') : String.fromCharCode(value));
  }
  return values;
}

/** The names of all hosts of a group and of its children, each once, in the order of the file. */
export function hostsOfGroup(inventory: Inventory, name: string): string[] {
  const hosts = new Set<string>();
  const seen = new Set<string>();
  const visit = (groupName: string): void => {
    // Two groups that contain each other end here.
    if (seen.has(groupName)) return;
    seen.add(groupName);
    const group = inventory.groups.get(groupName);
    for (const host of group?.hosts ?? []) hosts.add(host);
    for (const child of group?.children ?? []) visit(child);
  };
  if (name === 'all') for (const group of inventory.groups.keys()) visit(group);
  else visit(name);
  return [...hosts];
}

/** Files beside an inventory: `group_vars/NAME`, `host_vars/NAME`, already read as variables. */
export interface SurroundingVariables {
  readonly ofGroup: (name: string) => Variables;
  readonly ofHost: (name: string) => Variables;
}

const noSurroundings: SurroundingVariables = { ofGroup: () => ({}), ofHost: () => ({}) };

/**
 * How a host is reached. Precedence as in Ansible: all, then groups (parents before children, else by name), then the host.
 * Values with templates (`{{ … }}`) are left out, because only Ansible can fill them in.
 */
export function inventoryHost(inventory: Inventory, name: string, around = noSurroundings): InventoryHost {
  const merged: Record<string, string> = {};
  const take = (variables: Variables) => Object.assign(merged, variables);
  const groups = groupsOfHost(inventory, name);
  for (const group of ['all', ...groups]) take(inventory.groups.get(group)?.variables ?? {});
  for (const group of ['all', ...groups]) take(around.ofGroup(group));
  take(inventory.hostVariables.get(name) ?? {});
  take(around.ofHost(name));
  const value = (...names: string[]) => names.map(key => merged[key]).find(text => text && !text.includes('{{'));
  const port = Number(value('ansible_port', 'ansible_ssh_port'));
  const user = value('ansible_user', 'ansible_ssh_user');
  const privateKeyFile = value('ansible_ssh_private_key_file', 'ansible_private_key_file');
  const commonArguments = value('ansible_ssh_common_args');
  const connection = value('ansible_connection');
  return {
    name,
    address: value('ansible_host', 'ansible_ssh_host') ?? name,
    ...(Number.isInteger(port) && port > 0 && port < 65_536 ? { port } : {}),
    ...(user ? { user } : {}),
    ...(privateKeyFile ? { privateKeyFile } : {}),
    ...(commonArguments ? { commonArguments } : {}),
    ...(connection ? { connection } : {}),
  };
}

/** The groups that hold a host, those that are farther away first. */
function groupsOfHost(inventory: Inventory, host: string): string[] {
  const depths = new Map<string, number>();
  const parentsOf = (name: string) => [...inventory.groups.values()].filter(group => group.children.includes(name));
  const climb = (name: string, path: readonly string[]): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const above = parentsOf(name).filter(parent => !path.includes(parent.name));
    const depth = 1 + Math.max(-1, ...above.map(parent => climb(parent.name, [...path, name])));
    depths.set(name, depth);
    return depth;
  };
  for (const group of inventory.groups.values()) if (group.hosts.includes(host)) climb(group.name, []);
  const names = [...depths.keys()].filter(name => name !== 'all');
  return names.sort((one, other) => (depths.get(one) ?? 0) - (depths.get(other) ?? 0) || one.localeCompare(other));
}
