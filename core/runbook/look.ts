import type { ClusterState } from '../cluster/cluster-state.ts';
import { type ControllerState, isReached } from '../cluster/controller.ts';
import { type ControllerFailure, failureText, isFailure } from '../cluster/failure.ts';
import type { ProbeFailure } from '../cluster/probe.ts';
import type { ServiceName } from '../cluster/service-names.ts';
import type { ServiceState } from '../cluster/services.ts';
import type { Translator } from '../text/l10n.ts';
import { novaVhosts } from './nova-vhosts.ts';
import type { Observer, StatePart } from './run-ports.ts';
import type { StopSignal } from './stop-signal.ts';

/**
 * The cluster as it was when it was first asked: what belongs to one plan or one check is asked once, so that all of it speaks
 * of the same time.
 */
export interface Look {
  state(...parts: StatePart[]): Promise<ClusterState>;
  /** The vhosts of RabbitMQ that nova uses; undefined where no controller could tell. */
  vhosts(): Promise<readonly string[] | undefined>;
}

export function lookThrough(observer: Observer, signal?: StopSignal): Look {
  let vhosts: Promise<readonly string[] | undefined> | undefined;
  const readings: { parts: readonly StatePart[]; state: Promise<ClusterState> }[] = [];
  const state = (...parts: StatePart[]) => {
    const known = readings.find(reading => parts.every(part => reading.parts.includes(part)));
    if (known) return known.state;
    const read = observer.read(parts, signal);
    readings.push({ parts, state: read });
    return read;
  };
  return {
    state,
    vhosts: () => {
      vhosts ??= state().then(known => novaVhosts(observer, known, signal));
      return vhosts;
    },
  };
}

/** A service on one controller, or why there is none to be seen. */
export type Instance =
  | { readonly found: ServiceState }
  | { readonly found: undefined; readonly why: 'absent' | 'unknown'; readonly text: string };

/** All instances of a service on a controller: conductors of several cells may share one. Never empty. */
export function instancesOn(state: ClusterState, controller: string, service: string, l10n: Translator): Instance[] {
  const host = controllerNamed(state, controller);
  const found = host && isReached(host) ? host.services.filter(instance => instance.service === service) : [];
  return found.length > 0
    ? found.map(instance => ({ found: instance }))
    : [instanceOn(state, controller, service, l10n)];
}

/** Looks for a service on a controller; what could not be asked is unknown, never absent. */
export function instanceOn(state: ClusterState, controller: string, service: string, l10n: Translator): Instance {
  const host = controllerNamed(state, controller);
  if (!host) {
    return { found: undefined, why: 'unknown', text: l10n.t('{0} is not a host of this cluster.', controller) };
  }
  if (!isReached(host)) return { found: undefined, why: 'unknown', text: failureText(host.failure, l10n) };
  const found = host.services.find(instance => instance.service === service);
  if (found) return { found };
  const [unasked] = host.unasked;
  if (unasked) {
    const text = l10n.t('{0} on {1} could not be asked: {2}', unasked.owner, controller, unasked.failure.detail);
    return { found: undefined, why: 'unknown', text };
  }
  return { found: undefined, why: 'absent', text: l10n.t('{0} was not found on {1}.', service, controller) };
}

export function controllerNamed(state: ClusterState, name: string): ControllerState | undefined {
  return state.controllers.find(({ controller }) => controller.name === name);
}

/** Hosts on which a service runs, in the order of the file. */
export function hostsRunning(state: ClusterState, service: ServiceName): string[] {
  return state.controllers.flatMap(host =>
    isReached(host) && host.services.some(instance => instance.service === service && runs(instance))
      ? [host.controller.name]
      : [],
  );
}

/** Whether its process is there, well or not. */
export function runs({ state }: ServiceState): boolean {
  return state === 'running' || state === 'unhealthy' || state === 'starting';
}

/** One sentence about a part that could not be read. */
export function unreadText(failure: ProbeFailure | ControllerFailure, l10n: Translator): string {
  return isFailure(failure) ? failureText(failure, l10n) : failure.detail || failure.unreadable;
}
