import type { Deployment, OsloConfiguration } from './deployment.ts';
import type { ConfigPlace } from './finding.ts';
import { databaseValue } from './mysql/database-values.ts';

/** One number that the connection sum is made of, with what it came from. */
export interface CapacityInput {
  /** `[database]max_overflow`, or a count: `counts.controllers`, `counts.cores`, `counts.cells`. */
  readonly key: string;
  readonly value: number;
  /** `live`: the database said so itself; `default`: of the release or of the database; `assumed`: no file says it, this is what it is counted with. */
  readonly origin: 'live' | 'file' | 'workspace' | 'default' | 'assumed' | 'changed';
  /** Where the value stands; undefined for what stands nowhere. */
  readonly place: ConfigPlace | undefined;
}

/** Engines of one process that share the options of one group. */
export interface CapacityPool {
  readonly group: string;
  /** SQLAlchemy engines that a process opens with these options: one for each database, twice with a slave. */
  readonly engines: number;
  /** Connections that one engine keeps. */
  readonly size: number;
  /** Connections that one engine may open at most: Infinity where there is no limit. */
  readonly most: number;
}

/** What the processes of one service may open. */
export interface ServiceCapacity {
  readonly service: string;
  /** On all controllers together. */
  readonly processes: number;
  /** Connections that one engine of a process may open at most; their mean where its pools differ. */
  readonly perProcess: number;
  readonly engines: number;
  readonly possible: number;
  readonly steady: number;
  readonly pools: readonly CapacityPool[];
  readonly inputs: readonly CapacityInput[];
}

/** How many connections a deployment may open and how many its database accepts. */
export interface Capacity {
  readonly services: readonly ServiceCapacity[];
  /** If every pool was used up. Infinity where a pool has no limit. */
  readonly possible: number;
  /** What the pools keep open once they have been used. */
  readonly steady: number;
  readonly maxConnections: CapacityInput;
  /** All inputs, each once. */
  readonly inputs: readonly CapacityInput[];
  /** What would have to be known for the whole sum: `counts.cores`. Services that need it are counted with what is assumed. */
  readonly missing: readonly string[];
}

/** Numbers to count with instead of what the files say, by the key of an input. */
export type CapacityChanges = Readonly<Record<string, number>>;

interface ServiceKind {
  readonly service: string;
  readonly workers: { readonly group: string; readonly name: string };
  /** Whether a process talks to the API database and to every cell, or to its own cell only. */
  readonly reaches: 'everything' | 'cell';
}

const serviceKinds: readonly ServiceKind[] = [
  { service: 'nova-api', workers: { group: 'DEFAULT', name: 'osapi_compute_workers' }, reaches: 'everything' },
  { service: 'nova-metadata', workers: { group: 'DEFAULT', name: 'metadata_workers' }, reaches: 'everything' },
  { service: 'nova-scheduler', workers: { group: 'scheduler', name: 'workers' }, reaches: 'everything' },
  { service: 'nova-super-conductor', workers: { group: 'conductor', name: 'workers' }, reaches: 'everything' },
  { service: 'nova-conductor', workers: { group: 'conductor', name: 'workers' }, reaches: 'cell' },
];

/** How the services are called elsewhere: by kolla's folders and by packages. */
const aliases: Readonly<Record<string, string>> = {
  'nova-api-metadata': 'nova-metadata',
  'nova-api-os-compute': 'nova-api',
  'nova-osapi_compute': 'nova-api',
  'nova-cell-conductor': 'nova-conductor',
  'placement-api': 'placement-api',
};

interface Counting {
  readonly deployment: Deployment;
  readonly changes: CapacityChanges;
  readonly missing: Set<string>;
}

/**
 * Counts the connections that nova's services may open: for each service, processes times the pools of its engines.
 * One engine for the API database and one for every cell, cell0 among them, in services that reach all cells; one for its
 * cell in a cell's conductor (nova/context.py keeps an engine per cell and process). Other services on the same database
 * (keystone, neutron …) are not in it.
 * @param changes numbers to count with instead, for a “what if”.
 */
export function capacityOf(deployment: Deployment, changes: CapacityChanges = {}): Capacity {
  const counting: Counting = { deployment, changes, missing: new Set() };
  const configurations = deployment.nova.filter(countsForDatabase);
  const services = [
    ...serviceKinds.flatMap(kind => serviceCapacity(counting, kind, configurations)),
    ...placementCapacity(counting, configurations),
  ];
  const maxConnections = maxConnectionsOf(counting);
  const inputs = new Map<string, CapacityInput>();
  for (const input of [...services.flatMap(service => service.inputs), maxConnections]) {
    const known = inputs.get(inputKey(input));
    if (!known) inputs.set(inputKey(input), input);
  }
  return {
    services,
    possible: sum(services.map(service => service.possible)),
    steady: sum(services.map(service => service.steady)),
    maxConnections,
    inputs: [...inputs.values()],
    missing: [...counting.missing],
  };
}

function inputKey({ key, place }: CapacityInput): string {
  return place ? `${key} ${place.path}` : key;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** A compute node opens no connection; a file that names its hypervisor and no database is one of a compute node. */
function countsForDatabase(configuration: OsloConfiguration): boolean {
  if (/^sqlite\b/.test(configuration.stringOf('database', 'connection') ?? '')) return false;
  if (configuration.service !== undefined) return !/compute(?!.*api)/.test(configuration.service);
  const names = ['database', 'api_database'];
  if (names.some(group => configuration.isSet(group, 'connection'))) return true;
  // What such files leave out is not the default of the release, but what the installer writes.
  if (configuration.isPartial) return false;
  return !configuration.isSet('libvirt', 'virt_type') && !configuration.isSet('DEFAULT', 'compute_driver');
}

/** The files that a service reads: its own ones, else those that name no service, of each host. */
export function configurationsOf(service: string, all: readonly OsloConfiguration[]): readonly OsloConfiguration[] {
  const own = all.filter(configuration => serviceOf(configuration) === service);
  if (own.length > 0) return own;
  const shared = all.filter(configuration => configuration.service === undefined);
  // Where nova-api has a server of its own, that one serves metadata too, unless enabled_apis says otherwise.
  if (shared.length === 0 && service === 'nova-metadata') return all.filter(servesMetadata);
  return shared;
}

function servesMetadata(configuration: OsloConfiguration): boolean {
  const apis = configuration.get('DEFAULT', 'enabled_apis').value;
  if (serviceOf(configuration) !== 'nova-api' || !configuration.get('DEFAULT', 'metadata_workers').option) return false;
  return !Array.isArray(apis) || apis.includes('metadata');
}

function serviceOf(configuration: OsloConfiguration): string | undefined {
  const service = configuration.service;
  return service === undefined ? undefined : (aliases[service] ?? service);
}

function serviceCapacity(counting: Counting, kind: ServiceKind, all: readonly OsloConfiguration[]): ServiceCapacity[] {
  const configurations = configurationsOf(kind.service, all);
  if (configurations.length === 0) return [];
  const parts = configurations.map((configuration, index) => {
    const workers = workersInput(counting, configuration, kind);
    const controllers = controllersOf(counting, configurations.length, index);
    const pools = poolsOf(counting, configuration, kind);
    const inputs = [...workers, ...controllers.inputs, ...pools.flatMap(pool => pool.inputs)];
    return { processes: workers[0].value * controllers.count, pools, inputs };
  });
  return [serviceSum(kind.service, parts)];
}

interface CountedPool extends CapacityPool {
  readonly inputs: readonly CapacityInput[];
}

interface CapacityPart {
  readonly processes: number;
  readonly pools: readonly CountedPool[];
  readonly inputs: readonly CapacityInput[];
}

function serviceSum(service: string, parts: readonly CapacityPart[]): ServiceCapacity {
  const processes = sum(parts.map(part => part.processes));
  const of = (measure: (pool: CapacityPool) => number) =>
    sum(parts.map(part => product(part.processes, sum(part.pools.map(pool => product(pool.engines, measure(pool)))))));
  const possible = of(pool => pool.most);
  const engines = Math.max(...parts.map(part => sum(part.pools.map(pool => pool.engines))));
  return {
    service,
    processes,
    perProcess: processes * engines === 0 ? 0 : Math.round((possible / processes / engines) * 100) / 100,
    engines,
    possible,
    steady: of(pool => pool.size),
    pools: parts[0]?.pools.map(({ group, engines, size, most }) => ({ group, engines, size, most })) ?? [],
    inputs: parts.flatMap(part => part.inputs),
  };
}

/** Nothing times no limit is nothing. */
function product(one: number, other: number): number {
  return one === 0 || other === 0 ? 0 : one * other;
}

/** An input, by way of the changes that are asked for. */
function changed(counting: Counting, input: CapacityInput): CapacityInput {
  const value = counting.changes[input.key];
  return value === undefined ? input : { ...input, value, origin: 'changed' };
}

function workersInput(
  counting: Counting,
  configuration: OsloConfiguration,
  kind: ServiceKind,
): [CapacityInput, ...CapacityInput[]] {
  const { group, name } = kind.workers;
  const key = `[${group}]${name}`;
  const set = configuration.isSet(group, name) && configuration.get(group, name).option !== undefined;
  // nova takes 0 for “one for each core”, as if nothing was set.
  const value = configuration.numberOf(group, name) || undefined;
  const { facts } = counting.deployment;
  const change = counting.changes[key];
  if (change !== undefined || (set && value !== undefined)) {
    const place = set ? configuration.get(group, name).valuePlace : undefined;
    return [changed(counting, { key, value: value ?? 0, origin: 'file', place })];
  }
  if (group === 'conductor' && facts.counts.conductorWorkers !== undefined) {
    const place = facts.placeOf('counts.conductorWorkers');
    return [{ key, value: facts.counts.conductorWorkers, origin: 'workspace', place }];
  }
  const cores = countInput(counting, 'cores', 1);
  return [{ key, value: cores.value, origin: 'default', place: undefined }, cores];
}

function countInput(counting: Counting, name: 'controllers' | 'cores' | 'cells', otherwise: number): CapacityInput {
  const { facts } = counting.deployment;
  const key = `counts.${name}`;
  const value = facts.counts[name];
  if (value === undefined && counting.changes[key] === undefined) counting.missing.add(key);
  const input: CapacityInput =
    value === undefined
      ? { key, value: otherwise, origin: 'assumed', place: undefined }
      : { key, value, origin: 'workspace', place: facts.placeOf(key) };
  return changed(counting, input);
}

/** Every file at hand stands for one controller, the first one also for those whose files are not at hand. */
function controllersOf(
  counting: Counting,
  files: number,
  index: number,
): { count: number; inputs: readonly CapacityInput[] } {
  const controllers = countInput(counting, 'controllers', files);
  if (index > 0) return { count: controllers.value > index ? 1 : 0, inputs: [controllers] };
  return { count: Math.min(controllers.value, 1) + Math.max(0, controllers.value - files), inputs: [controllers] };
}

function poolsOf(counting: Counting, configuration: OsloConfiguration, kind: ServiceKind): readonly CountedPool[] {
  const hasOwnFile = configuration.service !== undefined;
  const mayCallUp = hasOwnFile && configuration.isSet('api_database', 'connection');
  if (kind.reaches === 'cell') {
    const cell = pool(counting, configuration, 'database', 1, []);
    return mayCallUp ? [cell, pool(counting, configuration, 'api_database', 1, [])] : [cell];
  }
  const cells = countInput(counting, 'cells', 1);
  return [
    pool(counting, configuration, 'api_database', 1, []),
    pool(counting, configuration, 'database', cells.value + 1, [cells]),
  ];
}

function pool(
  counting: Counting,
  configuration: OsloConfiguration,
  group: string,
  databases: number,
  inputs: readonly CapacityInput[],
): CountedPool {
  const size = poolInput(counting, configuration, group, 'max_pool_size', 5);
  const overflow = poolInput(counting, configuration, group, 'max_overflow', 10);
  const isUnlimited = size.value === 0 || overflow.value < 0;
  return {
    group,
    engines: configuration.isSet(group, 'slave_connection') ? databases * 2 : databases,
    size: Math.max(0, size.value),
    most: isUnlimited ? Number.POSITIVE_INFINITY : Math.max(0, size.value + overflow.value),
    inputs: [...inputs, size, overflow],
  };
}

/** Releases without a default of their own leave it to SQLAlchemy: 5 and 10. */
function poolInput(
  counting: Counting,
  configuration: OsloConfiguration,
  group: string,
  name: string,
  otherwise: number,
): CapacityInput {
  const key = `[${group}]${name}`;
  const value = configuration.numberOf(group, name) ?? otherwise;
  const place = configuration.get(group, name).valuePlace;
  return changed(counting, { key, value, origin: place ? 'file' : 'default', place });
}

/** Placement counts where a file of it is at hand: one engine, as many processes as its web server starts. */
function placementCapacity(counting: Counting, all: readonly OsloConfiguration[]): ServiceCapacity[] {
  const files = all.filter(configuration => configuration.isSet('placement_database', 'connection'));
  if (files.length === 0) return [];
  const parts = files.map((configuration, index) => {
    const cores = countInput(counting, 'cores', 1);
    const controllers = controllersOf(counting, files.length, index);
    const pools = [pool(counting, configuration, 'placement_database', 1, [])];
    const inputs = [cores, ...controllers.inputs, ...pools.flatMap(one => one.inputs)];
    return { processes: cores.value * controllers.count, pools, inputs };
  });
  return [serviceSum('placement-api', parts)];
}

/** What MySQL and MariaDB accept where nobody says anything. */
const defaultMaxConnections = 151;

function maxConnectionsOf(counting: Counting): CapacityInput {
  const key = 'max_connections';
  const { deployment } = counting;
  const found = databaseValue(deployment, key);
  if (found) return changed(counting, { key, value: found.value, origin: found.origin, place: found.place });
  const origin = deployment.mysql.length > 0 ? 'default' : 'assumed';
  return changed(counting, { key, value: defaultMaxConnections, origin, place: undefined });
}
