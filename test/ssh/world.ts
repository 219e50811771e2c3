import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Connections, type ConnectionsOptions, createConnections } from '../../io/ssh/connections.ts';
import { thisSide } from '../../io/ssh/local-side.ts';
import { nobodyToAsk } from '../../io/ssh/transport.ts';
import { type InProcessServer, type InProcessServerOptions, startInProcessServer } from './in-process-server.ts';

/** A home folder with keys and an ssh_config of its own, for one suite. */
export interface World {
  readonly home: string;
  readonly configurationFile: string;
  readonly knownHostsFile: string;
  /** Makes a key pair, once for each name; gives the path of the private key. */
  key(name: string, options?: { readonly type?: string; readonly passphrase?: string }): string;
  publicKey(name: string): string;
  privateKey(name: string): string;
  writeConfiguration(text: string): void;
  writeKnownHosts(text: string): void;
  /** The line of known_hosts for a server on loopback. */
  knownHost(port: number, keyName: string): string;
  connections(options?: Partial<ConnectionsOptions>): Connections;
  remove(): void;
}

export function createWorld(): World {
  const home = mkdtempSync(join(tmpdir(), 'nova-doctor-ssh-test-'));
  mkdirSync(join(home, '.ssh'), { mode: 0o700 });
  const configurationFile = join(home, '.ssh/config');
  const knownHostsFile = join(home, '.ssh/known_hosts');
  writeFileSync(knownHostsFile, '');
  const made = new Set<string>();
  const pathOf = (name: string) => join(home, `key-${name}`);
  const world: World = {
    home,
    configurationFile,
    knownHostsFile,
    key(name, { type = 'ed25519', passphrase = '' } = {}) {
      if (!made.has(name)) {
        execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', name, '-f', pathOf(name)]);
      }
      made.add(name);
      return pathOf(name);
    },
    publicKey: name => readFileSync(`${world.key(name)}.pub`, 'utf8').trim(),
    privateKey: name => readFileSync(world.key(name), 'utf8'),
    writeConfiguration: text => writeFileSync(configurationFile, text, { mode: 0o600 }),
    writeKnownHosts: text => writeFileSync(knownHostsFile, text),
    knownHost: (port, name) => `[127.0.0.1]:${port} ${world.publicKey(name).split(' ').slice(0, 2).join(' ')}\n`,
    connections: options =>
      createConnections({
        local: {
          ...thisSide(),
          home,
          environment: { PATH: process.env.PATH },
          configurationFiles: [configurationFile],
        },
        questions: nobodyToAsk,
        transport: 'ssh2',
        openSsh: { configurationFile },
        ...options,
      }),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
  return world;
}

/** A server that lets the key `user` in and shows the key `host`. */
export interface TestServer {
  readonly kind: 'in-process' | 'OpenSSH';
  readonly port: number;
  /** Cuts all connections at once. */
  cut(): void;
  /** Settles when it has ended, in this process, what belonged to its connections. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function startServer(
  kind: TestServer['kind'],
  world: World,
  options: Partial<InProcessServerOptions> = {},
): Promise<TestServer> {
  if (kind === 'OpenSSH') return startOpenSshServer(world);
  const server: InProcessServer = await startInProcessServer({
    hostKeys: [world.privateKey('host')],
    authorizedKeys: [world.publicKey('user')],
    ...options,
  });
  return { kind, ...server };
}

/**
 * A real sshd on loopback that takes nothing from the machine's own configuration.
 * @param lines come first in its configuration, where of most settings the first one counts.
 * @param shadowFile what it alone sees as the machine's passwords; only root can do that.
 */
export async function startOpenSshServer(
  world: World,
  lines: readonly string[] = [],
  shadowFile?: string,
): Promise<TestServer> {
  const program = process.env.NOVA_DOCTOR_SSHD;
  if (program === undefined) throw new Error('NOVA_DOCTOR_SSHD is not set: run these tests with "npm test -- ssh".');
  const port = await freePort();
  const authorized = join(world.home, 'authorized_keys');
  writeFileSync(authorized, `${world.publicKey('user')}\n`);
  const configuration = join(world.home, `sshd-${port}`);
  const settings = [
    ...lines,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${world.key('host')}`,
    `AuthorizedKeysFile ${authorized}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PidFile none',
    // Of this one the last value counts, of all others the first.
    ...(lines.some(line => line.startsWith('MaxStartups')) ? [] : ['MaxStartups 200']),
    'LogLevel INFO',
  ];
  writeFileSync(configuration, `${settings.join('\n')}\n`);
  // sshd drops its privileges into this folder, which Debian makes when the machine starts.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const privately = `mount --bind '${shadowFile}' /etc/shadow && exec "$0" "$@"`;
  const around =
    shadowFile === undefined ? [] : ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', privately];
  const [first = program, ...rest] = [...around, program, '-D', '-e', '-f', configuration];
  const child = spawn(first, rest, {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (block: Buffer) => {
      said = (said + block).slice(-4000);
      if (said.includes('Server listening on')) resolve();
    });
    child.once('close', () => reject(new Error(`sshd did not start:\n${said}`)));
  });
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()));
  return {
    kind: 'OpenSSH',
    port,
    // Each connection is a process of its own below the one that listens.
    cut: () => endConnections(child.pid ?? 0),
    // All of it is in processes of its own.
    settled: async () => undefined,
    async close() {
      child.kill();
      await closed;
    },
  };
}

/** Ends the sshd processes of all connections, but neither the one that listens nor what runs on their behalf. */
function endConnections(listener: number): void {
  const listed = execFileSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' });
  const servers = listed.split('\n').flatMap(line => {
    const [pid, ppid, name] = line.trim().split(/\s+/);
    return name?.startsWith('sshd') ? [{ pid: Number(pid), ppid: Number(ppid) }] : [];
  });
  const below = (parent: number): number[] =>
    servers.filter(({ ppid }) => ppid === parent).flatMap(({ pid }) => [pid, ...below(pid)]);
  for (const pid of below(listener)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It may have ended by itself meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** The configuration by which hosts reach a server: `ctl*` directly, and `behind` through the hosts that are named. */
export function hostsOf(world: World, port: number, more: readonly string[] = []): string {
  const common = [
    `  User ${userInfo().username}`,
    `  IdentityFile ${world.key('user')}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${world.knownHostsFile}`,
    '  GlobalKnownHostsFile none',
  ];
  return ['Host *', ...more.map(line => `  ${line}`), ...common, '  HostName 127.0.0.1', `  Port ${port}`, ''].join(
    '\n',
  );
}

/** A world with the keys of a host and of a user, and a server that knows both: `ctl1`. */
export async function createWorldWithServer(
  kind: TestServer['kind'],
): Promise<{ readonly world: World; readonly server: TestServer }> {
  const world = createWorld();
  for (const name of ['host', 'user']) world.key(name);
  const server = await startServer(kind, world);
  world.writeKnownHosts(world.knownHost(server.port, 'host'));
  world.writeConfiguration(hostsOf(world, server.port));
  return { world, server };
}
