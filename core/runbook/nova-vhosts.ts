import type { ClusterState } from '../cluster/cluster-state.ts';
import { probeCommand } from '../cluster/probe.ts';
import { vhostsProbe } from '../cluster/probes/vhosts.ts';
import { clientPlace, novaHosts } from './nova-hosts.ts';
import { isReading } from './reading.ts';
import type { Observer } from './run-ports.ts';
import type { StopSignal } from './stop-signal.ts';

/** What was read once holds as long as somebody observes the cluster: vhosts change with the configuration only. */
const known = new WeakMap<Observer, readonly string[]>();

/**
 * The vhosts that nova uses on any controller or in any cell, those of disabled cells included.
 * @returns undefined where no controller could tell.
 */
export async function novaVhosts(
  observer: Observer,
  state: ClusterState,
  signal: StopSignal | undefined,
): Promise<readonly string[] | undefined> {
  const before = known.get(observer);
  if (before) return before;
  const hosts = novaHosts(state);
  const readings = await Promise.all(
    hosts.map(host => observer.run(host.controller.name, probeCommand(vhostsProbe(clientPlace(host))), signal)),
  );
  const read = readings.filter(isReading);
  if (read.length === 0) return undefined;
  const vhosts = read.flatMap(({ own, cells = [] }) => [...own, ...cells.map(({ vhost }) => vhost)]);
  const unique = [...new Set(vhosts)].sort();
  known.set(observer, unique);
  return unique;
}
