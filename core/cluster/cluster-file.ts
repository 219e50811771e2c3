import { isMap, isScalar, LineCounter, type Node, type Pair } from 'yaml';
import { engineWords } from '../config/workspace-shape.ts';
import { parseYaml } from '../text/yaml.ts';
import { isHostName } from './host-name.ts';

/** What `.nova-doctor.yaml` says about hosts and how they are reached; what it says about configuration is read elsewhere. */
export interface ClusterFile {
  readonly path: string;
  readonly name: string;
  /** Empty where the file says nothing; `none` where it says that there is none. */
  readonly vips: readonly string[] | 'none';
  /** Group of the inventory in which the VIP lives, where that is not the controllers. */
  readonly holderGroup: string | undefined;
  readonly anchor: string | undefined;
  readonly databaseAdmin: { readonly host: string; readonly loginPath: string } | undefined;
  readonly controllers: ControllerSource;
  readonly engine: (typeof engineWords)[number];
  readonly containers: Readonly<Record<string, string>>;
  /** Files or folders; empty for `auto`. */
  readonly logs: readonly string[];
  readonly become: 'none' | 'sudo';
  readonly defaultTimezone: string | undefined;
}

export type ControllerSource =
  | { readonly kind: 'list'; readonly controllers: readonly NamedController[] }
  | { readonly kind: 'inventory'; readonly inventory: string; readonly group: string }
  | { readonly kind: 'none' };

/** A controller as the file lists it. */
export interface NamedController {
  readonly name: string;
  readonly host: string;
  readonly port?: number;
}

export interface ClusterFileProblem {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly kind: 'syntax' | 'not-a-mapping' | 'wrong-type' | 'not-allowed' | 'missing' | 'personal' | 'duplicate';
  /** The key it is about, as `controllers[1].host`; for `syntax` what the reader of YAML says. */
  readonly key: string;
  /** What would be right. */
  readonly expected?: string;
}

/** Aliases of YAML that may be followed in all; a file of this kind needs none. */
const mostAliases = 100;

/** Reads the part of a workspace file that is about hosts. It never throws; what is wrong keeps its default. */
export function readClusterFile(path: string, text: string): { file: ClusterFile; problems: ClusterFileProblem[] } {
  const problems: ClusterFileProblem[] = [];
  const lines = new LineCounter();
  const document = parseYaml(text, { lineCounter: lines, logLevel: 'error' });
  const at = (offset: number) => lines.linePos(offset);
  for (const error of document.errors) {
    const place = at(error.pos[0]);
    problems.push({
      path,
      line: place.line,
      column: place.col,
      kind: 'syntax',
      key: error.message.split('\n')[0] ?? '',
    });
  }
  const report = (node: Node | null | undefined, kind: ClusterFileProblem['kind'], key: string, expected?: string) => {
    const place = at(node?.range?.[0] ?? 0);
    const problem = { path, line: place.line, column: place.col, kind, key };
    problems.push(expected === undefined ? problem : { ...problem, expected });
  };
  let root: unknown;
  try {
    root = document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    report(document.contents, 'syntax', (error as Error).message);
  }
  if (document.contents && !isMap(document.contents)) report(document.contents, 'not-a-mapping', '');
  const given: Record<string, unknown> = isRecord(root) ? root : {};
  const nodeAt = (...keys: (string | number)[]) => document.getIn(keys, true) as Node | undefined;

  const textOf = (key: string): string | undefined => {
    const value = given[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    report(nodeAt(key), 'wrong-type', key, 'text');
    return undefined;
  };
  const choiceOf = <Choice extends string>(key: string, choices: readonly Choice[], otherwise: Choice): Choice => {
    const value = textOf(key);
    if (value === undefined) return otherwise;
    if ((choices as readonly string[]).includes(value)) return value as Choice;
    report(nodeAt(key), 'not-allowed', key, choices.join(', '));
    return otherwise;
  };
  const listOf = (key: string): string[] => {
    const value = given[key];
    if (value === undefined || value === null || value === 'auto') return [];
    const items = Array.isArray(value) ? value : [value];
    return items.flatMap((item, index) => {
      if (typeof item === 'string' || typeof item === 'number') return [String(item)];
      report(nodeAt(key, index) ?? nodeAt(key), 'wrong-type', key, 'text');
      return [];
    });
  };
  // Whose account, key or password it is, is a matter of each person: the file is shared.
  for (const key of ['user', 'password', 'key', 'identityFile', 'privateKey', 'jump', 'proxyJump']) {
    if (key in given) report(pairKey(document.contents, key), 'personal', key);
  }
  const vip = listOf('vip');
  const file: ClusterFile = {
    path,
    name: textOf('cluster') ?? 'nova',
    vips: vip.length === 1 && vip[0] === 'none' ? 'none' : vip,
    holderGroup: textOf('holderGroup'),
    anchor: textOf('anchor'),
    databaseAdmin: databaseAdmin(),
    controllers: controllers(),
    engine: choiceOf('engine', engineWords, 'auto'),
    containers: isRecord(given.containers) ? textsOf(given.containers) : {},
    logs: listOf('logs'),
    become: choiceOf('become', ['none', 'sudo'], 'none'),
    defaultTimezone: isRecord(given.timezones) ? stringOf(given.timezones.default) : undefined,
  };
  return { file, problems };

  function databaseAdmin(): ClusterFile['databaseAdmin'] {
    const value = given.databaseAdmin;
    if (value === undefined || value === null) return undefined;
    if (isRecord(value) && 'password' in value)
      report(nodeAt('databaseAdmin', 'password'), 'personal', 'databaseAdmin.password');
    const host = isRecord(value) ? stringOf(value.host) : undefined;
    const loginPath = isRecord(value) ? stringOf(value.loginPath) : undefined;
    if (host !== undefined && loginPath !== undefined) return { host, loginPath };
    report(nodeAt('databaseAdmin'), 'missing', 'databaseAdmin', 'host, loginPath');
    return undefined;
  }

  function controllers(): ControllerSource {
    const value = given.controllers;
    if (value === undefined || value === null) return { kind: 'none' };
    if (Array.isArray(value)) return { kind: 'list', controllers: namedControllers(value) };
    const inventory = isRecord(value) ? stringOf(value.inventory) : undefined;
    if (isRecord(value) && inventory !== undefined) {
      return { kind: 'inventory', inventory, group: stringOf(value.group) ?? 'control' };
    }
    report(nodeAt('controllers'), 'missing', 'controllers', 'inventory');
    return { kind: 'none' };
  }

  function namedControllers(items: readonly unknown[]): NamedController[] {
    const names = new Set<string>();
    return items.flatMap((item, index) => {
      const key = `controllers[${index}]`;
      const node = nodeAt('controllers', index);
      const name = typeof item === 'string' ? item : isRecord(item) ? stringOf(item.name) : undefined;
      if (name === undefined || !isHostName(name)) {
        report(node, 'wrong-type', `${key}.name`, 'name');
        return [];
      }
      if (names.has(name)) report(node, 'duplicate', key, name);
      names.add(name);
      const host = isRecord(item) ? (stringOf(item.host) ?? name) : name;
      if (!isHostName(host)) {
        report(node, 'wrong-type', `${key}.host`, 'host');
        return [];
      }
      const port = isRecord(item) && item.port !== undefined ? Number(item.port) : undefined;
      if (port === undefined) return [{ name, host }];
      if (Number.isInteger(port) && port > 0 && port < 65_536) return [{ name, host, port }];
      report(node, 'not-allowed', `${key}.port`, '1-65535');
      return [{ name, host }];
    });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function textsOf(record: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

function pairKey(contents: unknown, key: string): Node | undefined {
  if (!isMap(contents)) return undefined;
  const pair = contents.items.find((item: Pair) => isScalar(item.key) && item.key.value === key);
  return pair?.key as Node | undefined;
}
