import { isProbeFailure, type ProbeFailure } from './probe.ts';
import type { ContainerState } from './probes/containers.ts';
import type { ServiceProcess } from './probes/processes.ts';
import type { UnitState } from './probes/units.ts';
import { knownServices, type ServiceName, serviceOfName } from './service-names.ts';

/** Who starts a service again when it ends, and through whom it is therefore stopped. */
export type ServiceOwner =
  | { readonly kind: 'systemd'; readonly unit: string; readonly container?: ContainerName }
  | { readonly kind: 'container'; readonly container: ContainerName; readonly restartPolicy: string }
  | { readonly kind: 'pacemaker'; readonly resource: string; readonly container?: ContainerName }
  | { readonly kind: 'process'; readonly process: number };

export interface ContainerName {
  readonly engine: 'docker' | 'podman';
  readonly name: string;
}

/** A service on a controller, as far as the controller itself can tell. */
export interface ServiceState {
  readonly service: ServiceName;
  /** The name by which its owner knows it: of the container or of the unit. */
  readonly name: string;
  readonly state: 'running' | 'starting' | 'unhealthy' | 'stopped' | 'failed' | 'paused' | 'restarting';
  /** Seconds since 1970; undefined where nobody tells. */
  readonly since: number | undefined;
  readonly restarts: number | undefined;
  /** The image of the container; undefined where the package tells the version. */
  readonly image: string | undefined;
  readonly owner: ServiceOwner;
}

/** What the probes of one controller read, as far as they tell about services. */
export interface ServiceReadings {
  readonly units: readonly UnitState[] | ProbeFailure;
  readonly docker: readonly ContainerState[] | ProbeFailure;
  readonly podman: readonly ContainerState[] | ProbeFailure;
  readonly processes: readonly ServiceProcess[] | ProbeFailure;
  /** Resources of Pacemaker by the service that they run. */
  readonly pacemaker?: ReadonlyMap<string, string> | undefined;
}

/** A container that the workspace file names for a service, where deployments use names of their own. */
export type ContainerNames = Readonly<Partial<Record<string, string>>>;

/**
 * The services of a controller with their owners: units of systemd that run a container (kolla since 2023.1, TripleO,
 * quadlets), containers with a restart policy, plain units, and processes that nobody owns.
 * @param now seconds since 1970 by the controller's clock; ages of processes are counted from it.
 */
export function servicesOf(readings: ServiceReadings, now: number, names: ContainerNames = {}): ServiceState[] {
  const units = known(readings.units);
  const containers = [...known(readings.docker), ...known(readings.podman)];
  const own = new Map(Object.entries(names).flatMap(([service, name]) => (name ? [[name, service] as const] : [])));
  const taken = new Set<string>();
  const services: ServiceState[] = [];
  for (const container of containers) {
    const service = (own.get(container.name) as ServiceName | undefined) ?? serviceOfName(container.name);
    if (!service) continue;
    const unit = units.find(candidate => runsContainer(candidate, container));
    if (unit) taken.add(unit.name);
    services.push(ofContainer(service, container, unit, readings.pacemaker?.get(service)));
  }
  for (const unit of units) {
    const service = serviceOfName(unit.name);
    if (!service || taken.has(unit.name) || isAlias(unit, units)) continue;
    // Where a container does the work, a unit of the same service that is off is a remnant.
    if (unit.activeState === 'inactive' && services.some(found => found.service === service)) continue;
    services.push(ofUnit(service, unit, readings.pacemaker?.get(service)));
  }
  services.push(...withoutOwner(known(readings.processes), services, now, readings.pacemaker));
  return services.sort((one, other) => knownServices.indexOf(one.service) - knownServices.indexOf(other.service));
}

function known<Item>(reading: readonly Item[] | ProbeFailure): readonly Item[] {
  return isProbeFailure(reading) ? [] : reading;
}

/** Whether a unit starts a container: by a label of the container, by its name, or by its command line. */
function runsContainer(unit: UnitState, container: ContainerState): boolean {
  if (container.unit !== undefined) return unit.name === container.unit;
  const plain = unit.name.replace(/\.service$/, '');
  if ([`kolla-${container.name}-container`, `tripleo_${container.name}`, `edpm_${container.name}`].includes(plain))
    return true;
  const words = unit.command.split(/[\s;]+/);
  return words.some(word => /(?:docker|podman)$/.test(word)) && words.includes(container.name);
}

/** Debian's `mysql.service` is another name of `mariadb.service`: both would be one process. */
function isAlias(unit: UnitState, units: readonly UnitState[]): boolean {
  const first = units.find(other => other.mainProcess === unit.mainProcess && other.mainProcess !== 0);
  return first !== undefined && first !== unit;
}

function ofContainer(
  service: ServiceName,
  container: ContainerState,
  unit: UnitState | undefined,
  resource: string | undefined,
): ServiceState {
  const name: ContainerName = { engine: container.engine, name: container.name };
  const owner: ServiceOwner = resource
    ? { kind: 'pacemaker', resource, container: name }
    : unit
      ? { kind: 'systemd', unit: unit.name, container: name }
      : { kind: 'container', container: name, restartPolicy: container.restartPolicy };
  return {
    service,
    name: container.name,
    state: stateOfContainer(container),
    since: secondsOf(container.status === 'running' ? container.startedAt : container.finishedAt),
    restarts: unit ? unit.restarts : container.restartCount,
    image: container.image || undefined,
    owner,
  };
}

function stateOfContainer({ status, health, exitCode }: ContainerState): ServiceState['state'] {
  if (status === 'running')
    return health === 'unhealthy' ? 'unhealthy' : health === 'starting' ? 'starting' : 'running';
  if (status === 'paused' || status === 'restarting') return status;
  // 143 is SIGTERM, by which containers are stopped; 0 is an orderly end.
  return status === 'exited' && exitCode !== 0 && exitCode !== 143 ? 'failed' : 'stopped';
}

function ofUnit(service: ServiceName, unit: UnitState, resource: string | undefined): ServiceState {
  return {
    service,
    name: unit.name,
    state: stateOfUnit(unit),
    since: unit.activeSince,
    restarts: unit.restarts,
    image: undefined,
    owner: resource ? { kind: 'pacemaker', resource } : { kind: 'systemd', unit: unit.name },
  };
}

function stateOfUnit({ activeState, subState }: UnitState): ServiceState['state'] {
  if (activeState === 'active' || activeState === 'reloading') return 'running';
  if (activeState === 'activating') return subState === 'auto-restart' ? 'restarting' : 'starting';
  return activeState === 'failed' ? 'failed' : 'stopped';
}

/** Services that run although nobody who was asked owns them; the oldest process of each is its parent. */
function withoutOwner(
  processes: readonly ServiceProcess[],
  found: readonly ServiceState[],
  now: number,
  pacemaker: ServiceReadings['pacemaker'],
): ServiceState[] {
  const services = new Map<string, ServiceProcess>();
  for (const process of processes) {
    const oldest = services.get(process.service);
    if (!oldest || (process.elapsedSeconds ?? 0) > (oldest.elapsedSeconds ?? 0)) services.set(process.service, process);
  }
  return [...services.values()]
    .filter(({ service }) => !found.some(state => state.service === service && state.state !== 'stopped'))
    .map(({ service, process, elapsedSeconds }) => ({
      service: service as ServiceName,
      name: service,
      state: 'running',
      since: elapsedSeconds === undefined ? undefined : now - elapsedSeconds,
      restarts: undefined,
      image: undefined,
      owner: ownerOfProcess(process, pacemaker?.get(service)),
    }));
}

function ownerOfProcess(process: number, resource: string | undefined): ServiceOwner {
  return resource ? { kind: 'pacemaker', resource } : { kind: 'process', process };
}

function secondsOf(time: string | undefined): number | undefined {
  const milliseconds = time === undefined ? Number.NaN : Date.parse(time.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}
