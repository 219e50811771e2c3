import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requestApi } from './api.mjs';
import * as configuration from './configuration.mjs';
import { containers, idsOf, makeImage, makeVolume, runOnce, startContainer } from './containers.mjs';
import { down } from './down.mjs';
import { callOn, copyHostScripts, makeHostFolders, mustOn, startHost, startOn } from './host.mjs';
import { freePrefix, makeNetwork } from './network.mjs';
import { installPackages } from './packages.mjs';
import {
  addressesOf,
  brokerUser,
  cgroupName,
  computeName,
  controllerNames,
  folderOf,
  hostNames,
  operatorName,
  passwords,
  settingsFile,
  stateFolder,
} from './settings.mjs';
import { must, until } from './shell.mjs';
import { isHealthy } from './status.mjs';
import { keyFile, writeWorkspace } from './workspace.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** @typedef {import('./settings.mjs').ClusterSettings} ClusterSettings */
/** @typedef {import('./containers.mjs').Container} Container */

/**
 * Starts the cluster. One that runs and is well is left as it is; the remains of another are removed first.
 *
 * @param {(text: string) => void} say
 */
export async function up(say) {
  await installPackages();
  if (await isHealthy()) return say('The cluster is up.');
  await down();
  const settings = { prefix: await freePrefix() };
  mkdirSync(stateFolder, { recursive: true, mode: 0o755 });
  writeFileSync(settingsFile, JSON.stringify(settings));
  cpSync(join(here, 'clients'), join(stateFolder, 'clients'), { recursive: true });
  copyHostScripts();
  await makeNetwork(settings);
  say('hosts');
  await makeKeys();
  await Promise.all(hostNames.map(host => makeHost(settings, host)));
  writeWorkspace(settings);
  say('Docker');
  const archive = await makeImage();
  await Promise.all(controllerNames.map(host => makeDocker(host, archive)));
  say('VIP, balancers, database, broker');
  await Promise.all([
    ...controllerNames.map(host => startContainer(host, container('keepalived'))),
    ...controllerNames.map(host => startContainer(host, container('haproxy'))),
    startDatabase(),
    startBroker(),
  ]);
  await until('the VIP', 30, () => databaseAnswersOnVip(settings));
  say('databases of nova');
  await makeDatabases(settings);
  say('nova');
  await startNova();
  await until('nova-api', 120, async () => (await requestApi('GET', '/flavors')).status === 200);
  await until('nova-compute', 120, computeIsUp);
  await runOnce('ctl1', container('nova-conductor'), ['nova-manage', 'cell_v2', 'discover_hosts']);
  await requestApi('POST', '/flavors', { flavor: { name: 'm1.tiny', ram: 64, vcpus: 1, disk: 0, id: '1' } });
  await until('three conductors and schedulers', 120, isHealthy);
  startLoad();
  say(`The cluster is up: ${stateFolder}`);
}

/**
 * @param {string} name
 * @returns {Container}
 */
function container(name) {
  const found = containers[name];
  if (found === undefined) throw new Error(`There is no container ${name}.`);
  return found;
}

async function makeKeys() {
  mkdirSync(dirname(keyFile), { recursive: true, mode: 0o700 });
  await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'operator', '-f', keyFile]);
}

/**
 * @param {ClusterSettings} settings
 * @param {string} host
 */
async function makeHost(settings, host) {
  await makeHostFolders(host);
  const etc = join(folderOf(host), 'etc');
  const write = (/** @type {string} */ path, /** @type {string} */ text, mode = 0o644) => {
    mkdirSync(dirname(join(etc, path)), { recursive: true });
    writeFileSync(join(etc, path), text, { mode });
  };
  const names = hostNames.map(name => `${/** @type {Record<string, string>} */ (addressesOf(settings))[name]} ${name}`);
  write('hosts', `127.0.0.1 localhost\n${names.join('\n')}\n`);
  write('hostname', `${host}\n`);
  write('resolv.conf', '');
  if (controllerNames.includes(host)) {
    await writeController(settings, host, write);
  } else {
    write('nova/nova.conf', configuration.novaConf(settings, host, { hasDatabase: false }));
    write('placement/placement.conf', configuration.placementConf(settings));
    for (const name of ['nova', 'placement']) {
      mkdirSync(join(folderOf(host), 'log/kolla', name), { recursive: true });
    }
  }
  await startHost(host);
}

/**
 * @param {ClusterSettings} settings
 * @param {string} host
 * @param {(path: string, text: string, mode?: number) => void} write below the host's /etc
 */
async function writeController(settings, host, write) {
  const etc = join(folderOf(host), 'etc');
  for (const service of ['nova-conductor', 'nova-scheduler', 'nova-api']) {
    write(`kolla/${service}/nova.conf`, configuration.novaConf(settings, host, { hasDatabase: true }));
  }
  copyFileSync('/etc/nova/api-paste.ini', join(etc, 'kolla/nova-api/api-paste.ini'));
  write('kolla/mariadb/galera.cnf', configuration.serverConf(settings, host));
  write('kolla/haproxy/haproxy.cfg', configuration.haproxyCfg(settings));
  write('kolla/keepalived/keepalived.conf', configuration.keepalivedConf(settings, host));
  write(
    'kolla/rabbitmq/rabbitmq.conf',
    `listeners.tcp.1 = ${addressesOf(settings).ctl1}:5672\nlog.file.level = info\n`,
  );
  const daemon = { iptables: false, bridge: 'none', 'cgroup-parent': `/${cgroupName}`, 'storage-driver': 'overlay2' };
  write('docker/daemon.json', JSON.stringify(daemon));
  symlinkSync('/var/lib/docker/volumes/kolla_logs/_data', join(folderOf(host), 'log/kolla'));
  await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', host, '-f', join(etc, 'ssh/ssh_host_ed25519_key')]);
  write('ssh/sshd_config', configuration.sshdConfig(settings, host));
  write(`ssh/keys/${operatorName}`, readFileSync(`${keyFile}.pub`, 'utf8'));
  addOperator(etc, write);
}

/**
 * An account that may do everything with `sudo -n`, as deployments have one.
 *
 * @param {string} etc
 * @param {(path: string, text: string, mode?: number) => void} write
 */
function addOperator(etc, write) {
  const add = (/** @type {string} */ file, /** @type {string} */ line) =>
    writeFileSync(join(etc, file), `${readFileSync(join(etc, file), 'utf8').trimEnd()}\n${line}\n`);
  add('passwd', `${operatorName}:x:7700:7700::/home/${operatorName}:/bin/bash`);
  add('shadow', `${operatorName}:*:19000:0:99999:7:::`);
  add('group', `${operatorName}:x:7700:`);
  write(`sudoers.d/${operatorName}`, `${operatorName} ALL=(ALL) NOPASSWD: ALL\n`, 0o440);
}

/**
 * @param {string} host
 * @param {string} archive of the image
 */
async function makeDocker(host, archive) {
  await mustOn(host, ['install', '-d', '-o', operatorName, '-g', operatorName, `/home/${operatorName}`]);
  await until(`Docker on ${host}`, 60, async () => (await callOn(host, ['docker', 'info'])).status === 0);
  const { imageName } = await import('./settings.mjs');
  await mustOn(host, ['docker', 'import', archive, imageName]);
  await mustOn(host, ['docker', 'volume', 'create', 'kolla_logs']);
  const logs = '/var/lib/docker/volumes/kolla_logs/_data';
  for (const name of ['nova', 'mariadb', 'rabbitmq', 'haproxy']) await mustOn(host, ['mkdir', '-p', `${logs}/${name}`]);
  await mustOn(host, ['chown', 'mysql:mysql', `${logs}/mariadb`]);
  await mustOn(host, ['chown', 'rabbitmq:rabbitmq', `${logs}/rabbitmq`]);
}

async function startDatabase() {
  const server = container('mariadb');
  const user = await idsOf('mysql');
  for (const volume of ['mariadb', 'mariadb_run']) await makeVolume('ctl1', volume, user);
  const install = ['mariadb-install-db', '--no-defaults', '--datadir=/var/lib/mysql', '--innodb-log-file-size=16M'];
  await runOnce('ctl1', server, [...install, '--auth-root-authentication-method=normal', '--skip-test-db']);
  await startContainer('ctl1', server);
  const ping = ['docker', 'exec', 'mariadb', 'mariadb-admin', '-uroot', 'ping'];
  await until('MariaDB', 60, async () => (await callOn('ctl1', ping)).status === 0);
  await mustOn('ctl1', ['docker', 'exec', '-i', 'mariadb', 'mariadb', '-uroot'], {
    input: configuration.databaseStatements(),
  });
}

async function startBroker() {
  await makeVolume('ctl1', 'rabbitmq', await idsOf('rabbitmq'));
  await startContainer('ctl1', container('rabbitmq'));
  const broker = ['docker', 'exec', 'rabbitmq', 'rabbitmqctl'];
  await until('RabbitMQ', 90, async () => (await callOn('ctl1', [...broker, 'await_startup'])).status === 0);
  await mustOn('ctl1', [...broker, 'add_user', brokerUser, passwords.broker]);
  await mustOn('ctl1', [...broker, 'set_permissions', '-p', '/', brokerUser, '.*', '.*', '.*']);
}

/**
 * @param {ClusterSettings} settings
 */
async function databaseAnswersOnVip(settings) {
  const client = ['mariadb', '--no-defaults', '-unova', `-p${passwords.database}`, '-h', addressesOf(settings).vip];
  return (await callOn('ctl3', [...client, '-e', 'SELECT 1'])).status === 0;
}

/**
 * The schemas of nova's three databases, made at the same time: each takes one processor for some while.
 *
 * @param {ClusterSettings} settings
 */
async function makeDatabases(settings) {
  const manage = (/** @type {string[]} */ ...words) =>
    runOnce('ctl1', container('nova-conductor'), words, { seconds: 300 });
  const cell0 = configuration.databaseUrl(addressesOf(settings).vip, 'nova_cell0');
  await Promise.all([
    manage('nova-manage', 'api_db', 'sync'),
    manage('nova-manage', 'db', 'sync', '--local_cell'),
    manage('env', `OS_DATABASE__CONNECTION=${cell0}`, 'nova-manage', 'db', 'sync', '--local_cell'),
  ]);
  await manage('nova-manage', 'cell_v2', 'map_cell0');
  await manage('nova-manage', 'cell_v2', 'create_cell', '--name', 'cell1');
}

async function startNova() {
  const { [computeName]: address } = /** @type {Record<string, string>} */ (addressesOf(readPrefix()));
  const clients = join(stateFolder, 'clients');
  startOn(computeName, ['python3', `${clients}/placement-api`, address ?? '', '8778'], 'placement-api.out');
  for (const service of ['nova-conductor', 'nova-api', 'nova-scheduler']) {
    await Promise.all(controllerNames.map(host => startContainer(host, container(service))));
  }
  await until('a conductor', 90, async () => {
    const log = await callOn('ctl1', ['cat', '/var/log/kolla/nova/nova-conductor.log']);
    return log.output.includes('Starting conductor');
  });
  const log = '/var/log/kolla/nova/nova-compute.log';
  const words = ['python3', `${clients}/nova-compute`, '--config-file', '/etc/nova/nova.conf', '--log-file', log];
  await mustOn(computeName, ['mkdir', '-p', '/run/nova/instances', '/run/nova/tmp']);
  startOn(computeName, words, 'nova-compute.out');
}

/** @returns {ClusterSettings} */
function readPrefix() {
  return JSON.parse(readFileSync(settingsFile, 'utf8'));
}

async function computeIsUp() {
  const { body } = await requestApi('GET', '/os-services');
  return body?.services?.some(
    (/** @type {{binary: string, state: string}} */ service) =>
      service.binary === 'nova-compute' && service.state === 'up',
  );
}

/** Requests that go through conductors all the time, as agents of a large cloud make them. */
function startLoad() {
  const words = ['env', 'LAB_THREADS=4', 'LAB_PAUSE=2', 'python3', join(stateFolder, 'clients/nova-load')];
  const log = '/var/log/kolla/nova/nova-load.log';
  startOn(computeName, [...words, '--config-file', '/etc/nova/nova.conf', '--log-file', log], 'nova-load.out');
}
