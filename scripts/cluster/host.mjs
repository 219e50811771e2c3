import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { namespaceOf } from './network.mjs';
import { folderOf, stateFolder } from './settings.mjs';
import { call, must, until } from './shell.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * @param {string} host
 * @returns {string} the file with the id of the process whose end is the end of everything on that host
 */
function processFile(host) {
  return join(stateFolder, `${host}.pid`);
}

/**
 * @param {string} host
 * @returns {number | undefined} undefined when it does not run; an id that another program has got since does not count
 */
export function outerProcess(host) {
  if (!existsSync(processFile(host))) return undefined;
  const process = Number(readFileSync(processFile(host), 'utf8'));
  try {
    const words = readFileSync(`/proc/${process}/cmdline`, 'utf8').split('\0');
    return words.includes(join(stateFolder, 'host-init.sh')) && words.includes(host) ? process : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} host
 * @returns {number} the first process of the host, by this machine's numbers
 */
function firstProcess(host) {
  const outer = outerProcess(host);
  if (outer === undefined) throw new Error(`${host} does not run.`);
  const children = readFileSync(`/proc/${outer}/task/${outer}/children`, 'utf8').trim();
  if (!/^\d+$/.test(children)) throw new Error(`${host} does not run yet.`);
  return Number(children);
}

/**
 * The words before a command that make it run on a host, as root.
 *
 * @param {string} host
 */
function entering(host) {
  const namespaces = ['--mount', '--uts', '--net', '--pid'];
  const environment = ['env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL=C.UTF-8', 'HOME=/root'];
  return ['--target', String(firstProcess(host)), ...namespaces, '--wd=/', '--', ...environment];
}

/**
 * Runs a command on a host, from the side: not through SSH, and therefore also where SSH does not work.
 *
 * @param {string} host
 * @param {readonly string[]} words
 * @param {import('./shell.mjs').CallOptions} [options]
 */
export function callOn(host, words, options) {
  return call('nsenter', [...entering(host), ...words], options);
}

/**
 * @param {string} host
 * @param {readonly string[]} words
 * @param {import('./shell.mjs').CallOptions} [options]
 * @returns {Promise<string>} standard output of a command that has to succeed
 */
export function mustOn(host, words, options) {
  return must('nsenter', [...entering(host), ...words], options);
}

/**
 * Starts a command on a host that goes on running when this program has ended. It ends with the host.
 *
 * @param {string} host
 * @param {readonly string[]} words
 * @param {string} logName of the file in the host's /var/log that gets what it prints
 */
export function startOn(host, words, logName) {
  const log = openSync(join(folderOf(host), 'log', logName), 'a');
  const child = spawn('nsenter', [...entering(host), ...words], { detached: true, stdio: ['ignore', log, log] });
  child.unref();
}

/**
 * The folders that are a host's own. /etc begins as a copy of this machine's, without what would be taken for the
 * cluster's configuration, and without its secrets.
 *
 * @param {string} host
 */
export async function makeHostFolders(host) {
  for (const name of ['log', 'root', 'tmp', 'docker', 'lib', 'lib-work', 'etc'])
    mkdirSync(join(folderOf(host), name), { recursive: true });
  chmodSync(join(folderOf(host), 'tmp'), 0o1777);
  const etc = join(folderOf(host), 'etc');
  await must('cp', ['-a', '/etc/.', etc]);
  // Containers mount their configuration where these were.
  const services = ['nova', 'placement', 'mysql', 'haproxy', 'keepalived', 'rabbitmq', 'kolla', 'docker'];
  for (const name of [...services, 'ssh', 'ssl/private']) rmSync(join(etc, name), { recursive: true, force: true });
  for (const name of [...services, 'ssh']) mkdirSync(join(etc, name));
}

/** Copies what hosts run first: once, before any is started, because a copy empties the file that another host may be reading. */
export function copyHostScripts() {
  for (const name of ['host-init.sh', 'host-run.sh']) cpSync(join(here, name), join(stateFolder, name));
}

/**
 * Starts a host in its namespaces. Its process id is written before anything else happens.
 *
 * @param {string} host
 */
export async function startHost(host) {
  const words = [
    'nsenter',
    `--net=/var/run/netns/${namespaceOf(host)}`,
    ...['unshare', '--mount', '--uts', '--pid', '--fork', '--kill-child=SIGKILL', '--propagation', 'private'],
    ...['/bin/sh', join(stateFolder, 'host-init.sh'), host, stateFolder],
  ];
  const logFile = join(stateFolder, `${host}.log`);
  const log = openSync(logFile, 'a');
  const child = spawn('/bin/sh', ['-c', 'echo $$ >"$0"; exec "$@"', processFile(host), ...words], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  });
  child.unref();
  try {
    await until(`the start of ${host}`, 30, async () => (await callOn(host, ['test', '-d', '/run/sshd'])).status === 0);
  } catch (error) {
    // The folder goes away with the cluster, and what the host said with it.
    throw new Error(`${host} was not started: ${readFileSync(logFile, 'utf8').trim()}`, { cause: error });
  }
}

/**
 * Ends a host: with its first process the kernel ends all others of it, and lets go of its mounts.
 *
 * @param {string} host
 */
export async function stopHost(host) {
  const outer = outerProcess(host);
  if (outer !== undefined) {
    process.kill(outer, 'SIGKILL');
    await until(`the end of ${host}`, 60, async () => outerProcess(host) === undefined);
  }
  rmSync(processFile(host), { force: true });
}
