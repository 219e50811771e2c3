import { type ControllerFailure, isFailure } from '../../core/cluster/failure.ts';
import { createSecrets, type Secrets } from './authentication.ts';
import { type Clock, machineClock } from './clock.ts';
import { type GivenSettings, type HostSettings, hostSettings, type LocalSide } from './configuration.ts';
import { explainSudo } from './explain-sudo.ts';
import { connectBehind, createJumps, type Jump, type Jumps } from './jump-hosts.ts';
import { type KeptShells, runKept } from './kept-shell.ts';
import { createLimit, type Limit } from './limits.ts';
import { connectOpenSsh, type OpenSshConnection } from './openssh-connection.ts';
import { readRange } from './read-range.ts';
import { type OpenChannel, runCommand } from './run-command.ts';
import { connectSsh2, type Ssh2Connection } from './ssh2-connection.ts';
import type { Questions, Transport } from './transport.ts';

/** A host as the deployment names it, with what it says beyond the user's ssh_config. */
export interface Target extends GivenSettings {
  /** A name of the ssh_config, or an address. */
  readonly host: string;
}

export interface ConnectionsOptions {
  readonly local: LocalSide;
  readonly questions: Questions;
  readonly transport: 'auto' | 'ssh2' | 'openssh';
  /** Connections that are being made at once. */
  readonly mostAtOnce?: number;
  /** Seconds after which a connection that nobody used is closed. */
  readonly idleSeconds?: number;
  readonly clock?: Clock;
  /** Where the OpenSSH transport finds its program and configuration; for tests and unusual installations. */
  readonly openSsh?: { readonly program?: string; readonly configurationFile?: string };
}

/** All connections of one session: one per controller, shared by everything that needs it. */
export interface Connections {
  /** A way to a controller. Nothing connects before the first command; a lost connection is made anew for the next one. */
  to(target: Target): Transport;
  /** Closes everything. */
  close(): Promise<void>;
}

/** sshd admits 10 sessions on a connection (MaxSessions); some are left for kept shells, and for what else may share it. */
const channelsPerConnection = 8;
const defaultAtOnce = 50;
/** Handshakes cost processor time on this side: a few at first, so that the first hosts are shown while the others connect. */
const firstAtOnce = 4;
const doubleAfterMilliseconds = 150;
const defaultIdleSeconds = 300;
/** After a failure the next attempt waits: 1 s, 2 s, 4 s … A person who asks again at once sees the failure again. */
const firstBackOffSeconds = 1;
const longestBackOffSeconds = 30;
const deepestJump = 8;

type Connection = Ssh2Connection | OpenSshConnection;

/** What is shared by all controllers of a session. */
interface Session {
  readonly options: ConnectionsOptions;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly atOnce: Limit;
  readonly jumps: Jumps;
}

export function createConnections(options: ConnectionsOptions): Connections {
  const clock = options.clock ?? machineClock;
  const growth = { first: firstAtOnce, doubleAfter: doubleAfterMilliseconds, clock };
  const session: Session = {
    options,
    clock,
    secrets: createSecrets(),
    atOnce: createLimit(options.mostAtOnce ?? defaultAtOnce, growth),
    jumps: createJumps(clock, options.idleSeconds ?? defaultIdleSeconds),
  };
  const transports = new Map<string, Transport>();
  return {
    to(target) {
      const key = JSON.stringify([target.host, target.user, target.port, target.privateKeyFile, target.jumps]);
      const known = transports.get(key);
      if (known) return known;
      const made = createTransport(session, target);
      transports.set(key, made);
      return made;
    },
    async close() {
      await Promise.all([...transports.values()].map(transport => transport.close()));
      await session.jumps.close();
    },
  };
}

function createTransport(session: Session, target: Target): Transport {
  const channels = createLimit(channelsPerConnection);
  const kept = new WeakMap<Connection, KeptShells>();
  const closing = new AbortController();
  let current: Promise<Connection | ControllerFailure> | undefined;
  let failures = 0;
  let notBefore = 0;
  let lastFailure: ControllerFailure | undefined;
  let running = 0;
  let stopIdling: (() => void) | undefined;
  const { clock } = session;
  const host = target.host;

  async function connection(signal: AbortSignal | undefined): Promise<Connection | ControllerFailure> {
    if (closing.signal.aborted) return { failed: 'connection-lost', host };
    const open = await current;
    if (open && !isFailure(open) && open.isOpen()) return open;
    if (lastFailure && clock.now() < notBefore) return lastFailure;
    // Whoever asks while it is being made waits for the same one; only the transport's end cancels it for all.
    current = makeAnew();
    return await orCancelled(current, signal, host);
  }

  let making: Promise<Connection | ControllerFailure> | undefined;
  function makeAnew(): Promise<Connection | ControllerFailure> {
    making ??= connect(session, target, closing.signal).then(made => {
      making = undefined;
      noteOutcome(isFailure(made) ? made : undefined);
      return made;
    });
    return making;
  }

  function noteOutcome(failure: ControllerFailure | undefined): void {
    lastFailure = failure;
    failures = failure && isWorthWaiting(failure) ? failures + 1 : 0;
    const seconds = failures === 0 ? 0 : Math.min(firstBackOffSeconds * 2 ** (failures - 1), longestBackOffSeconds);
    notBefore = clock.now() + seconds * 1000;
  }

  /** Runs work on the connection, and closes the connection some time after the last work. */
  async function use<Result>(signal: AbortSignal | undefined, work: (open: Connection) => Promise<Result>) {
    stopIdling?.();
    running++;
    try {
      const result = await channels.run(async () => {
        const open = await connection(signal);
        return isFailure(open) ? open : await work(open);
      }, signal);
      return result ?? ({ failed: 'cancelled', host } as const);
    } finally {
      running--;
      if (running === 0 && !closing.signal.aborted) {
        const seconds = session.options.idleSeconds ?? defaultIdleSeconds;
        stopIdling = clock.after(seconds * 1000, () => void drop());
      }
    }
  }

  async function drop(): Promise<void> {
    const open = await current;
    current = undefined;
    if (open && !isFailure(open)) await open.close();
  }

  function keptShellsOf(open: Connection): KeptShells {
    const shells = kept.get(open) ?? new Map();
    kept.set(open, shells);
    return shells;
  }

  return {
    host,
    run: (command, options = {}) =>
      use(options.signal, async open => {
        const openChannel: OpenChannel = (line, signal) => open.openChannel(line, signal);
        const result = options.repeats
          ? await runKept(host, openChannel, keptShellsOf(open), command, options)
          : await runCommand(host, openChannel, command, options);
        if (!isFailure(result) || result.failed !== 'sudo-refused') return result;
        const { user } = hostSettings(host, session.options.local, target);
        return { ...result, sudo: await explainSudo(host, openChannel, command, user) };
      }),
    readRange: (path, start, length, options = {}) =>
      use(options.signal, open =>
        readRange(host, (line, signal) => open.openChannel(line, signal), { path, start, length }, options),
      ),
    async close() {
      closing.abort();
      stopIdling?.();
      await drop();
    },
  };
}

/** Failures that a short wait may heal; others are the person's to heal, who then does not want to wait. */
function isWorthWaiting({ failed }: ControllerFailure): boolean {
  return ['connection-refused', 'unreachable', 'timed-out', 'turned-away', 'connection-lost'].includes(failed);
}

function orCancelled<Value>(work: Promise<Value>, signal: AbortSignal | undefined, host: string) {
  if (!signal) return work;
  return new Promise<Value | ControllerFailure>((resolve, reject) => {
    const cancel = () => resolve({ failed: 'cancelled', host });
    signal.addEventListener('abort', cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}

async function connect(session: Session, target: Target, signal: AbortSignal): Promise<Connection | ControllerFailure> {
  const { local, transport, openSsh = {} } = session.options;
  const settings = hostSettings(target.host, local, target);
  const needsProgram = settings.needsOpenSsh.length > 0;
  if (transport === 'ssh2' && needsProgram) {
    return { failed: 'needs-openssh', host: target.host, detail: settings.needsOpenSsh.join(', ') };
  }
  // The ssh program reaches a jump host by itself, each time anew.
  const limit = settings.jumps.length > 0 ? session.jumps.programs(settings.jumps.join(',')) : session.atOnce;
  const byProgram = () =>
    limit.run(() => connectOpenSsh(settings, { local, signal, given: target, ...openSsh }), signal);
  if (transport === 'openssh' || needsProgram) return (await byProgram()) ?? { failed: 'cancelled', host: target.host };
  const made = await connectThrough(session, settings, signal, 0);
  // What only shows itself while connecting: a key in hardware, a host certificate.
  if (transport === 'auto' && isFailure(made) && made.failed === 'needs-openssh') {
    return (await byProgram()) ?? { failed: 'cancelled', host: target.host };
  }
  return made;
}

/** Connects with ssh2, through the jump hosts that the settings name. */
async function connectThrough(
  session: Session,
  settings: HostSettings,
  signal: AbortSignal,
  depth: number,
): Promise<Ssh2Connection | ControllerFailure> {
  const host = settings.alias;
  const { local, questions } = session.options;
  const cancelled: ControllerFailure = { failed: 'cancelled', host };
  const make = (through: Parameters<typeof connectSsh2>[1]['through']) =>
    connectSsh2(settings, { local, questions, secrets: session.secrets, through, signal });
  if (settings.jumps.length === 0) return (await session.atOnce.run(() => make(undefined), signal)) ?? cancelled;
  if (depth >= deepestJump) return { failed: 'configuration', host, place: 'ProxyJump' };
  const jump = jumpOf(session, settings.jumps, depth);
  return connectBehind(jump, settings, session.clock, signal, make);
}

/** The connection to the last of some jump hosts, which all controllers behind it share. */
function jumpOf(session: Session, jumps: readonly string[], depth: number): Jump {
  return session.jumps.get(jumps.join(','), () => {
    const last = jumps.at(-1) ?? '';
    const before = jumps.slice(0, -1);
    const settings = hostSettings(last, session.options.local);
    // The hops that the user listed come before it; only the first one's own ProxyJump counts, as with `ssh -J`.
    const own = before.length > 0 ? { ...settings, jumps: before } : settings;
    // A bastion serves many: it is not cancelled with the controller that happened to ask first.
    return connectThrough(session, own, new AbortController().signal, depth + 1);
  });
}
