import { requestApi } from './api.mjs';
import { holdRows } from './breaks.mjs';
import { askDatabase, brokerQueues, clientPath, containerState } from './evidence.mjs';
import { callOn, mustOn, startOn } from './host.mjs';
import { addressesOf, brokerUser, controllerNames, passwords, readSettings } from './settings.mjs';
import { until } from './shell.mjs';
import { vipHolders } from './status.mjs';

// Further breaks, each with what takes it back where the product is not to do so.

/** Where kolla keeps the server's file. */
export const serverFile = '/etc/kolla/mariadb/galera.cnf';

/** @typedef {{mend: () => Promise<void>}} Mendable */

/**
 * @returns {Promise<Mendable & {from: string, to: string}>} the controllers between which the VIP has moved
 */
export async function moveVip() {
  const [from] = await vipHolders();
  if (from === undefined) throw new Error('Nobody has the VIP.');
  await mustOn(from, ['docker', 'stop', '--time', '5', 'keepalived']);
  const to = await until('another holder of the VIP', 30, async () => (await vipHolders()).find(host => host !== from));
  return { from, to, mend: async () => void (await mustOn(from, ['docker', 'start', 'keepalived'])) };
}

/** MariaDB ends and begins again while requests are under way. */
export async function restartDatabase() {
  const before = await containerState('ctl1', 'mariadb');
  await mustOn('ctl1', ['docker', 'kill', 'mariadb']);
  await until(
    'failures of nova-api',
    30,
    async () => (await requestApi('GET', '/servers', undefined, 20)).status !== 200,
  );
  await mustOn('ctl1', ['docker', 'start', 'mariadb']);
  await until('MariaDB', 60, async () => {
    const { StartedAt } = await containerState('ctl1', 'mariadb');
    return StartedAt !== before.StartedAt && (await askDatabase('SELECT 1')).length === 1;
  });
}

/**
 * RabbitMQ ends and begins again, and one service hangs meanwhile: it runs, and never comes back to its queue.
 *
 * @param {{host: string, service: string}} hanging
 */
export async function restartBroker({ host, service }) {
  await mustOn(host, ['pkill', '-STOP', '-f', `/usr/bin/nova-${service}`]);
  await mustOn('ctl1', ['docker', 'stop', '--time', '20', 'rabbitmq']);
  await mustOn('ctl1', ['docker', 'start', 'rabbitmq']);
  const hanging = `${service}.${host}`;
  await until('the consumers that come back', 120, async () => {
    const queues = await brokerQueues();
    const isServed = (/** @type {string} */ name) => queues.some(queue => queue.name === name && queue.consumers > 0);
    const others = controllerNames.flatMap(name => [`conductor.${name}`, `scheduler.${name}`]);
    return others.filter(name => name !== hanging).every(isServed) && !isServed(hanging);
  });
}

/**
 * The database admits fewer connections than the pools of the conductors may open, and then they are all in use: the row that
 * is to be changed is locked for a while.
 *
 * @returns {Promise<{allowed: number, refused: number, mostUsed: number}>}
 */
export async function lowerMaxConnections() {
  const lock = await holdRows("SELECT id FROM nova.services WHERE host = 'cmp1' FOR UPDATE");
  const allowed = (await globalStatus('Threads_connected')) + 6;
  await askDatabase(`SET GLOBAL max_connections = ${allowed}`);
  await writeMaxConnections(allowed);
  await askDatabase('FLUSH STATUS');
  const words = ['timeout', '-s', 'KILL', '60', 'env', 'LAB_THREADS=60', 'LAB_PAUSE=0.1', 'LAB_ACTION=report'];
  const load = clientPath('nova-load');
  startOn(
    'cmp1',
    [...words, 'python3', load, '--config-file', '/etc/nova/nova.conf', '--log-file', '/tmp/press.log'],
    'press.out',
  );
  const before = await globalStatus('Connection_errors_max_connections');
  const refused = await until('refused connections', 90, async () => {
    const now = await globalStatus('Connection_errors_max_connections');
    return now >= before + 10 ? now - before : undefined;
  });
  const mostUsed = await globalStatus('Max_used_connections');
  await lock.release();
  await endPress();
  return { allowed, refused, mostUsed };
}

/** Ends what keeps all connections in use. */
export async function endPress() {
  await callOn('cmp1', ['pkill', '-KILL', '-f', '/tmp/press.log']);
}

/** Gives the database back what it had before. */
export async function restoreMaxConnections() {
  await askDatabase('SET GLOBAL max_connections = 500');
  await writeMaxConnections(500);
}

/**
 * As a deployment writes it: the same on all controllers.
 *
 * @param {number} count
 */
async function writeMaxConnections(count) {
  const words = ['sed', '-i', `s/^max_connections = .*/max_connections = ${count}/`, serverFile];
  await Promise.all(controllerNames.map(host => mustOn(host, words)));
}

/**
 * @param {string} name
 * @returns {Promise<number>}
 */
export async function globalStatus(name) {
  return Number((await askDatabase(`SHOW GLOBAL STATUS LIKE '${name}'`))[0]?.[1]);
}

/**
 * A controller that SSH does not reach: its packets are lost, and nobody refuses anything.
 *
 * @param {string} host
 * @returns {Promise<Mendable>}
 */
export async function cutSsh(host) {
  const rule = ['INPUT', '--protocol', 'tcp', '--dport', '22', '--jump', 'DROP'];
  await mustOn(host, ['iptables', '--insert', ...rule]);
  return { mend: async () => void (await mustOn(host, ['iptables', '--delete', ...rule])) };
}

/**
 * What kolla's units of systemd do to a container, where there is no systemd: it is started again seconds after its end.
 *
 * @param {string} host
 * @param {string} container
 * @returns {Promise<Mendable>}
 */
export async function supervise(host, container) {
  const flag = `/tmp/nova-lab-supervise-${container}`;
  const loop = `touch ${flag}; while [ -e ${flag} ]; do docker start --attach ${container}; sleep 3; done`;
  startOn(host, ['sh', '-c', loop], 'supervise.out');
  await until('the supervisor', 10, async () => (await callOn(host, ['test', '-e', flag])).status === 0);
  return { mend: async () => void (await mustOn(host, ['rm', '-f', flag])) };
}

/**
 * Queues of other projects, and replies that somebody else waits for, with names that the pattern of the runbook matches.
 *
 * @param {Record<string, number>} counts messages by name
 */
export async function fillQueuesOfOthers(counts) {
  const settings = readSettings();
  if (settings === undefined) throw new Error('There is no cluster.');
  const url = `amqp://${brokerUser}:${passwords.broker}@${addressesOf(settings).ctl1}:5672//`;
  const words = Object.entries(counts).map(([name, count]) => `${name}=${count}`);
  await mustOn('cmp1', ['python3', clientPath('put-messages'), url, ...words]);
}
