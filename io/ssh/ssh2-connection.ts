import type { Duplex } from 'node:stream';
import ssh2, { type AuthenticationType, type Client, type ClientChannel, type ClientErrorExtensions } from 'ssh2';
import type { ControllerFailure } from '../../core/cluster/failure.ts';
import { type AuthenticationNotes, authenticationMethods, passwordAccepted, type Secrets } from './authentication.ts';
import type { Channel, ChannelEnd } from './channel.ts';
import type { HostSettings, LocalSide } from './configuration.ts';
import { type Greeting, openSocket, wholeGreeting } from './greeting.ts';
import { prepareHostKeyCheck } from './host-keys.ts';
import type { Questions } from './transport.ts';

/** An authenticated connection of the ssh2 library. */
export interface Ssh2Connection {
  openChannel(line: string, signal: AbortSignal | undefined): Promise<Channel | ControllerFailure>;
  /** A stream to an address as the host sees it: the way through a jump host. */
  forward(address: string, port: number): Promise<Duplex | ControllerFailure>;
  readonly isOpen: () => boolean;
  /** Settles when the connection is gone, for whatever reason. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

export interface Ssh2Options {
  readonly local: LocalSide;
  readonly questions: Questions;
  readonly secrets: Secrets;
  /** The stream through the last jump host; undefined where the host is reached directly. */
  readonly through: Duplex | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Seconds for reaching a host and for its greeting, where the configuration says nothing. */
export const defaultConnectSeconds = 15;
/** A server that asks for answers may wait as long as a person needs to type them (sshd's LoginGraceTime is 120). */
const mostLoginSeconds = 120;
const defaultKeepAliveSeconds = 15;

/** Connects and authenticates; the host's key is judged before anything is sent. */
export async function connectSsh2(
  settings: HostSettings,
  options: Ssh2Options,
): Promise<Ssh2Connection | ControllerFailure> {
  const { local, questions, secrets, through, signal } = options;
  const host = settings.alias;
  if (signal?.aborted) return { failed: 'cancelled', host };
  const hostKeys = await prepareHostKeyCheck(settings, questions);
  if (hostKeys.needsOpenSsh) return { failed: 'needs-openssh', host, detail: '@cert-authority' };

  const notes: AuthenticationNotes = { tried: [], needsOpenSsh: undefined };
  let accepted: readonly AuthenticationType[] | undefined;
  let lastPassword: string | undefined;
  let refusal: ControllerFailure | undefined;
  const methods = authenticationMethods(
    settings,
    local,
    questions,
    secrets,
    type => accepted?.includes(type) ?? true,
    notes,
  );
  const client = new ssh2.Client();
  const seconds = settings.connectTimeout ?? defaultConnectSeconds;
  const greeting = setTimeout(() => fail({ failed: 'timed-out', host }), seconds * 1000);
  let hasShaken = false;
  let fail: (failure: ControllerFailure) => void = () => undefined;

  const ready = new Promise<ControllerFailure | undefined>(resolve => {
    fail = failure => {
      refusal ??= failure;
      client.destroy();
      resolve(refusal);
    };
    client.once('ready', () => resolve(undefined));
    client.once('error', error => resolve(refusal ?? connectionFailure(error, host, notes, hasShaken)));
    client.once('close', () => resolve(refusal ?? { failed: hasShaken ? 'connection-lost' : 'turned-away', host }));
    client.once('handshake', () => {
      hasShaken = true;
      clearTimeout(greeting);
    });
  });
  const cancel = () => fail({ failed: 'cancelled', host });
  signal?.addEventListener('abort', cancel, { once: true });

  const socket = through ?? openSocket(settings.hostName, settings.port);
  // An error is told once more after the promise has settled, when the connection is ended.
  socket.on('error', () => undefined);
  const greeted = await Promise.race([wholeGreeting(socket), ready]);
  const early = earlyFailure(greeted, host, notes);
  if (early) {
    clearTimeout(greeting);
    signal?.removeEventListener('abort', cancel);
    socket.destroy();
    return early;
  }
  client.connect({
    sock: socket,
    username: settings.user,
    readyTimeout: mostLoginSeconds * 1000,
    keepaliveInterval: (settings.serverAliveInterval ?? defaultKeepAliveSeconds) * 1000,
    keepaliveCountMax: settings.serverAliveCountMax,
    ...(hostKeys.algorithms ? { algorithms: { serverHostKey: [...hostKeys.algorithms] as never } } : {}),
    hostVerifier: (key: Buffer, verify: (isValid: boolean) => void) => {
      // The person may take longer than the greeting may.
      clearTimeout(greeting);
      hostKeys.judge(key).then(failure => {
        refusal ??= failure;
        verify(failure === undefined);
      });
    },
    authHandler: (left, _isPartial, next) => {
      accepted = left ?? undefined;
      methods.next().then(
        ({ value, done }) => {
          if (done) return next(false as never);
          if (value.type === 'password') lastPassword = (value as { password: string }).password;
          next(value);
        },
        error => fail({ failed: 'authentication-refused', host, detail: String(error) }),
      );
    },
  });
  const failure = await ready;
  clearTimeout(greeting);
  signal?.removeEventListener('abort', cancel);
  if (failure) {
    client.on('error', () => undefined);
    client.destroy();
    return failure;
  }
  if (lastPassword !== undefined) passwordAccepted(secrets, settings, lastPassword);
  return connectionOf(client, host);
}

/** Why a connection ended before the library got it. */
function earlyFailure(
  greeted: Greeting | ControllerFailure | undefined,
  host: string,
  notes: AuthenticationNotes,
): ControllerFailure | undefined {
  if (greeted === 'whole' || greeted === undefined) return undefined;
  if (greeted === 'closed') return { failed: 'turned-away', host };
  if (greeted === 'not-ssh') return { failed: 'not-ssh', host };
  return greeted instanceof Error ? connectionFailure(greeted, host, notes, false) : greeted;
}

function connectionOf(client: Client, host: string): Ssh2Connection {
  let isOpen = true;
  const closed = new Promise<void>(resolve => {
    client.once('close', () => {
      isOpen = false;
      resolve();
    });
  });
  // What happens to an open connection ends its channels, which report it.
  client.on('error', () => undefined);
  return {
    isOpen: () => isOpen,
    closed,
    openChannel: (line, signal) => openChannel(client, host, line, signal, () => isOpen),
    forward: (address, port) =>
      new Promise(resolve => {
        if (!isOpen) return resolve({ failed: 'connection-lost', host });
        client.forwardOut('127.0.0.1', 0, address, port, (error, stream) =>
          resolve(error ? { failed: 'unreachable', host, detail: `${address}:${port}: ${error.message}` } : stream),
        );
      }),
    close: async () => {
      client.end();
      if (isOpen) await closed;
    },
  };
}

function openChannel(
  client: Client,
  host: string,
  line: string,
  signal: AbortSignal | undefined,
  isOpen: () => boolean,
): Promise<Channel | ControllerFailure> {
  return new Promise(resolve => {
    if (!isOpen()) return resolve({ failed: 'connection-lost', host });
    const cancel = () => resolve({ failed: 'cancelled', host });
    const lose = () => resolve({ failed: 'connection-lost', host });
    signal?.addEventListener('abort', cancel, { once: true });
    client.once('close', lose);
    client.exec(line, (error, stream) => {
      signal?.removeEventListener('abort', cancel);
      client.removeListener('close', lose);
      if (error) return resolve(channelFailure(error, host));
      // Somebody who cancelled meanwhile does not get the channel, so it is closed here.
      if (signal?.aborted) stream.destroy();
      resolve(channelOf(stream));
    });
  });
}

function channelOf(stream: ClientChannel): Channel {
  let status: number | undefined;
  let signal: string | undefined;
  let hasExit = false;
  const ended = new Promise<ChannelEnd>(resolve => {
    stream.once('exit', (code: number | null, name?: string) => {
      hasExit = true;
      status = code ?? undefined;
      signal = name?.replace(/^SIG/, '');
    });
    // A channel that closes without an exit status was cut.
    stream.once('close', () => resolve({ status, signal, isLost: !hasExit }));
  });
  const channel: Channel = {
    write: text => void stream.write(text),
    end: () => void stream.end(),
    destroy: () => void stream.close(),
    listen: take => {
      stream.on('data', (block: Buffer) => take(block, 'output'));
      stream.stderr.on('data', (block: Buffer) => take(block, 'error'));
    },
    ended,
  };
  stream.on('error', () => undefined);
  return channel;
}

function channelFailure(error: Error, host: string): ControllerFailure {
  if (/open fail(?:ed|ure)|resource shortage|administratively prohibited/i.test(error.message)) {
    return { failed: 'too-many-sessions', host, detail: error.message };
  }
  return { failed: 'connection-lost', host, detail: error.message };
}

/** Sorts an error of a connection that did not come about into the closed set of failures. */
function connectionFailure(
  error: Error & Partial<ClientErrorExtensions> & { code?: string },
  host: string,
  notes: AuthenticationNotes,
  hasShaken: boolean,
): ControllerFailure {
  const detail = error.message;
  switch (error.code) {
    case 'ECONNREFUSED':
      return { failed: 'connection-refused', host };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { failed: 'name-not-found', host };
    case 'ETIMEDOUT':
      return { failed: 'timed-out', host };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { failed: 'unreachable', host, detail };
    case 'ECONNRESET':
    case 'EPIPE':
      return { failed: hasShaken ? 'connection-lost' : 'turned-away', host, detail };
  }
  if (error.level === 'client-timeout') return { failed: 'timed-out', host };
  if (error.level === 'client-authentication') return authenticationFailure(host, notes);
  if (
    /Invalid (?:identification|protocol)|Unexpected data|Expected identification|header (?:line )?too long|Max greeting lines/i.test(
      detail,
    )
  ) {
    return { failed: 'not-ssh', host, detail };
  }
  if (/before handshake/i.test(detail)) return { failed: 'turned-away', host };
  return { failed: 'connection-lost', host, detail };
}

function authenticationFailure(host: string, notes: AuthenticationNotes): ControllerFailure {
  if (notes.needsOpenSsh !== undefined) return { failed: 'needs-openssh', host, detail: notes.needsOpenSsh };
  const detail = notes.tried.join(', ');
  return { failed: 'authentication-refused', host, ...(detail ? { detail } : {}) };
}
