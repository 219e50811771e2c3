import type { ClusterState } from './cluster-state.ts';
import { isReached } from './controller.ts';
import { isProbeFailure, type ProbeFailure } from './probe.ts';
import type { BrokerState, QueueState } from './probes/queues.ts';

/** Which hosts take calls from a queue of one vhost. Every service has a queue of its own beside the common one: `conductor.ctl1`. */
export interface ConsumersOfTopic {
  readonly vhost: string;
  /** Of the queue that all hosts share; undefined where there is none. */
  readonly shared: number | undefined;
  readonly hosts: readonly { readonly host: string; readonly consumers: number }[];
}

/**
 * Who consumes a topic, by vhost: each cell has its own.
 * @param vhosts that nova uses, where that is known: other projects call their queues alike.
 */
export function consumersOf(broker: BrokerState, topic: string, vhosts?: readonly string[]): ConsumersOfTopic[] {
  const prefix = `${topic}.`;
  return broker.vhosts
    .filter(vhost => vhosts === undefined || vhosts.includes(vhost))
    .flatMap(vhost => {
      const queues = broker.queues.filter(queue => queue.vhost === vhost);
      const shared = queues.find(({ name }) => name === topic)?.consumers;
      const hosts = queues
        .filter(({ name }) => name.startsWith(prefix))
        .map(({ name, consumers }) => ({ host: name.slice(prefix.length), consumers }));
      return shared === undefined && hosts.length === 0 ? [] : [{ vhost, shared, hosts }];
    });
}

/** The names under which nova may know a controller: it takes the host name unless its `host` option says another. */
export function namesOf(state: ClusterState, controller: string): string[] {
  const host = state.controllers.find(({ controller: { name } }) => name === controller);
  const names = [controller, ...(host ? [host.controller.host] : [])];
  if (host && isReached(host) && !isProbeFailure(host.host) && host.host.hostName !== '') {
    names.push(host.host.hostName);
  }
  return names;
}

/** Whether a host of nova is one of these: `ctl1` is `ctl1.example.org`, but 10.0.0.1 is not 10.0.0.2. */
export function isOneOf(host: string, names: readonly string[]): boolean {
  return names.some(name => name === host || (shortName(name) !== undefined && shortName(name) === shortName(host)));
}

function shortName(name: string): string | undefined {
  const isAddress = /^[\d.]+$|:/.test(name);
  return isAddress ? undefined : name.split('.')[0]?.toLowerCase();
}

/** The consumers that one controller has in a topic, over all vhosts; undefined where it has no queue of its own. */
export function consumersOnHost(topics: readonly ConsumersOfTopic[], names: readonly string[]): number | undefined {
  const own = topics.flatMap(({ hosts }) => hosts.filter(({ host }) => isOneOf(host, names)));
  return own.length === 0 ? undefined : own.reduce((sum, { consumers }) => sum + consumers, 0);
}

/** Queue of calls that a service takes its work from; undefined for services that are not called. */
export function topicOf(service: string): 'conductor' | 'scheduler' | 'compute' | undefined {
  if (service === 'nova-conductor' || service === 'nova-super-conductor') return 'conductor';
  if (service === 'nova-scheduler') return 'scheduler';
  return service === 'nova-compute' ? 'compute' : undefined;
}

export function brokerOf(state: ClusterState): BrokerState | ProbeFailure {
  return state.broker ?? { unreadable: 'not-running', detail: 'RabbitMQ' };
}

/** The key by which rows of queues are told apart between two readings. */
export function queueKey({ vhost, name }: Pick<QueueState, 'vhost' | 'name'>): string {
  return /^[\w./:@-]+$/.test(vhost + name) ? `${vhost} ${name}` : JSON.stringify([vhost, name]);
}
