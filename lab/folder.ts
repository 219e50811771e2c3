import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { configurationNames, configurationText } from './configuration.ts';
import { logFolder } from './log-files.ts';
import { labUser } from './server.ts';
import type { World } from './world.ts';

/** The files by which a lab is reached, and copies of what it looked like when it started. */
export interface LabFolder {
  readonly path: string;
  readonly workspaceFile: string;
  readonly sshConfiguration: string;
  /** Removes what was written, and the folder if it was made for it. */
  remove(): void;
}

export interface ReachedBy {
  readonly name: string;
  readonly port: number;
  /** The host's key in OpenSSH's format. */
  readonly publicKey: string;
}

/** The first line of a file that a lab may overwrite and remove. */
const ours = '# Made by nova-doctor lab; removed when it ends.';

/**
 * Writes the folder of a lab.
 * @param wanted undefined for a new folder among the temporary ones. @param privateKey of the user.
 * @returns a message when there is a workspace file of somebody else.
 */
export function writeLabFolder(
  world: World,
  servers: readonly ReachedBy[],
  privateKey: string,
  wanted: string | undefined,
): LabFolder | { readonly refused: string } {
  const path = wanted ?? mkdtempSync(join(tmpdir(), 'nova-doctor-lab-'));
  const workspaceFile = join(path, '.nova-doctor.yaml');
  if (wanted !== undefined && !isOursOrNew(workspaceFile)) return { refused: workspaceFile };
  const made: string[] = [];
  const folders = new Set<string>(wanted === undefined ? [path] : []);
  const write = (name: string, text: string | Buffer, mode = 0o644) => {
    const file = join(path, name);
    const first = mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    if (first !== undefined)
      for (let folder = dirname(file); folder.length >= first.length; folder = dirname(folder)) folders.add(folder);
    rmSync(file, { force: true });
    writeFileSync(file, text, { mode });
    made.push(file);
  };
  const keyFile = join(path, 'key');
  const knownHosts = join(path, 'known_hosts');
  const sshConfiguration = join(path, 'ssh_config');
  write('.nova-doctor.yaml', workspaceText(world));
  write('key', privateKey, 0o600);
  write('known_hosts', servers.map(({ port, publicKey }) => `[127.0.0.1]:${port} ${publicKey}\n`).join(''));
  write('ssh_config', sshText(world, servers, keyFile, knownHosts));
  for (const name of configurationNames(world)) write(`etc/${name}`, configurationText(world, name));
  for (const { name } of servers) {
    for (const log of world.logs.paths(name).filter(log => log.startsWith(`${logFolder}/`))) {
      write(`${name}/${log.slice(logFolder.length + 1)}`, world.logs.read(name, log) ?? '');
    }
  }
  return {
    path,
    workspaceFile,
    sshConfiguration,
    remove() {
      for (const file of made) rmSync(file, { force: true });
      for (const folder of [...folders].sort((one, other) => other.length - one.length)) removeIfEmpty(folder);
    },
  };
}

function isOursOrNew(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').startsWith(ours);
  } catch {
    return true;
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    // Whatever somebody has put there stays.
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** The workspace file: what a team would share about this cluster. How it is reached stands in ssh_config. */
function workspaceText(world: World): string {
  const { vip, controllers, release, database } = world.state();
  const kinds: Readonly<Record<string, string>> = {
    'nova.conf': 'nova',
    'my.cnf': 'mysql',
    'haproxy.cfg': 'haproxy',
    'server.xml': 'mycat',
  };
  const files = configurationNames(world).map(name => `${kinds[name]}: etc/${name}`);
  return [
    ours,
    'cluster: region-one',
    `release: ${release === 'zed' ? 'zed' : 'auto'}`,
    `vip: [${vip}]`,
    'timezones: { default: Asia/Shanghai }',
    'controllers:',
    ...controllers.map(({ name, address }) => `  - { name: ${name}, host: ${address} }`),
    'engine: auto',
    `logs: ${logFolder}`,
    'become: sudo',
    `counts: { controllers: ${controllers.length}, cores: 24, cells: 1, conductorWorkers: 5 }`,
    `files: { ${files.join(', ')} }`,
    `database: { maxConnections: ${database.variables.max_connections}, waitTimeout: ${database.variables.wait_timeout} }`,
    '',
  ].join('\n');
}

/** ssh_config by which the addresses of the simulated controllers lead to their servers on loopback. */
function sshText(world: World, servers: readonly ReachedBy[], keyFile: string, knownHosts: string): string {
  const addresses = new Map(world.state().controllers.map(({ name, address }) => [name, address]));
  const hosts = servers.map(({ name, port }) => [`Host ${name} ${addresses.get(name)}`, `  Port ${port}`]);
  return [
    ours,
    ...hosts.flat(),
    `Host ${servers.map(({ name }) => `${name} ${addresses.get(name)}`).join(' ')}`,
    '  HostName 127.0.0.1',
    `  User ${labUser}`,
    `  IdentityFile ${quoted(keyFile)}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${quoted(knownHosts)}`,
    '  GlobalKnownHostsFile none',
    '  StrictHostKeyChecking yes',
    '',
  ].join('\n');
}

/** Percent signs are tokens in ssh_config, and blanks end a word. */
function quoted(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}
