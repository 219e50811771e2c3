import { type Capacity, type CapacityChanges, capacityOf } from './capacity.ts';
import type { Deployment } from './deployment.ts';
import type { ConfigEdit } from './finding.ts';
import { isServerSection } from './mysql/my-cnf.ts';
import { setOption } from './rules/edits.ts';

/** Connections that the database keeps for others: ten and those of monitoring. */
const reserve = 10;

/** Connections that nova may use at most. */
export function usableConnections({ maxConnections }: Capacity): number {
  return Math.max(0, maxConnections.value - reserve);
}

/** Processes of conductor and scheduler that kolla starts: one for each core, but five at most. */
export const usualWorkers = 5;

/**
 * Smaller pools that fit into the database: 75 % of what it accepts if every pool was used up, a third kept open.
 * Where workers follow the number of cores, they are limited first.
 * @returns the changes to count with, by the key of the input; undefined where even the smallest pools are too many.
 */
export function fittingPools(deployment: Deployment): CapacityChanges | undefined {
  const workers: Record<string, number> = {};
  for (const { inputs } of capacityOf(deployment).services)
    for (const { key, origin, value } of inputs)
      if (origin === 'default' && /^\[(?:conductor|scheduler)\]workers$/.test(key) && value > usualWorkers)
        workers[key] = usualWorkers;
  const capacity = capacityOf(deployment, workers);
  const engines = capacity.services.reduce((total, { processes, engines }) => total + processes * engines, 0);
  if (engines === 0) return undefined;
  const usable = usableConnections(capacity);
  const most = Math.floor((usable * 0.75) / engines);
  const size = Math.min(10, Math.floor(usable / 3 / engines), Math.floor(most / 2));
  if (size < 1 || most < 2) return undefined;
  const changes: Record<string, number> = { ...workers };
  const groups = new Set(capacity.services.flatMap(service => service.pools.map(pool => pool.group)));
  for (const group of groups) {
    const own = poolOf(capacity, group);
    const fittingSize = own.size === 0 ? size : Math.min(own.size, size);
    changes[`[${group}]max_pool_size`] = fittingSize;
    changes[`[${group}]max_overflow`] = Math.min(own.most - own.size, most - fittingSize);
  }
  return changes;
}

function poolOf(capacity: Capacity, group: string): { size: number; most: number } {
  const pools = capacity.services.flatMap(service => service.pools).filter(pool => pool.group === group);
  return { size: Math.max(...pools.map(pool => pool.size)), most: Math.max(...pools.map(pool => pool.most)) };
}

/**
 * The edits that write changed numbers into the files: where a number stands, in its place; else, for an option of nova or
 * for `max_connections`, into the group or section that it belongs to. A count of `.nova-doctor.yaml` that stands nowhere
 * yet has no edit.
 */
export function capacityEdits(deployment: Deployment, changes: CapacityChanges): ConfigEdit[] {
  const edits = new Map<string, ConfigEdit>();
  const add = (edit: ConfigEdit | undefined) => {
    if (edit) edits.set(`${edit.path}\n${edit.range.start}\n${edit.text}`, edit);
  };
  const { inputs, services } = capacityOf(deployment);
  const read = new Set(services.flatMap(service => service.inputs.map(input => input.key)));
  for (const [key, value] of Object.entries(changes)) {
    const [, group, name] = /^\[(\w+)\](\w+)$/.exec(key) ?? [];
    if (group !== undefined && name !== undefined) {
      if (read.has(key)) for (const edit of optionEdits(deployment, group, name, value)) add(edit);
      continue;
    }
    const known = inputs.filter(input => input.key === key && input.value !== value);
    for (const { place } of known) if (place) add({ ...place, text: String(value) });
    if (key === 'max_connections' && known.some(({ place }) => !place)) add(maxConnectionsEdit(deployment, value));
  }
  return withOneHeaderEach([...edits.values()]);
}

/** Of several options that are put into the same new group, only the first one brings its header. */
function withOneHeaderEach(edits: readonly ConfigEdit[]): ConfigEdit[] {
  const known = new Set<string>();
  return edits.map(edit => {
    const header = edit.range.start === edit.range.end ? /^[\r\n]*(\[\w+\])[\r\n]+/.exec(edit.text) : null;
    const key = header && `${edit.path}\n${header[1]}`;
    if (!header || key === null) return edit;
    if (known.has(key)) return { ...edit, text: edit.text.slice(header[0].length) };
    known.add(key);
    return edit;
  });
}

function optionEdits(deployment: Deployment, group: string, name: string, value: number): ConfigEdit[] {
  return deployment.nova
    .filter(configuration => !/compute(?!.*api)/.test(configuration.service ?? ''))
    .filter(configuration => configuration.get(group, name).value !== value)
    .map(configuration => setOption(configuration, group, name, String(value)));
}

function maxConnectionsEdit(deployment: Deployment, value: number): ConfigEdit | undefined {
  for (const { path, sections } of deployment.mysql) {
    const section = sections.find(({ name }) => isServerSection(name));
    if (!section) continue;
    const end = section.headerRange.end;
    return { path, range: { start: end, end }, text: `\nmax_connections = ${value}` };
  }
  return undefined;
}
