import type { Duplex } from 'node:stream';
import { type ControllerFailure, isFailure } from '../../core/cluster/failure.ts';
import type { Clock } from './clock.ts';
import type { HostSettings } from './configuration.ts';
import { createLimit, type Limit } from './limits.ts';
import { defaultConnectSeconds, type Ssh2Connection } from './ssh2-connection.ts';

/** sshd begins to refuse beyond 10 connections that are not authenticated yet (MaxStartups 10:30:100). */
const handshakesPerJump = 8;

/** A jump host that all controllers behind it share; it is closed some time after the last of them. */
export interface Jump {
  readonly connection: Promise<Ssh2Connection | ControllerFailure>;
  /** Handshakes through it that are under way. */
  readonly handshakes: Limit;
  /** Says that somebody connects through it, or is connected; gives a function that says that this is over. */
  hold(): () => void;
}

/** The jump hosts of a session, by their names with those before them. */
export interface Jumps {
  get(key: string, connect: () => Jump['connection']): Jump;
  /** The limit for the ssh program, which connects to the jump host anew each time. */
  programs(key: string): Limit;
  close(): Promise<void>;
}

export function createJumps(clock: Clock, idleSeconds: number): Jumps {
  const jumps = new Map<string, Jump>();
  const programs = new Map<string, Limit>();

  function make(key: string, connect: () => Jump['connection']): Jump {
    const connection = connect();
    let users = 0;
    let stopIdling: (() => void) | undefined;
    const jump: Jump = {
      connection,
      handshakes: createLimit(handshakesPerJump),
      hold() {
        users++;
        stopIdling?.();
        let isHeld = true;
        return () => {
          if (!isHeld) return;
          isHeld = false;
          users--;
          if (users === 0) stopIdling = clock.after(idleSeconds * 1000, () => void close());
        };
      },
    };
    const forget = () => {
      stopIdling?.();
      if (jumps.get(key) === jump) jumps.delete(key);
    };
    const close = async () => {
      forget();
      await closeConnection(jump);
    };
    connection.then(open => {
      if (isFailure(open)) forget();
      else open.closed.then(forget);
    });
    jumps.set(key, jump);
    return jump;
  }

  return {
    get: (key, connect) => jumps.get(key) ?? make(key, connect),
    programs(key) {
      const limit = programs.get(key) ?? createLimit(handshakesPerJump);
      programs.set(key, limit);
      return limit;
    },
    async close() {
      const all = [...jumps.values()];
      jumps.clear();
      for (const jump of all) await closeConnection(jump);
    },
  };
}

async function closeConnection({ connection }: Jump): Promise<void> {
  const open = await connection;
  if (!isFailure(open)) await open.close();
}

/** Connects through a jump host; the stream is given to `handshake` when its turn has come. */
export async function connectBehind(
  jump: Jump,
  settings: HostSettings,
  clock: Clock,
  signal: AbortSignal,
  handshake: (stream: Duplex) => Promise<Ssh2Connection | ControllerFailure>,
): Promise<Ssh2Connection | ControllerFailure> {
  const host = settings.alias;
  const leave = jump.hold();
  const connected = await (async () => {
    const bastion = await jump.connection;
    if (isFailure(bastion)) return { ...bastion, detail: bastion.detail ?? settings.jumps.join(',') };
    // A host that does not answer has no part in the handshakes, and delays no other.
    const stream = await forwardInTime(bastion, settings, clock, signal);
    if (isFailure(stream)) return { ...stream, host };
    const made = await jump.handshakes.run(() => handshake(stream), signal);
    if (!made) stream.destroy();
    return made ?? ({ failed: 'cancelled', host } as const);
  })();
  if (isFailure(connected)) leave();
  else connected.closed.then(leave);
  return connected;
}

/** A jump host waits for its own system to give up, which takes minutes. */
function forwardInTime(
  bastion: Ssh2Connection,
  { alias: host, hostName, port, connectTimeout }: HostSettings,
  clock: Clock,
  signal: AbortSignal,
): Promise<Duplex | ControllerFailure> {
  return new Promise(resolve => {
    let isOver = false;
    const finish = (result: Duplex | ControllerFailure) => {
      if (isOver && !isFailure(result)) result.destroy();
      if (isOver) return;
      isOver = true;
      stopWaiting();
      signal.removeEventListener('abort', cancel);
      resolve(result);
    };
    const cancel = () => finish({ failed: 'cancelled', host });
    const milliseconds = (connectTimeout ?? defaultConnectSeconds) * 1000;
    const stopWaiting = clock.after(milliseconds, () => finish({ failed: 'timed-out', host }));
    signal.addEventListener('abort', cancel, { once: true });
    bastion.forward(hostName, port).then(finish);
  });
}
