import { type Capacity, type CapacityChanges, type CapacityInput, capacityOf } from '../../config/capacity.ts';
import { capacityEdits, fittingPools, usableConnections } from '../../config/capacity-plan.ts';
import { connectionLimits } from '../../config/connection-limits.ts';
import type { Deployment } from '../../config/deployment.ts';
import type { ConfigEdit, ConfigPlace } from '../../config/finding.ts';
import { isServerSection } from '../../config/mysql/my-cnf.ts';
import { newWorkspaceFile, workspaceNumberEdits } from '../../config/workspace-file-edits.ts';
import { createLineIndex } from '../../text/line-index.ts';
import { capacityChains } from './capacity-chains.ts';
import type {
  CapacityData,
  CapacityField,
  CapacityLimit,
  CapacityPlace,
  CapacityVerdict,
  CapacityWrite,
  Connections,
} from './capacity-page.ts';
import type { JudgedDeployment } from './workspace.ts';

/** Gives the line of a place; undefined where there is no place. */
export type LineOf = (place: ConfigPlace | undefined) => CapacityPlace | undefined;

/** What writing changes does: edits of files, and a file that is to be made. */
export interface CapacityWriting {
  readonly edits: readonly ConfigEdit[];
  /** The text of a `.nova-doctor.yaml` where there is none. */
  readonly newWorkspaceFile?: string;
}

/**
 * Counts with changes, and gives all that the page shows.
 * @param textOf the text of a file of the deployment.
 * @returns undefined where no file of nova is there.
 */
export function capacityData(
  { deployment, isReleaseAssumed, release }: JudgedDeployment,
  asked: CapacityChanges,
  textOf: (path: string) => string | undefined,
): CapacityData | undefined {
  if (deployment.nova.length === 0) return undefined;
  const lineOf = linesOf(textOf);
  const before = capacityOf(deployment);
  const changes = sensibleChanges(before, asked);
  const capacity = capacityOf(deployment, changes);
  const verdict = verdictOf(capacity);
  const suggestion = fittingPools(deployment);
  return {
    release,
    isReleaseAssumed,
    services: capacity.services.map(service => ({
      service: service.service,
      processes: service.processes,
      perProcess: connections(service.perProcess),
      engines: service.engines,
      possible: connections(service.possible),
      steady: service.steady,
      keys: [...new Set(service.inputs.map(input => input.key))],
    })),
    possible: connections(capacity.possible),
    steady: capacity.steady,
    before: { possible: connections(before.possible), steady: before.steady },
    verdict,
    limits: limitsOf(deployment, capacity, lineOf),
    fields: fieldsOf(deployment, { before, capacity, changes, lineOf }),
    missing: before.missing,
    ...(suggestion && { suggestion: changesOnly(before, suggestion) }),
    writes: writesOf(capacityWriting(deployment, changes).edits, textOf),
    chains: capacityChains(deployment, lineOf),
  };
}

/** The edits that write changes into the files; what no file of the services states goes into `.nova-doctor.yaml`. */
export function capacityWriting(deployment: Deployment, asked: CapacityChanges): CapacityWriting {
  const before = capacityOf(deployment);
  const changes = sensibleChanges(before, asked);
  const writable = Object.entries(changes).filter(([key]) => targetOf(deployment, before, key) === 'settings');
  const edits = capacityEdits(deployment, Object.fromEntries(writable));
  const numbers = Object.fromEntries(
    Object.entries(changes)
      .filter(([key]) => targetOf(deployment, before, key) === 'workspace-file')
      .map(([key, value]) => [key === 'max_connections' ? 'database.maxConnections' : key, value]),
  );
  if (Object.keys(numbers).length === 0) return { edits };
  const { path, text } = deployment.facts;
  if (path === undefined) return { edits, newWorkspaceFile: newWorkspaceFile(numbers) };
  return { edits: [...edits, ...workspaceNumberEdits(path, text ?? '', numbers)] };
}

function linesOf(textOf: (path: string) => string | undefined): LineOf {
  const indexes = new Map<string, ReturnType<typeof createLineIndex>>();
  return place => {
    if (place === undefined) return undefined;
    const index = indexes.get(place.path) ?? createLineIndex(textOf(place.path) ?? '');
    indexes.set(place.path, index);
    return { path: place.path, line: index.lineAt(place.range.start) };
  };
}

function connections(number: number): Connections {
  return Number.isFinite(number) ? number : 'unlimited';
}

/** Changes of numbers that are in the sum, and not below what makes sense. */
function sensibleChanges(before: Capacity, asked: CapacityChanges): CapacityChanges {
  const known = new Set(before.inputs.map(input => input.key));
  return Object.fromEntries(Object.entries(asked).filter(([key, value]) => known.has(key) && value >= leastOf(key)));
}

/** Without what is as it was. */
function changesOnly(before: Capacity, changes: CapacityChanges): CapacityChanges {
  return Object.fromEntries(
    Object.entries(changes).filter(([key, value]) =>
      before.inputs.some(input => input.key === key && input.value !== value),
    ),
  );
}

/** 0 connections are no limit for SQLAlchemy, and so is an overflow of -1. */
function leastOf(key: string): number {
  if (key.endsWith(']max_overflow')) return -1;
  return key.endsWith(']max_pool_size') ? 0 : 1;
}

function verdictOf(capacity: Capacity): CapacityVerdict {
  const { possible, steady } = capacity;
  const usable = usableConnections(capacity);
  if (possible === 0) return 'nothing';
  if (steady > usable) return 'steady-exceeds';
  if (!Number.isFinite(possible)) return 'unlimited';
  if (possible > usable) return 'exceeds';
  return possible > usable * 0.8 ? 'tight' : 'fits';
}

function limitsOf(deployment: Deployment, capacity: Capacity, lineOf: LineOf): CapacityLimit[] {
  return connectionLimits(deployment, capacity).map(({ program, name, value, origin, where, place }) => {
    const usable = program === 'mysql' ? usableConnections(capacity) : value;
    const isBelow = capacity.steady > usable ? 'below-steady' : 'below-possible';
    const line = lineOf(place);
    return {
      program,
      name,
      value,
      origin,
      ...(where !== undefined && { where }),
      ...(line && { place: line }),
      verdict: capacity.possible > usable ? isBelow : 'enough',
    };
  });
}

interface Counted {
  readonly before: Capacity;
  readonly capacity: Capacity;
  readonly changes: CapacityChanges;
  readonly lineOf: LineOf;
}

function fieldsOf(deployment: Deployment, { before, capacity, changes, lineOf }: Counted): CapacityField[] {
  const keys = [...new Set(before.inputs.map(input => input.key))];
  return keys
    .toSorted((one, other) => rankOf(one) - rankOf(other))
    .map(key => {
      const inputs = before.inputs.filter(input => input.key === key);
      const counted = capacity.inputs.find(input => input.key === key);
      return {
        key,
        value: changes[key] ?? counted?.value ?? inputs[0]!.value,
        written: [...new Set(inputs.map(input => input.value))],
        origin: originOf(inputs),
        isChanged: changes[key] !== undefined,
        places: inputs.flatMap(input => lineOf(input.place) ?? []),
        least: leastOf(key),
        target: targetOf(deployment, before, key),
      };
    });
}

/** What says most about several files. */
function originOf(inputs: readonly CapacityInput[]): CapacityField['origin'] {
  const origins = ['file', 'workspace', 'default', 'assumed'] as const;
  return origins.find(origin => inputs.some(input => input.origin === origin)) ?? 'assumed';
}

/** Counts first, then processes, pools, and the database. */
function rankOf(key: string): number {
  const order = [/^counts\./, /workers$/, /^\[api_database\]/, /^\[database\]/, /^\[/];
  const rank = order.findIndex(pattern => pattern.test(key));
  return rank === -1 ? order.length : rank;
}

function targetOf(deployment: Deployment, before: Capacity, key: string): CapacityField['target'] {
  const [, group, name] = /^\[(\w+)\](\w+)$/.exec(key) ?? [];
  if (group !== undefined && name !== undefined) {
    return deployment.nova.some(one => one.get(group, name).option !== undefined) ? 'settings' : 'nowhere';
  }
  if (key !== 'max_connections') return 'workspace-file';
  const { origin } = before.maxConnections;
  if (origin === 'file') return 'settings';
  if (origin === 'workspace') return 'workspace-file';
  const hasSection = deployment.mysql.some(file => file.sections.some(section => isServerSection(section.name)));
  return hasSection ? 'settings' : 'workspace-file';
}

/** The lines that edits change, each once. */
function writesOf(edits: readonly ConfigEdit[], textOf: (path: string) => string | undefined): CapacityWrite[] {
  const lines = new Map<string, { path: string; line: number; start: number; text: string; edits: ConfigEdit[] }>();
  for (const edit of edits) {
    const text = textOf(edit.path) ?? '';
    const index = createLineIndex(text);
    const line = index.lineAt(edit.range.start);
    const key = `${edit.path}\n${line}`;
    const start = index.offsetOf(line);
    const own = text.slice(start, index.offsetOf(line + 1)).replace(/[\r\n]+$/, '');
    const known = lines.get(key) ?? { path: edit.path, line, start, text: own, edits: [] };
    known.edits.push(edit);
    lines.set(key, known);
  }
  const ordered = [...lines.values()].toSorted((one, other) => (one.path === other.path ? one.line - other.line : 0));
  return ordered.map(({ path, line, start, text, edits: own }) => ({
    path,
    line,
    before: text,
    after: applied(text, start, own).trim(),
  }));
}

function applied(text: string, start: number, edits: readonly ConfigEdit[]): string {
  // Sorting keeps the order of edits at the same place, as editors do.
  const ordered = edits.toSorted((one, other) => one.range.start - other.range.start);
  let result = '';
  let at = start;
  for (const { range, text: replacement } of ordered) {
    result += text.slice(at - start, range.start - start) + replacement;
    at = range.end;
  }
  return result + text.slice(at - start);
}
