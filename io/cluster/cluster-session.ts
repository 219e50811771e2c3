import { setMaxListeners } from 'node:events';
import type { ClusterState } from '../../core/cluster/cluster-state.ts';
import type { Command } from '../../core/cluster/command.ts';
import { type ControllerState, isReached } from '../../core/cluster/controller.ts';
import { type ControllerDetails, inventoryCommand } from '../../core/cluster/details.ts';
import { type ControllerFailure, isFailure } from '../../core/cluster/failure.ts';
import { lightRunSeconds } from '../../core/cluster/kept-script.ts';
import { isProbeFailure, type Probe, type ProbeFailure, probeCommand } from '../../core/cluster/probe.ts';
import { databaseProbe } from '../../core/cluster/probes/database.ts';
import { endpointsProbe } from '../../core/cluster/probes/endpoints.ts';
import { logsProbe, type RemoteLog } from '../../core/cluster/probes/logs.ts';
import { queuesProbe } from '../../core/cluster/probes/queues.ts';
import type { ServiceName } from '../../core/cluster/service-names.ts';
import type { ContainerName, ServiceState } from '../../core/cluster/services.ts';
import {
  completeLight,
  mayBeLight,
  readSurvey,
  surveyCommand,
  tellsTheSame,
  type WholeSurvey,
} from '../../core/cluster/survey.ts';
import { findVips } from '../../core/cluster/vip.ts';
import type { Connections } from '../ssh/connections.ts';
import type { RunOptions, Transport } from '../ssh/transport.ts';
import type { Cluster, ClusterHost } from './read-cluster.ts';

/** A cluster that can be asked. Nothing connects before the first question. */
export interface ClusterSession {
  readonly cluster: Cluster;
  /**
   * Asks every host about itself, all at once: a dead or slow one delays no other.
   * @param onState is told each host's state as it arrives.
   */
  survey(options?: SurveyOptions): Promise<readonly ControllerState[]>;
  /** Everything: the survey, and then queues, database and logs where they can be read. */
  read(options?: SurveyOptions): Promise<ClusterState>;
  /** Runs a command on one host, as root where the workspace file says how. */
  run<Result>(host: string, command: Command<Result>, options?: RunOptions): Promise<Result | ControllerFailure>;
  transport(host: string): Transport | undefined;
}

export interface SurveyOptions {
  readonly signal?: AbortSignal;
  readonly onState?: (state: ControllerState) => void;
  /** What is read beyond the survey; everything when left out. */
  readonly parts?: readonly ('broker' | 'database' | 'logs' | 'details')[];
}

export function createClusterSession(
  cluster: Cluster,
  connections: Connections,
  now: () => number = Date.now,
): ClusterSession {
  const { file, hosts } = cluster;

  const transportOf = (host: ClusterHost) => connections.to(host);
  const find = (name: string) => hosts.find(host => host.name === name);

  /** A failure bears the name that people know the controller by: an inventory gives an address to it. */
  async function runOn<Result>(
    host: ClusterHost,
    command: Command<Result>,
    options: RunOptions = {},
  ): Promise<Result | ControllerFailure> {
    // One signal ends the commands on all hosts, so that many listeners are no leak.
    if (options.signal) setMaxListeners(0, options.signal);
    const result = await transportOf(host).run(command, { become: file.become, ...options });
    return isFailure(result) ? { ...result, controller: host.name } : result;
  }

  const wholeSurveys = new Map<string, WholeSurvey>();

  /** Light where that tells the same; see `mayBeLight`. */
  async function surveyOne(host: ClusterHost, signal: AbortSignal | undefined): Promise<ControllerState> {
    const last = wholeSurveys.get(host.name);
    if (!last || !mayBeLight(last, now())) return surveyWhole(host, signal);
    const state = await readOne(host, 'light', signal, last);
    // What hangs there is only named by a whole survey, whose parts have limits of their own.
    const isLate = !isReached(state) && state.failure.failed === 'command-timed-out';
    return isLate || (isReached(state) && !tellsTheSame(state, last.state)) ? surveyWhole(host, signal) : state;
  }

  function surveyWhole(host: ClusterHost, signal: AbortSignal | undefined): Promise<ControllerState> {
    wholeSurveys.delete(host.name);
    return readOne(host, 'whole', signal, undefined);
  }

  async function readOne(
    host: ClusterHost,
    repeats: 'whole' | 'light',
    signal: AbortSignal | undefined,
    last: WholeSurvey | undefined,
  ): Promise<ControllerState> {
    const sent = now();
    const readings = await runOn(host, surveyCommand, { repeats, ...(signal ? { signal } : {}) });
    const received = now();
    if (isFailure(readings)) return { controller: host, failure: readings, readAt: received };
    const whole = last ? completeLight(readings, last) : readings;
    const state = readSurvey(host, whole, sent, received, file.containers);
    const isQuick = received - sent < lightRunSeconds * 1000;
    if (!last && isQuick) wholeSurveys.set(host.name, { state, processes: whole.processes });
    return state;
  }

  async function survey({ signal, onState }: SurveyOptions = {}): Promise<readonly ControllerState[]> {
    return Promise.all(
      hosts.map(async host => {
        const state = await surveyOne(host, signal);
        onState?.(state);
        return state;
      }),
    );
  }

  async function read(options: SurveyOptions = {}): Promise<ClusterState> {
    const controllers = await survey(options);
    const { parts, signal } = options;
    const wants = (part: 'broker' | 'database' | 'logs' | 'details') => parts === undefined || parts.includes(part);
    const [broker, database, logs, details] = await Promise.all([
      wants('broker') ? firstReading(controllers, 'rabbitmq', place => queuesProbe(place), signal) : undefined,
      wants('database') ? firstReading(controllers, 'mariadb', place => databaseProbe(place), signal) : undefined,
      wants('logs') ? readLogs(controllers, signal) : new Map<string, readonly RemoteLog[] | ProbeFailure>(),
      wants('details') ? readDetails(controllers, signal) : new Map<string, ControllerDetails>(),
    ]);
    const vips = file.vips === 'none' ? 'none' : findVips(file.vips, controllers);
    return { name: file.name, controllers, vips, broker, database, logs, details };
  }

  /** Asks the hosts on which a service runs one after the other, until one of them tells. */
  async function firstReading<Result extends object>(
    controllers: readonly ControllerState[],
    service: ServiceName,
    probe: (place: ContainerPlace) => Probe<Result>,
    signal: AbortSignal | undefined,
  ): Promise<(Result & { readonly readOn: string }) | ProbeFailure | undefined> {
    let last: ProbeFailure | undefined;
    for (const { host, place } of placesOf(controllers, service)) {
      const reading = await runOn(host, probeCommand(probe(place)), signal ? { signal } : {});
      if (isFailure(reading)) last = unreadable(reading);
      else if (isProbeFailure(reading)) last = reading;
      else return { ...reading, readOn: host.name };
    }
    return last;
  }

  /** Where a service's own programs are: on hosts where it runs first, then where it exists, then on any controller. */
  function placesOf(controllers: readonly ControllerState[], service: ServiceName) {
    const places = controllers.filter(isReached).flatMap(state => {
      const host = find(state.controller.name);
      const instances = state.services.filter(instance => instance.service === service);
      return host ? instances.map(instance => ({ host, instance, place: placeOf(instance) })) : [];
    });
    const running = places.filter(({ instance }) => instance.state === 'running');
    if (running.length > 0) return running;
    const onHosts = controllers.filter(isReached).flatMap(state => find(state.controller.name) ?? []);
    return service === 'mariadb' ? onHosts.map(host => ({ host, place: {} })) : places;
  }

  async function readLogs(controllers: readonly ControllerState[], signal: AbortSignal | undefined) {
    const logs = new Map<string, readonly RemoteLog[] | ProbeFailure>();
    const probe = file.logs.length > 0 ? logsProbe(file.logs) : logsProbe();
    await Promise.all(
      controllers.filter(isReached).map(async ({ controller }) => {
        const host = find(controller.name);
        const reading = host && (await runOn(host, probeCommand(probe), signal ? { signal } : {}));
        if (reading && isFailure(reading)) logs.set(controller.name, unreadable(reading));
        else if (reading) logs.set(controller.name, reading);
      }),
    );
    return logs;
  }

  async function readDetails(controllers: readonly ControllerState[], signal: AbortSignal | undefined) {
    const details = new Map<string, ControllerDetails>();
    const options = signal ? { signal } : {};
    await Promise.all(
      controllers.filter(isReached).map(async ({ controller }) => {
        const host = find(controller.name);
        if (!host) return;
        const [inventory, endpoints] = await Promise.all([
          runOn(host, inventoryCommand, options),
          runOn(host, probeCommand(endpointsProbe()), options),
        ]);
        const { configuration, packages } = isFailure(inventory)
          ? { configuration: unreadable(inventory), packages: unreadable(inventory) }
          : inventory;
        const answers = isFailure(endpoints) ? unreadable(endpoints) : endpoints;
        details.set(controller.name, { configuration, packages, endpoints: answers });
      }),
    );
    return details;
  }

  return {
    cluster,
    survey,
    read,
    run: async (name, command, options) => {
      const host = find(name);
      return host ? await runOn(host, command, options) : { failed: 'name-not-found', host: name };
    },
    transport: name => {
      const host = find(name);
      return host && transportOf(host);
    },
  };
}

/** A command that did not come to its end leaves no reading. */
function unreadable({ failed, detail }: ControllerFailure): ProbeFailure {
  const isLate = failed === 'command-timed-out' || failed === 'timed-out';
  const isRefused = failed === 'sudo-refused' || failed === 'permission-denied';
  return {
    unreadable: isLate ? 'no-answer' : isRefused ? 'permission-denied' : 'not-understood',
    detail: detail ?? failed,
  };
}

type ContainerPlace = { readonly engine?: 'docker' | 'podman'; readonly container?: string };

function placeOf({ owner }: ServiceState): ContainerPlace {
  const container: ContainerName | undefined = 'container' in owner ? owner.container : undefined;
  return container ? { engine: container.engine, container: container.name } : {};
}
