import { isMap, isScalar, LineCounter, type Node, type Pair } from 'yaml';
import type { Translator } from '../text/l10n.ts';
import { nearest } from '../text/nearest.ts';
import { parseYaml } from '../text/yaml.ts';
import type { ConfigPlace, TextRange } from './finding.ts';
import { mySqlNumber } from './mysql/my-cnf.ts';
import { type Shape, workspaceShape } from './workspace-shape.ts';

/** What `.nova-doctor.yaml` says about a deployment for the judging of its configuration. */
export interface DeploymentFacts {
  readonly path: string | undefined;
  /** The text of the file, which comments in it may ask to ignore rules. */
  readonly text?: string;
  /** `2025.1`; undefined for `auto`. */
  readonly release: string | undefined;
  readonly counts: {
    readonly controllers?: number;
    readonly cores?: number;
    readonly cells?: number;
    readonly conductorWorkers?: number;
  };
  readonly database: {
    readonly maxConnections?: number;
    readonly waitTimeout?: number;
    /** What the server itself said a moment ago. */
    readonly live?: { readonly maxConnections?: number; readonly waitTimeout?: number };
    /** Bytes of memory of the database's host. */
    readonly memory?: number;
  };
  /** Zones of the logs' clocks, by host; `default` for all others. */
  readonly timezones?: Readonly<Record<string, string>>;
  /** Paths of files as written, by kind. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Where a number of `counts` or `database` stands, by its path: `database.maxConnections`. */
  placeOf(key: string): ConfigPlace | undefined;
}

/** What is wrong with the file. */
export interface WorkspaceFileProblem {
  readonly range: TextRange;
  /** Where it is, counted from 1: for messages `path:line:column`. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** What is said about a deployment where there is no such file. */
export const noFacts: DeploymentFacts = {
  path: undefined,
  release: undefined,
  counts: {},
  database: {},
  files: {},
  placeOf: () => undefined,
};

/** Aliases of YAML may blow a small text up to a huge value; nobody needs more than a few here. */
const maxAliases = 100;

/**
 * Reads `.nova-doctor.yaml`. It never throws: what is wrong is left out of the facts and told in the problems.
 * @returns the facts, all values as they are for others to read (`value`), and the problems in the order of the file.
 */
export function readWorkspaceFile(
  path: string,
  text: string,
  l10n: Translator,
): { readonly facts: DeploymentFacts; readonly value: unknown; readonly problems: readonly WorkspaceFileProblem[] } {
  const lines = new LineCounter();
  const document = parseYaml(text, { lineCounter: lines, uniqueKeys: true, logLevel: 'silent' });
  const problems: WorkspaceFileProblem[] = [];
  const report = (range: TextRange, message: string) => {
    const { line, col } = lines.linePos(range.start);
    problems.push({ range, line, column: col, message });
  };
  for (const error of document.errors)
    report({ start: error.pos[0], end: error.pos[1] }, error.message.split('\n')[0]!.replace(/ at line \d+.*$/, ''));
  let value: unknown;
  try {
    value = document.errors.length === 0 ? document.toJS({ maxAliasCount: maxAliases }) : undefined;
  } catch (error) {
    report({ start: 0, end: 0 }, error instanceof Error ? error.message : String(error));
  }
  const places = new Map<string, TextRange>();
  if (value !== undefined) checkNode(document.contents as Node | null, workspaceShape, '', { report, places, l10n });
  problems.sort((left, right) => left.range.start - right.range.start);
  return { facts: factsFrom(path, text, value, places), value, problems };
}

interface Check {
  readonly report: (range: TextRange, message: string) => void;
  /** Where valid values stand, by their path. */
  readonly places: Map<string, TextRange>;
  readonly l10n: Translator;
}

function checkNode(node: Node | null, shape: Shape, path: string, check: Check): void {
  if (node === null || (isScalar(node) && node.value === null)) return;
  const range = rangeOf(node);
  if (shape.fields !== undefined && isMap(node)) {
    for (const pair of node.items as Pair<Node, Node | null>[]) checkPair(pair, shape.fields, path, check);
    return;
  }
  const value: unknown = node.toJSON();
  if (!shape.accepts(value))
    check.report(range, check.l10n.t('{0}: expected {1}.', path || '.nova-doctor.yaml', shape.expected(check.l10n)));
  else check.places.set(path, range);
}

function checkPair(
  pair: Pair<Node, Node | null>,
  fields: Readonly<Record<string, Shape>>,
  path: string,
  check: Check,
): void {
  const key = isScalar(pair.key) ? String(pair.key.value) : '';
  const shape = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (shape !== undefined) {
    checkNode(pair.value, shape, path === '' ? key : `${path}.${key}`, check);
    return;
  }
  const meant = nearest(key, Object.keys(fields));
  const { l10n } = check;
  check.report(
    rangeOf(pair.key),
    meant === undefined
      ? l10n.t('Unknown key {0}. Known here: {1}.', key, Object.keys(fields).join(', '))
      : l10n.t('Unknown key {0}. Did you mean {1}?', key, meant),
  );
}

function rangeOf(node: Node): TextRange {
  return { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
}

function factsFrom(
  path: string,
  text: string,
  value: unknown,
  places: ReadonlyMap<string, TextRange>,
): DeploymentFacts {
  const at = (key: string): unknown => {
    if (!places.has(key)) return undefined;
    return key.split('.').reduce<unknown>((each, part) => (each as Record<string, unknown> | undefined)?.[part], value);
  };
  const release = at('release');
  return {
    path,
    text,
    release: release === undefined || release === 'auto' ? undefined : String(release),
    counts: numbersOf(at, 'counts', ['controllers', 'cores', 'cells', 'conductorWorkers']),
    database: { ...numbersOf(at, 'database', ['maxConnections', 'waitTimeout']), ...memoryOf(at('database.memory')) },
    ...(at('timezones') !== undefined && { timezones: at('timezones') as Readonly<Record<string, string>> }),
    files: Object.fromEntries(
      [...places.keys()]
        .filter(key => key.startsWith('files.'))
        .map(key => [key.slice('files.'.length), [at(key)].flat().map(String)]),
    ),
    placeOf: key => {
      const range = places.get(key);
      return range === undefined ? undefined : { path, range };
    },
  };
}

function memoryOf(value: unknown): { readonly memory?: number } {
  const memory = value === undefined ? undefined : mySqlNumber(String(value));
  return memory === undefined ? {} : { memory };
}

function numbersOf<Name extends string>(
  at: (key: string) => unknown,
  group: string,
  names: readonly Name[],
): { readonly [name in Name]?: number } {
  const numbers: { [name in Name]?: number } = {};
  for (const name of names) {
    const number = at(`${group}.${name}`);
    if (typeof number === 'number') numbers[name] = number;
  }
  return numbers;
}
