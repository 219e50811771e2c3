import { fillBlock } from '../blocks.ts';
import { consumersOf } from '../change.ts';
import { controllerOf } from '../host-scripts.ts';
import { purgeQueue } from '../queues.ts';
import { failed, type Host, printed, type Reply } from '../reply.ts';

/** The columns that the product asks `list_queues` for, in JSON. */
const columns = 'name type messages messages_unacknowledged consumers state owner_pid';

/** rabbitmqctl of RabbitMQ 3.10, as far as the product calls it. @param args without the program's name. */
export function rabbitmqctl(host: Host, args: readonly string[]): Reply {
  const down = brokerDown(host);
  if (down) return down;
  const words = args.filter(word => word !== '-q' && word !== '--quiet');
  const line = words.join(' ');
  if (line === 'list_vhosts name --no-table-headers') return listVhosts(host);
  const vhost = words[words.indexOf('-p') + 1] ?? '';
  if (line === `list_queues -p ${vhost} --formatter json ${columns}`) return listQueues(host, vhost);
  const [verb, option, , ...names] = words;
  const [queue = '', ...more] = names.filter(word => word !== '--');
  if (verb === 'purge_queue' && option === '-p' && more.length === 0) return purgeQueueNamed(host, vhost, queue);
  return failed(64, `\nCommand '${words[0] ?? ''}' not found. \n`);
}

export function listVhosts(host: Host): Reply {
  return (
    brokerDown(host) ??
    printed(
      host.world
        .state()
        .broker.vhosts.map(vhost => `${vhost}\n`)
        .join(''),
    )
  );
}

export function listQueues(host: Host, vhost: string): Reply {
  const down = brokerDown(host);
  if (down) return down;
  const state = host.world.state();
  if (!state.broker.vhosts.includes(vhost)) return failed(65, `Error:\nVirtual host '${vhost}' does not exist\n`);
  const queues = state.broker.queues.filter(queue => queue.vhost === vhost);
  const lines = queues.map(queue =>
    fillBlock(host.world.knowledge.replies, 'queue', {
      ...queue,
      kind: '',
      consumers: consumersOf(state, queue),
    }).trim(),
  );
  return printed(`[\n${lines.join('\n,')}\n]\n`);
}

/** Purges a queue; one that is not there is no success. */
export function purgeQueueNamed(host: Host, vhost: string, name: string): Reply {
  const isIt = (queue: { vhost: string; name: string }) => queue.vhost === vhost && queue.name === name;
  if (!host.world.state().broker.queues.some(isIt)) {
    return failed(69, host.world.knowledge.replies.get('purge-missing') ?? '');
  }
  host.world.apply(draft => {
    const queue = draft.state.broker.queues.find(isIt);
    if (queue) purgeQueue(draft, queue);
  });
  return printed('');
}

/** What rabbitmqctl says where the broker beside it does not run. */
function brokerDown(host: Host): Reply | undefined {
  const broker = controllerOf(host).services.find(({ service }) => service === 'rabbitmq');
  if (broker?.isRunning) return undefined;
  return failed(69, fillBlock(host.world.knowledge.replies, 'broker-down', { name: host.controller }));
}
