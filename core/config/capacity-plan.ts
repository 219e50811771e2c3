import { type Capacity, type CapacityChanges, capacityOf } from './capacity.ts';
import type { Deployment } from './deployment.ts';
import type { ConfigEdit } from './finding.ts';
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
 * The edits that write changed options into the files of nova that they count for. Counts and the limit of the database
 * are no options of nova; the panel that changes them knows their places (`CapacityInput.place`).
 */
export function capacityEdits(deployment: Deployment, changes: CapacityChanges): ConfigEdit[] {
  const edits = new Map<string, ConfigEdit>();
  const read = new Set(capacityOf(deployment).services.flatMap(service => service.inputs.map(input => input.key)));
  for (const configuration of deployment.nova) {
    if (/compute/.test(configuration.service ?? '')) continue;
    for (const [key, value] of Object.entries(changes)) {
      const [, group, name] = /^\[(\w+)\](\w+)$/.exec(key) ?? [];
      if (group === undefined || name === undefined || !read.has(key)) continue;
      const current = configuration.get(group, name);
      if (current.value === value) continue;
      const edit = setOption(configuration, group, name, String(value));
      edits.set(`${edit.path}\n${edit.range.start}\n${edit.text}`, edit);
    }
  }
  return [...edits.values()];
}
