import { queueKey } from '../../cluster/consuming.ts';
import { probeCommand } from '../../cluster/probe.ts';
import { consumerConnectionsProbe } from '../../cluster/probes/consumer-connections.ts';
import type { QueueState } from '../../cluster/probes/queues.ts';
import type { BrokerPlace } from '../../cluster/probes/rabbitmqctl.ts';
import { isReading } from '../reading.ts';
import type { ActionContext } from './action.ts';

/** Clients that are named for one queue. */
const mostNamed = 3;

/**
 * Who reads each queue, for people: `nova-api on 10.0.0.11`. Where the broker does not tell, the connection that alone may use the
 * queue is all that is known.
 */
export async function queueOwners(
  controller: string,
  place: BrokerPlace,
  queues: readonly QueueState[],
  { observer, signal, l10n }: Pick<ActionContext, 'observer' | 'signal' | 'l10n'>,
): Promise<ReadonlyMap<string, string>> {
  const owners = new Map(queues.map(queue => [queueKey(queue), queue.owner]));
  const vhosts = [...new Set(queues.filter(({ consumers }) => consumers > 0).map(({ vhost }) => vhost))];
  if (vhosts.length === 0) return owners;
  const consumers = await observer.run(controller, probeCommand(consumerConnectionsProbe(place, vhosts)), signal);
  if (!isReading(consumers)) return owners;
  for (const queue of queues) {
    const key = queueKey(queue);
    const own = consumers.filter(consumer => consumer.vhost === queue.vhost && consumer.queue === queue.name);
    const names = [...new Set(own.map(({ client, peer }) => named(client, peer, l10n)))].filter(name => name !== '');
    if (names.length === 0) continue;
    owners.set(key, names.slice(0, mostNamed).join(', ') + (names.length > mostNamed ? ' …' : ''));
  }
  return owners;
}

function named(client: string, peer: string, l10n: ActionContext['l10n']): string {
  const [program = ''] = client.split(':');
  return program === '' || peer === '' ? program || peer : l10n.t('{0} on {1}', program, peer);
}
