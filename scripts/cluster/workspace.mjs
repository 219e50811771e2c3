import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressesOf, addressOf, controllerNames, folderOf, operatorName, stateFolder } from './settings.mjs';

/** The home of the person who looks after the cluster, with the keys of its ssh. */
export const homeFolder = join(stateFolder, 'home');

/** The folder that this person's team shares, with `.nova-doctor.yaml`. */
export const workspaceFolder = join(homeFolder, 'cluster');

/** The private key; its public half is admitted by all controllers. */
export const keyFile = join(homeFolder, '.ssh', 'id_ed25519');

/**
 * Writes what a user has: ssh's files, and the workspace file.
 *
 * @param {import('./settings.mjs').ClusterSettings} settings
 */
export function writeWorkspace(settings) {
  mkdirSync(workspaceFolder, { recursive: true });
  mkdirSync(join(homeFolder, '.ssh'), { recursive: true, mode: 0o700 });
  const known = controllerNames.map(name => {
    const key = readFileSync(join(folderOf(name), 'etc/ssh/ssh_host_ed25519_key.pub'), 'utf8').split(' ');
    return `${addressOf(name, settings)} ${key[0]} ${key[1]}`;
  });
  writeFileSync(join(homeFolder, '.ssh/known_hosts'), `${known.map(line => line.trim()).join('\n')}\n`);
  const hosts = controllerNames.map(
    name => `Host ${name} ${addressOf(name, settings)}\n  HostName ${addressOf(name, settings)}`,
  );
  const common = [
    'Host *',
    `  User ${operatorName}`,
    `  IdentityFile ${keyFile}`,
    '  IdentitiesOnly yes',
    // The ssh program takes the home of the account, whatever HOME says.
    `  UserKnownHostsFile ${join(homeFolder, '.ssh/known_hosts')}`,
  ];
  writeFileSync(join(homeFolder, '.ssh/config'), `${[...hosts, ...common].join('\n')}\n`, { mode: 0o600 });
  writeFileSync(join(workspaceFolder, '.nova-doctor.yaml'), workspaceFile(settings));
}

/**
 * @param {import('./settings.mjs').ClusterSettings} settings
 */
function workspaceFile(settings) {
  const controllers = controllerNames.map(name => `  - {name: ${name}, host: ${addressOf(name, settings)}}`);
  return `cluster: real-cluster
release: zed
vip: [${addressesOf(settings).vip}]
controllers:
${controllers.join('\n')}
engine: auto
logs: [/var/log/kolla/nova, /var/log/kolla/mariadb]
timezones: {default: UTC}
become: sudo
counts: {controllers: 3, cores: 2, cells: 1}
`;
}
