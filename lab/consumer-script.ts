import { type Blocks, fillBlock } from './blocks.ts';
import { runningInstances, workers } from './change.ts';
import { enterContainer } from './middleware-scripts.ts';
import { listVhosts } from './programs/rabbitmqctl.ts';
import { type Host, printed, type Reply } from './reply.ts';
import type { LabController, LabQueue, LabService, LabState } from './state.ts';

/** A process that consumes, by the name that oslo.messaging gives to its connection. */
interface Client {
  readonly name: string;
  readonly peer: string;
}

/** Numbers of Erlang's processes: connections first, each with its channel far behind. */
const firstConnection = 700;
const firstChannel = 3000;

/** Who consumes which queue, with the connections by which the broker knows them. */
export function consumersScript(host: Host): Reply {
  const { BROKER_ENGINE = '', BROKER_CONTAINER = '', VHOSTS = '' } = host.parameters;
  const inside = enterContainer(host, BROKER_ENGINE, BROKER_CONTAINER);
  if (inside) return inside;
  const vhosts = listVhosts(host);
  if (vhosts.status !== 0) return vhosts;
  const state = host.world.state();
  const { replies } = host.world.knowledge;
  const clients = new Map<string, Client & { readonly number: number }>();
  const numberOf = (client: Client) => {
    const known = clients.get(client.name) ?? { ...client, number: clients.size };
    clients.set(client.name, known);
    return known.number;
  };
  const consumers = VHOSTS.split('\n').map(vhost => {
    const queues = state.broker.queues.filter(queue => queue.vhost === vhost);
    const lines = queues.flatMap(queue =>
      clientsOf(state, queue).map((client, index) =>
        fill(replies, 'consumer', { queue: queue.name, number: firstChannel + numberOf(client), tag: index + 1 }),
      ),
    );
    return `nova-doctor-part consumers ${vhost}\n${list(lines)}`;
  });
  const all = [...clients.values()];
  const connections = all.map(({ name, peer, number }) =>
    fill(replies, 'connection', { number: firstConnection + number, peer: peer.replaceAll('.', ','), client: name }),
  );
  const channels = all.map(({ number }) =>
    fill(replies, 'channel', { number: firstChannel + number, connection: firstConnection + number }),
  );
  return printed(
    `nova-doctor-part connections\n${list(connections)}nova-doctor-part channels\n${list(channels)}${consumers.join('')}`,
  );
}

function fill(replies: Blocks, block: string, values: Readonly<Record<string, string | number>>): string {
  return fillBlock(replies, block, values).trim();
}

/** As rabbitmqctl prints a list in JSON. */
function list(lines: readonly string[]): string {
  return `[\n${lines.join('\n,')}\n]\n`;
}

/** The processes that wait for the messages of a queue; as many as `consumersOf` counts. */
function clientsOf(state: LabState, { name: queue, kind }: LabQueue): Client[] {
  switch (kind.kind) {
    case 'topic':
      return runningInstances(state, kind.topic === 'conductor' ? 'nova-conductor' : 'nova-scheduler')
        .filter(({ controller }) => kind.controller === undefined || controller.name === kind.controller)
        .filter(({ service }) => service.condition.kind !== 'lost')
        .flatMap(({ controller, service }) => processesOf(controller, service));
    case 'compute':
      return [computeClient(state, kind.host)];
    case 'compute-reply':
      return kind.isStale ? [] : [computeClient(state, kind.host)];
    case 'foreign':
      return state.controllers
        .slice(0, kind.consumers)
        .map(({ name, address }) => ({ name: `${queue.replace(/[._].*/, '')}:6:${name}`, peer: address }));
    default:
      return runningInstances(state, kind.service)
        .filter(({ controller, service }) => controller.name === kind.controller && service.starts === kind.starts)
        .filter(({ service }) => service.condition.kind !== 'lost')
        .flatMap(({ controller, service }) => processesOf(controller, service).slice(0, 1));
  }
}

function processesOf(controller: LabController, service: LabService): Client[] {
  const count = service.service === 'nova-conductor' ? workers : 1;
  const { container } = service;
  const end = [container.slice(8, 12), container.slice(12, 16), container.slice(16, 20), container.slice(20, 32)].join(
    '-',
  );
  return Array.from({ length: count }, (_, index) => {
    const process = service.process + index + 1;
    return {
      name: `${service.service}:${process}:${process.toString(16).padStart(8, '0')}-${end}`,
      peer: controller.address,
    };
  });
}

function computeClient(state: LabState, host: string): Client {
  const number = state.computes.indexOf(host) + 1;
  return {
    name: `nova-compute:7:00000007-${String(number).padStart(4, '0')}-4a3b-8c2d-1e0f9a8b7c6d`,
    peer: `10.77.1.${number}`,
  };
}
