import type { ClusterState } from '../cluster/cluster-state.ts';
import type { Command } from '../cluster/command.ts';
import { isReached, type ReachedController } from '../cluster/controller.ts';
import type { ControllerFailure } from '../cluster/failure.ts';
import type { ProbeFailure } from '../cluster/probe.ts';
import type { ClientPlace } from '../cluster/probes/database.ts';
import { isReading } from './reading.ts';
import type { Observer } from './run-ports.ts';
import type { StopSignal } from './stop-signal.ts';

/** Controllers that have nova's configuration, those with a database first: there its client is at hand. */
export function novaHosts(state: ClusterState): ReachedController[] {
  const hosts = state.controllers
    .filter(isReached)
    .filter(({ services }) => services.some(({ service }) => service.startsWith('nova-')));
  const hasDatabase = ({ services }: ReachedController) =>
    services.some(({ service, state: now }) => service === 'mariadb' && now === 'running');
  return [...hosts.filter(hasDatabase), ...hosts.filter(host => !hasDatabase(host))];
}

/** A client of the database: in the container of the database, where there is one on this host; else on the host. */
export function clientPlace({ services }: ReachedController): ClientPlace {
  const database = services.find(({ service, state }) => service === 'mariadb' && state === 'running');
  const container = database && 'container' in database.owner ? database.owner.container : undefined;
  return container ? { engine: container.engine, container: container.name } : {};
}

/**
 * Asks one controller after the other, until one can tell.
 * @returns the last failure where none could; undefined where there is nobody to ask.
 */
export async function askNovaHosts<Result extends object>(
  observer: Observer,
  state: ClusterState,
  command: (place: ClientPlace) => Command<Result | ProbeFailure>,
  signal: StopSignal | undefined,
): Promise<Result | ProbeFailure | ControllerFailure | undefined> {
  let last: ProbeFailure | ControllerFailure | undefined;
  for (const host of novaHosts(state)) {
    const answer = await observer.run(host.controller.name, command(clientPlace(host)), signal);
    if (isReading(answer)) return answer;
    last = answer as ProbeFailure | ControllerFailure;
  }
  return last;
}
