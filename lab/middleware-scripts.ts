import { databaseProbe } from '../core/cluster/probes/database.ts';
import { fillBlock } from './blocks.ts';
import { runningInstances } from './change.ts';
import { connectionsOf } from './connections.ts';
import { activeVariable } from './database.ts';
import { controllerOf } from './host-scripts.ts';
import { isDatabaseFull } from './outages.ts';
import { listQueues, listVhosts, purgeQueueNamed } from './programs/rabbitmqctl.ts';
import { failed, type Host, printed, type Reply } from './reply.ts';

/** Runs rabbitmqctl where the script's parameters say: in a container, or on the host, which has none. */
export function queuesScript(host: Host): Reply {
  const inside = enterContainer(host, host.parameters.BROKER_ENGINE ?? '', host.parameters.BROKER_CONTAINER ?? '');
  if (inside) return inside;
  const vhosts = listVhosts(host);
  if (vhosts.status !== 0) return vhosts;
  const lists = host.world
    .state()
    .broker.vhosts.map(vhost => `nova-doctor-vhost ${vhost}\n${listQueues(host, vhost).output}`);
  return printed(lists.join(''));
}

/** Purges a queue whose name is none that a wrapper of rabbitmqctl could be given. */
export function oddPurgeScript(host: Host): Reply {
  const { BROKER_ENGINE = '', BROKER_CONTAINER = '', VHOST = '', QUEUE = '' } = host.parameters;
  return enterContainer(host, BROKER_ENGINE, BROKER_CONTAINER) ?? purgeQueueNamed(host, VHOST, QUEUE);
}

/** Why nothing can be run in a container; undefined where it can. */
export function enterContainer(host: Host, engine: string, name: string): Reply | undefined {
  const { replies } = host.world.knowledge;
  if (name === '') return failed(127, '/bin/sh: 1: rabbitmqctl: not found\n');
  if (engine !== 'docker') return failed(127, `/bin/sh: 1: ${engine}: not found\n`);
  const service = controllerOf(host).services.find(candidate => candidate.name === name);
  if (!service) return failed(1, fillBlock(replies, 'container-missing', { name }));
  if (!service.isRunning) return failed(1, fillBlock(replies, 'container-stopped', { container: service.container }));
  return undefined;
}

const { STATEMENTS: statements } = databaseProbe().parameters ?? {};

/** The database as nova's account sees it, which may see all transactions here (PROCESS). */
export function databaseScript(host: Host): Reply {
  const state = host.world.state();
  const { database } = state;
  if (host.parameters.STATEMENTS !== statements) {
    return failed(1, 'ERROR 1064 (42000) at line 1: You have an error in your SQL syntax\n');
  }
  const refusal = databaseRefusal(host);
  if (refusal) return refusal;
  const connections = connectionsOf(state) + 1;
  const uptime = Math.floor((state.now - database.startedAt) / 1000);
  const [oldest] = [...database.transactions].sort((one, other) => one.startedAt - other.startedAt);
  const rows = [
    ['nova-doctor-part', 'version'],
    [database.version],
    ['nova-doctor-part', 'variables'],
    ...['innodb_lock_wait_timeout', 'interactive_timeout', 'max_connections', 'read_only', 'wait_timeout'].map(name => [
      name,
      activeVariable(state, name),
    ]),
    ['nova-doctor-part', 'status'],
    ['Connection_errors_max_connections', database.refused],
    ['Max_used_connections', Math.max(database.maxUsed, connections)],
    ['Threads_connected', connections],
    ['Threads_running', 2],
    ['Uptime', uptime],
    ['wsrep_cluster_size', 0],
    ['wsrep_cluster_status', 'Disconnected'],
    ['wsrep_ready', 'OFF'],
    ['nova-doctor-part', 'clients'],
    ...database.clients.map(client => [client.user, client.host, client.connections]),
    ['nova-doctor-part', 'transactions'],
    ...(oldest ? [[Math.floor((state.now - oldest.startedAt) / 1000), oldest.thread]] : []),
    ['nova-doctor-part', 'end'],
  ];
  return printed(rows.map(row => `${row.join('\t')}\n`).join(''));
}

/** Why nova's account reaches no database with the client that the parameters name; undefined where it does. */
export function databaseRefusal(host: Host): Reply | undefined {
  const { CLIENT_CONTAINER: container = '', CLIENT_ENGINE: engine = '' } = host.parameters;
  if (container === '') return failed(127, 'mysql: not found\n');
  const inside = enterContainer(host, engine, container);
  if (inside) return inside;
  const state = host.world.state();
  const { replies } = host.world.knowledge;
  const isThere = state.controllers.some(({ holdsVip }) => holdsVip) && runningInstances(state, 'mariadb').length > 0;
  if (!isThere) return failed(1, fillBlock(replies, 'database-down', { host: state.vip }));
  return isDatabaseFull(state) ? failed(1, replies.get('database-full') ?? '') : undefined;
}
