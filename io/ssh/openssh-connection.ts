import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControllerFailure } from '../../core/cluster/failure.ts';
import type { Channel, ChannelEnd } from './channel.ts';
import type { GivenSettings, HostSettings, LocalSide } from './configuration.ts';

/** One controller reached with the user's own ssh program. */
export interface OpenSshConnection {
  openChannel(line: string, signal: AbortSignal | undefined): Promise<Channel | ControllerFailure>;
  readonly isOpen: () => boolean;
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

export interface OpenSshOptions {
  readonly local: LocalSide;
  /** The program, where it is not the one that this machine would use. */
  readonly program?: string;
  /** `-F`, where it is not the user's own. */
  readonly configurationFile?: string;
  /** What the deployment says beyond the configuration of ssh. */
  readonly given?: GivenSettings;
  readonly signal: AbortSignal | undefined;
}

/** Printed by the master when it is ready: `LocalCommand` runs after ssh has begun to listen for further sessions. */
const readyWord = 'nova-doctor-is-connected';
const keepAliveSeconds = 15;
const connectSeconds = 15;

/**
 * Connects with the ssh program: one master process per controller, and one short `ssh` per command through its socket.
 * Nobody is asked anything (BatchMode): keys, agents, hardware and Kerberos answer by themselves or not at all. A user who
 * has set up ControlMaster keeps it; on Windows, where ssh has no such sockets, each command connects by itself.
 */
export async function connectOpenSsh(
  settings: HostSettings,
  options: OpenSshOptions,
): Promise<OpenSshConnection | ControllerFailure> {
  const host = settings.alias;
  if (options.signal?.aborted) return { failed: 'cancelled', host };
  const sharesItself = settings.needsOpenSsh.some(name => name === 'ControlMaster' || name === 'ControlPath');
  if (sharesItself || options.local.platform === 'win32') return directConnection(settings, options);
  return masterConnection(settings, options);
}

function commonArguments(settings: HostSettings, options: OpenSshOptions): string[] {
  const keepAlive = settings.serverAliveInterval === undefined ? ['-o', `ServerAliveInterval=${keepAliveSeconds}`] : [];
  const connect = settings.connectTimeout === undefined ? ['-o', `ConnectTimeout=${connectSeconds}`] : [];
  // A configuration that accepts every key must not make us accept it silently.
  const strict = settings.strictHostKeyChecking === 'yes' ? [] : ['-o', 'StrictHostKeyChecking=yes'];
  return [
    ...(options.configurationFile === undefined ? [] : ['-F', options.configurationFile]),
    ...['-o', 'BatchMode=yes', '-o', 'ForwardAgent=no', '-o', 'ForwardX11=no', '-o', 'ClearAllForwardings=yes'],
    ...['-o', 'RequestTTY=no', '-o', 'RemoteCommand=none', '-o', 'LogLevel=ERROR'],
    ...(options.given?.user === undefined ? [] : ['-l', options.given.user]),
    ...(options.given?.privateKeyFile === undefined ? [] : ['-i', options.given.privateKeyFile]),
    ...(options.given?.jumps === undefined ? [] : ['-J', options.given.jumps.join(',')]),
    ...(options.given?.port === undefined ? [] : ['-p', String(options.given.port)]),
    ...keepAlive,
    ...connect,
    ...strict,
  ];
}

function directConnection(settings: HostSettings, options: OpenSshOptions): OpenSshConnection {
  return sessions(settings, options, [...commonArguments(settings, options)], undefined, async () => undefined);
}

const socketFolder = 'nova-doctor-ssh-';
/** macOS and the BSDs end a socket's path at 103 bytes, and ssh puts a dot and 16 letters behind it while it makes it. */
const longestSocket = 103 - 17;

/** The folder for temporary files, or the one that every system has, where that has too long a name for a socket. */
export function folderForSockets(temporary: string): string {
  return Buffer.byteLength(join(temporary, `${socketFolder}XXXXXX`, 's')) <= longestSocket ? temporary : '/tmp';
}

async function masterConnection(
  settings: HostSettings,
  options: OpenSshOptions,
): Promise<OpenSshConnection | ControllerFailure> {
  const folder = await mkdtemp(join(folderForSockets(tmpdir()), socketFolder));
  const socket = join(folder, 's');
  const own = commonArguments(settings, options);
  const master = ['-M', '-N', '-o', `ControlPath=${socket}`, '-o', 'ControlPersist=no'];
  const ready = ['-o', 'PermitLocalCommand=yes', '-o', `LocalCommand=echo ${readyWord}`];
  const child = spawn(
    options.program ?? options.local.sshProgram,
    [...own, ...master, ...ready, '--', settings.alias],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  const failure = await readiness(child, settings.alias, options.signal);
  if (failure) {
    child.kill();
    await removeFolder();
    return failure;
  }
  const through = [...own, '-o', 'ControlMaster=no', '-o', `ControlPath=${socket}`];
  return sessions(settings, options, through, child, removeFolder);
}

/** Waits until the master is connected, or says why it is not. */
function readiness(
  child: ChildProcess,
  host: string,
  signal: AbortSignal | undefined,
): Promise<ControllerFailure | undefined> {
  return new Promise(resolve => {
    let output = '';
    let errors = '';
    const cancel = () => resolve({ failed: 'cancelled', host });
    signal?.addEventListener('abort', cancel, { once: true });
    const settle = (failure: ControllerFailure | undefined) => {
      signal?.removeEventListener('abort', cancel);
      resolve(failure);
    };
    child.stdout?.on('data', (block: Buffer) => {
      output = (output + block.toString('latin1')).slice(-200);
      if (output.includes(readyWord)) settle(undefined);
    });
    child.stderr?.on('data', (block: Buffer) => {
      errors = (errors + block.toString('utf8')).slice(-8000);
    });
    child.once('error', error => settle(startFailure(error, host)));
    child.once('close', () => settle(openSshFailure(errors, host)));
  });
}

function startFailure(error: Error, host: string): ControllerFailure {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { failed: 'openssh-missing', host };
  return { failed: 'configuration', host, place: error.message };
}

function sessions(
  settings: HostSettings,
  options: OpenSshOptions,
  args: readonly string[],
  master: ChildProcess | undefined,
  cleanUp: () => Promise<void>,
): OpenSshConnection {
  const host = settings.alias;
  const children = new Set<ChildProcess>();
  let isOpen = true;
  let finish: () => void = () => undefined;
  const closed = new Promise<void>(resolve => {
    finish = () => {
      isOpen = false;
      resolve();
    };
  });
  if (master) {
    if (master.exitCode !== null || master.signalCode !== null) finish();
    master.once('close', () => cleanUp().finally(finish));
  }

  async function openChannel(line: string, signal: AbortSignal | undefined): Promise<Channel | ControllerFailure> {
    if (!isOpen) return { failed: 'connection-lost', host };
    const child = spawn(options.program ?? options.local.sshProgram, [...args, '--', settings.alias, line], {
      stdio: 'pipe',
    });
    const started = await new Promise<ControllerFailure | undefined>(resolve => {
      child.once('spawn', () => resolve(undefined));
      child.once('error', error => resolve(startFailure(error, host)));
    });
    if (started) return started;
    children.add(child);
    child.once('close', () => children.delete(child));
    if (signal?.aborted) child.kill();
    return channelOf(child);
  }

  return {
    openChannel,
    isOpen: () => isOpen,
    closed,
    close: async () => {
      for (const child of children) child.kill();
      if (!master) finish();
      master?.kill();
      await closed;
    },
  };
}

function channelOf(child: ChildProcessWithoutNullStreams): Channel {
  let errors = '';
  const ended = new Promise<ChannelEnd>(resolve => {
    child.once('close', (code, name) => {
      // ssh itself ends with 255 when the connection fails; wrapped commands never do.
      const isLost = code === 255;
      const end = { status: code ?? undefined, signal: name?.replace(/^SIG/, ''), isLost };
      resolve(isLost ? { ...end, failed: openSshFailure(errors, '').failed } : end);
    });
  });
  const channel: Channel = {
    write: text => void child.stdin.write(text),
    end: () => void child.stdin.end(),
    destroy: () => void child.kill(),
    listen: take => {
      child.stdout.on('data', (block: Buffer) => take(block, 'output'));
      child.stderr.on('data', (block: Buffer) => {
        errors = (errors + block.toString('utf8')).slice(-2000);
        take(block, 'error');
      });
    },
    ended,
  };
  child.stdin.on('error', () => undefined);
  return channel;
}

/** What ssh says when it could not connect (its own messages, OpenSSH 7.6 to 10). */
const messages: readonly (readonly [RegExp, ControllerFailure['failed']])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/i, 'host-key-changed'],
  [/REVOKED HOST KEY|is marked as revoked/i, 'host-key-revoked'],
  [/No .* host key is known for|Host key verification failed/i, 'host-key-unknown'],
  [/Could not resolve hostname/i, 'name-not-found'],
  [/Connection refused/i, 'connection-refused'],
  [/No route to host|Network is unreachable/i, 'unreachable'],
  [/(?:Connection|Operation) timed out|Timeout, server .* not responding/i, 'timed-out'],
  [/Permission denied \(|Too many authentication failures|no mutual signature/i, 'authentication-refused'],
  [
    /kex_exchange_identification: (?:Connection closed by remote host|read: Connection reset by peer)|Exceeded MaxStartups|Not allowed at this time/i,
    'turned-away',
  ],
  [/Session open refused by peer|session request failed|channel \d+: open failed/i, 'too-many-sessions'],
  [/banner exchange|kex_exchange_identification: .*(?:banner|protocol)|Bad packet length/i, 'not-ssh'],
  [/Bad (?:configuration option|owner or permissions)|Unsupported option|terminating, \d+ bad/i, 'configuration'],
];

/** Sorts what the ssh program said into the closed set of failures. */
export function openSshFailure(errors: string, host: string): ControllerFailure {
  const detail = errors.trim().split('\n').at(-1)?.trim();
  const failed = messages.find(([pattern]) => pattern.test(errors))?.[1] ?? 'connection-lost';
  const fingerprint = /SHA256:[A-Za-z0-9+/]{43}/.exec(errors)?.[0];
  const place = /(?:Offending .* key in|marked as revoked in|has been revoked .* in) ([^\s:]+:\d+)/.exec(errors)?.[1];
  return {
    failed,
    host,
    ...(detail ? { detail } : {}),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(place === undefined ? (failed === 'configuration' && detail ? { place: detail } : {}) : { place }),
  };
}
