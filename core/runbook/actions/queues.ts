import { purgeQueueCommand } from '../../cluster/actions/purge-queue.ts';
import type { ClusterState } from '../../cluster/cluster-state.ts';
import { queueKey } from '../../cluster/consuming.ts';
import { isReached } from '../../cluster/controller.ts';
import { isProbeFailure } from '../../cluster/probe.ts';
import type { QueueState } from '../../cluster/probes/queues.ts';
import type { BrokerPlace } from '../../cluster/probes/rabbitmqctl.ts';
import type { Translator } from '../../text/l10n.ts';
import { controllerNamed, unreadText } from '../look.ts';
import { compilePattern } from '../parameters.ts';
import type { PreviewRow } from '../plan.ts';
import { type ActionKind, type ActionPlan, plannedCommand, refused, textOf } from './action.ts';
import { judgeQueue } from './queue-loss.ts';
import { queueOwners } from './queue-owners.ts';

/** Throws away messages that are left over in queues, each of which is shown with what its loss means. */
export const queuesAction: ActionKind = {
  name: 'queues',
  effect: 'destroy',
  describe: l10n =>
    l10n.t('Purges queues. Chosen by default are those of conductors, and replies that nobody waits for.'),
  keys: [
    {
      name: 'queues',
      type: 'text',
      isRequired: true,
      words: ['purge'],
      takesReferences: false,
      describe: l10n => l10n.t('What is done with them.'),
    },
    {
      name: 'match',
      type: 'regex',
      isRequired: true,
      describe: l10n => l10n.t('Names of the queues that are shown, as a pattern that matches anywhere in them.'),
    },
  ],
  plan: async (call, context): Promise<ActionPlan> => {
    const { l10n, look, controllers } = context;
    const [controller = ''] = controllers;
    const state = await look.state('broker');
    const { broker } = state;
    if (broker === undefined) return refused(l10n.t('RabbitMQ runs on no host of this cluster.'));
    if (isProbeFailure(broker)) return refused(l10n.t('The queues cannot be read: {0}', unreadText(broker, l10n)));
    const vhosts = await look.vhosts();
    const matches = compilePattern(textOf(call, 'match'));
    const hit = broker.queues.filter(queue => matches(queue.name));
    const streams = hit.filter(({ type }) => type === 'stream');
    // What is chosen by itself is listed even while it is empty: otherwise it would seem to come newly with its next message.
    const isListed = (queue: QueueState) => queue.messages > 0 || judgeQueue(queue, vhosts, l10n).isChosen;
    const queues = hit.filter(queue => queue.type !== 'stream' && isListed(queue)).sort(inOrder);
    const place = brokerPlace(state, controller);
    if (place.container?.startsWith('-')) {
      return refused(l10n.t('“{0}” on {1} is not a name that a container has.', place.container, controller));
    }
    const owners = await queueOwners(controller, place, queues, context);
    return {
      rows: queues.map(queue => rowOf(queue, vhosts, owners.get(queueKey(queue)) ?? '', l10n)),
      seen: hit.map(queueKey),
      columns: columnsOf(l10n),
      commands: queues.map((queue, index) =>
        plannedCommand(context, controller, index + 1, purgeQueueCommand(place, queue.vhost, queue.name), {
          row: queueKey(queue),
        }),
      ),
      notes: notesOf(hit.length, queues.length, streams.length, vhosts, l10n),
      refusal: undefined,
    };
  },
};

function columnsOf(l10n: Translator): string[] {
  return [l10n.t('vhost'), l10n.t('Queue'), l10n.t('Type'), l10n.t('Messages'), l10n.t('Consumers'), l10n.t('Owner')];
}

function rowOf(queue: QueueState, vhosts: readonly string[] | undefined, owner: string, l10n: Translator): PreviewRow {
  const { isChosen, loss } = judgeQueue(queue, vhosts, l10n);
  const { vhost, name, type, messages, consumers } = queue;
  return {
    id: queueKey(queue),
    cells: [vhost, name, type, String(messages), String(consumers), owner],
    isChosen,
    loss,
  };
}

function notesOf(
  hit: number,
  shown: number,
  streams: number,
  vhosts: readonly string[] | undefined,
  l10n: Translator,
): string[] {
  const notes: string[] = [];
  if (vhosts === undefined) {
    notes.push(
      l10n.t('Which vhosts are nova’s could not be read from its configuration: nothing is chosen by default.'),
    );
  } else notes.push(l10n.t('The vhosts of nova are: {0}', vhosts.join(', ')));
  if (streams > 0) notes.push(l10n.t('{0} streams are left out: their messages cannot be purged.', streams));
  const empty = hit - shown - streams;
  if (empty > 0) notes.push(l10n.t('{0} queues that match are empty.', empty));
  return notes;
}

/** Those of conductors first, then by how much waits in them. */
function inOrder(one: QueueState, other: QueueState): number {
  const rank = (queue: QueueState) => (/^conductor(?:$|[._])/.test(queue.name) ? 0 : 1);
  return rank(one) - rank(other) || other.messages - one.messages || (queueKey(one) < queueKey(other) ? -1 : 1);
}

/** Where the programs of the broker are on a host. */
function brokerPlace(state: ClusterState, controller: string): BrokerPlace {
  const host = controllerNamed(state, controller);
  const broker = host && isReached(host) ? host.services.find(({ service }) => service === 'rabbitmq') : undefined;
  const container = broker && 'container' in broker.owner ? broker.owner.container : undefined;
  return container ? { engine: container.engine, container: container.name } : {};
}
