import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mustOn } from './host.mjs';
import { folderOf, imageName, stateFolder } from './settings.mjs';
import { must } from './shell.mjs';

/**
 * A container of the cluster. Its programs are this machine's: the image is empty, and /usr is mounted from outside.
 *
 * @typedef {{
 *   name: string,
 *   command: readonly string[],
 *   user?: string,
 *   etc?: readonly [string, string],
 *   volumes?: readonly string[],
 *   options?: readonly string[],
 * }} Container
 *   etc: the folder below /etc/kolla that is mounted, and where; volumes: `name:/path`
 */

/** @type {Record<string, Container>} */
export const containers = {
  mariadb: {
    name: 'mariadb',
    user: 'mysql',
    etc: ['mariadb', 'mysql'],
    volumes: ['mariadb:/var/lib/mysql', 'mariadb_run:/run/mysqld'],
    // What it writes needs to outlast no loss of power: waiting for the disk would take most of the start.
    command: ['mariadbd', '--defaults-file=/etc/mysql/galera.cnf', '--debug-no-sync'],
  },
  rabbitmq: {
    name: 'rabbitmq',
    user: 'rabbitmq',
    etc: ['rabbitmq', 'rabbitmq'],
    volumes: ['rabbitmq:/var/lib/rabbitmq'],
    options: [
      ...['--env', 'HOME=/var/lib/rabbitmq', '--env', 'RABBITMQ_LOG_BASE=/var/log/kolla/rabbitmq'],
      // Erlang's schedulers spin while they wait, which a machine of few processors notices.
      ...['--env', 'RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=+sbwt none +sbwtdcpu none +sbwtdio none'],
    ],
    command: ['/usr/lib/rabbitmq/bin/rabbitmq-server'],
  },
  haproxy: {
    name: 'haproxy',
    etc: ['haproxy', 'haproxy'],
    volumes: ['haproxy_socket:/var/lib/kolla/haproxy'],
    command: ['haproxy', '-W', '-db', '-f', '/etc/haproxy/haproxy.cfg'],
  },
  keepalived: {
    name: 'keepalived',
    etc: ['keepalived', 'keepalived'],
    options: ['--cap-add', 'NET_ADMIN', '--cap-add', 'NET_RAW', '--cap-add', 'NET_BROADCAST', '--cap-add', 'SYS_NICE'],
    command: ['keepalived', '--dont-fork', '--log-console', '--use-file', '/etc/keepalived/keepalived.conf'],
  },
  'nova-conductor': novaContainer('conductor', '/usr/bin/nova-conductor'),
  'nova-scheduler': novaContainer('scheduler', '/usr/bin/nova-scheduler'),
  'nova-api': novaContainer('api', '/opt/nova-lab/nova-api'),
};

/**
 * @param {string} service
 * @param {string} program
 * @returns {Container}
 */
function novaContainer(service, program) {
  const log = `/var/log/kolla/nova/nova-${service}.log`;
  return {
    name: `nova_${service}`,
    etc: [`nova-${service}`, 'nova'],
    volumes: ['nova_state:/var/lib/nova'],
    options: ['--volume', `${join(stateFolder, 'clients')}:/opt/nova-lab:ro`, '--env', 'HOME=/var/lib/nova'],
    command: ['python3', program, '--config-file', '/etc/nova/nova.conf', '--log-file', log],
  };
}

/**
 * The image: the folders that are mount points, and links into /usr as Debian has them.
 *
 * @returns {Promise<string>} path of the archive to import
 */
export async function makeImage() {
  const root = join(stateFolder, 'image');
  rmSync(root, { recursive: true, force: true });
  for (const name of ['usr', 'etc', 'var/log', 'var/lib', 'tmp', 'root', 'run', 'proc', 'sys', 'dev', 'opt']) {
    mkdirSync(join(root, name), { recursive: true });
  }
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) await must('ln', ['-s', `usr/${name}`, join(root, name)]);
  await must('chmod', ['1777', join(root, 'tmp')]);
  const archive = join(stateFolder, 'image.tar');
  await must('tar', ['-C', root, '-cf', archive, '.']);
  return archive;
}

/**
 * The arguments of `docker run` up to the image.
 *
 * @param {Container} container
 */
async function runArguments({ user, etc, volumes = [], options = [] }) {
  const ids = user === undefined ? undefined : await idsOf(user);
  return [
    ...['--network', 'host', '--volume', '/usr:/usr:ro', '--volume', '/etc:/etc:ro'],
    ...(etc ? ['--volume', `/etc/kolla/${etc[0]}:/etc/${etc[1]}:ro`] : []),
    ...['kolla_logs:/var/log/kolla', ...volumes].flatMap(volume => ['--volume', volume]),
    ...['--env', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', '--env', 'LC_ALL=C.UTF-8'],
    // By numbers: Docker looks names up in the image, where there are none.
    ...(ids ? ['--user', `${ids.user}:${ids.group}`] : []),
    ...options,
  ];
}

/**
 * @param {string} host
 * @param {Container} container
 * @param {string} [restartPolicy] as kolla's containers have it where systemd does not own them
 */
export async function startContainer(host, container, restartPolicy = 'unless-stopped') {
  const words = ['docker', 'run', '--detach', '--name', container.name, '--restart', restartPolicy];
  // A first process that hands signals on, as kolla's images have one.
  await mustOn(host, [...words, ...(await runArguments(container)), imageName, 'tini', '--', ...container.command]);
}

/**
 * Runs a program once in a container such as a service has, and gives what it prints.
 *
 * @param {string} host
 * @param {Container} container
 * @param {readonly string[]} command
 * @param {import('./shell.mjs').CallOptions} [options]
 */
export async function runOnce(host, container, command, options) {
  const words = ['docker', 'run', '--rm', '--interactive', ...(await runArguments(container)), imageName, ...command];
  return mustOn(host, words, options);
}

/**
 * Makes a volume that belongs to an account of this machine.
 *
 * @param {string} host
 * @param {string} volume
 * @param {{user: number, group: number}} owner
 */
export async function makeVolume(host, volume, { user, group }) {
  await mustOn(host, ['docker', 'volume', 'create', volume]);
  chownSync(join(folderOf(host), 'docker', 'volumes', volume, '_data'), user, group);
}

/**
 * @param {string} account of this machine
 * @returns {Promise<{user: number, group: number}>}
 */
export async function idsOf(account) {
  const [user, group] = await Promise.all([must('id', ['-u', account]), must('id', ['-g', account])]);
  return { user: Number(user), group: Number(group) };
}
