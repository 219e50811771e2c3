import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { requestApi } from './api.mjs';
import { callOn, mustOn } from './host.mjs';
import { controllerNames, folderOf, imageId, stateFolder } from './settings.mjs';
import { until } from './shell.mjs';

// How the cluster is, by what its services say themselves: nothing of the product is used here.

/** @typedef {{name: string, messages: number, consumers: number}} Queue */

/**
 * @param {string} statement
 * @returns {Promise<string[][]>} the rows of its answer, asked by the server's own root on the server's own socket
 */
export async function askDatabase(statement) {
  const words = ['docker', 'exec', '-i', 'mariadb', 'mariadb', '-uroot', '--batch', '--skip-column-names'];
  // Of a server that is full, the one place that it keeps for an administrator is also taken by whoever is being refused.
  const { status, output, error } = await until('a place in the database', 60, async () => {
    const answer = await callOn('ctl1', [...words, '-e', statement]);
    return /\b1040\b/.test(answer.error) ? undefined : answer;
  });
  if (status !== 0) throw new Error(`${statement}: ${error}`);
  return output.split('\n').flatMap(line => (line === '' ? [] : [line.split('\t')]));
}

/**
 * @returns {Promise<Map<string, number>>} connections of nova's account by the address that they come from
 */
export async function databaseConnections() {
  const rows = await askDatabase(
    "SELECT SUBSTRING_INDEX(host, ':', 1), COUNT(*) FROM information_schema.processlist WHERE user = 'nova' GROUP BY 1",
  );
  return new Map(rows.map(([host = '', count]) => [host, Number(count)]));
}

/**
 * @returns {Promise<Queue[]>}
 */
export async function brokerQueues() {
  const words = ['docker', 'exec', 'rabbitmq', 'rabbitmqctl', '-q', 'list_queues', '--formatter', 'json'];
  return JSON.parse(await mustOn('ctl1', [...words, 'name', 'messages', 'consumers']));
}

/**
 * @param {string} host
 * @param {string} name of a container
 * @returns {Promise<{Status: string, StartedAt: string}>} what its engine says
 */
export async function containerState(host, name) {
  return JSON.parse(await mustOn(host, ['docker', 'inspect', '--format', '{{json .State}}', name]));
}

/**
 * Asks conductors over RPC, each by its own queue.
 *
 * @param {number} seconds how long an answer may take
 * @param {readonly string[]} [hosts]
 * @returns {Promise<Record<string, {ping: true | string, database: true | string}>>} true, or the name of the failure
 */
export async function askConductors(seconds, hosts = controllerNames) {
  return JSON.parse(await mustOn('cmp1', ['python3', clientPath('ask-conductors'), String(seconds), ...hosts]));
}

/**
 * @param {string} name
 * @returns {string} path of a program of clients/
 */
export function clientPath(name) {
  return join(stateFolder, 'clients', name);
}

/**
 * Boots an instance: nova-api hands it to a conductor, which asks a scheduler and then a compute host, all over RPC.
 *
 * @param {number} seconds
 */
export async function bootInstance(seconds) {
  const server = { name: 'evidence', flavorRef: '1', imageRef: imageId, networks: 'none' };
  const made = await requestApi('POST', '/servers', { server }, seconds);
  if (made.status !== 202) throw new Error(`nova-api answered ${made.status} to a new instance.`);
  // Its state is read where it is kept: nova-api would ask neutron for its addresses, and there is none.
  const query = `SELECT vm_state FROM nova.instances WHERE uuid = '${made.body.server.id}'`;
  await until('an active instance', seconds, async () => {
    const [[state] = []] = await askDatabase(query);
    if (state === 'error') throw new Error('The instance failed.');
    return state === 'active';
  });
}

/**
 * @param {string} host
 * @param {string} name nova-conductor
 * @returns {string} its path on this machine
 */
function logPath(host, name) {
  const folder = controllerNames.includes(host) ? 'docker/volumes/kolla_logs/_data/nova' : 'log/kolla/nova';
  return join(folderOf(host), folder, `${name}.log`);
}

/**
 * @returns {Map<string, number>} how long the logs of all conductors are now: where what comes later begins
 */
export function markLogs() {
  return new Map(
    controllerNames.map(host => {
      const path = logPath(host, 'nova-conductor');
      return [host, existsSync(path) ? statSync(path).size : 0];
    }),
  );
}

/**
 * @param {Map<string, number>} marks
 * @returns {string[]} the first lines of entries at ERROR and above that conductors have written since
 */
export function errorsSince(marks) {
  return [...marks].flatMap(([host, offset]) => {
    const text = readFileSync(logPath(host, 'nova-conductor')).subarray(offset).toString('utf8');
    return text.split('\n').filter(line => /^\S+ \S+ \d+ (?:ERROR|CRITICAL) \S+ \[/.test(line));
  });
}
