import { type ClusterState, instancesOf } from './cluster-state.ts';
import { consumersOf, consumersOnHost, isOneOf, namesOf } from './consuming.ts';
import { isProbeFailure } from './probe.ts';

/**
 * Controllers on which a service runs that takes no work from its own queue, while its neighbours do: it hangs, or it never
 * came back after a restart of the broker. Where nova calls its hosts otherwise than we do, nothing can be said.
 */
export function withoutConsumers(state: ClusterState, topic: 'conductor' | 'scheduler'): string[] {
  const { broker } = state;
  if (broker === undefined || isProbeFailure(broker)) return [];
  const topics = consumersOf(broker, topic);
  const hosts = instancesOf(state, `nova-${topic}`)
    .filter(({ instance }) => instance.state === 'running')
    .map(({ controller }) => controller);
  const consumes = (host: string) => (consumersOnHost(topics, namesOf(state, host)) ?? 0) > 0;
  const all = topics.flatMap(({ hosts: queues }) => queues.filter(({ consumers }) => consumers > 0));
  const isNamedAsHere = all.length > 0 && all.every(({ host }) => hosts.some(on => isOneOf(host, namesOf(state, on))));
  return isNamedAsHere ? hosts.filter(host => !consumes(host)) : [];
}
