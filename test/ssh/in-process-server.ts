import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import ssh2, { type AuthContext, type Connection, type PublicKeyAuthContext, type ServerChannel } from 'ssh2';

/** A server in this process that behaves as a test asks it to. What it is told to run, it runs on this machine. */
export interface InProcessServerOptions {
  /** Private key of the host, in PEM. */
  readonly hostKeys: readonly string[];
  /** Public keys that are let in, in OpenSSH's format. */
  readonly authorizedKeys?: readonly string[];
  readonly passwords?: readonly string[];
  /** Prompts of keyboard-interactive and the answers that are right. */
  readonly prompts?: readonly { readonly text: string; readonly answer: string }[];
  /** The login shell; `/bin/sh` when left out. */
  readonly shell?: string;
  /** What the shell's start files print before every command. */
  readonly chatter?: string;
  /** Whether sessions are refused, as when MaxSessions is reached. */
  readonly refusesSessions?: boolean;
  /** Ports to which it neither opens a way nor refuses one, as a host that drops packets. */
  readonly silentPorts?: readonly number[];
  /** The environment of what runs; this process's own when left out. */
  readonly environment?: NodeJS.ProcessEnv;
  /** The folder in which it runs. */
  readonly folder?: string;
  /** What every command prints, without a process: many connections are then made in little time. */
  readonly answer?: string;
}

export interface InProcessServer {
  readonly port: number;
  /** Passwords that were tried, in order. */
  readonly triedPasswords: readonly string[];
  /** Connections that are open now, and how many there ever were. */
  readonly openConnections: () => number;
  readonly allConnections: () => number;
  /** Settles when no connection is open any more. */
  allClosed(): Promise<void>;
  /** Settles when no connection is open and nothing that it has started runs any more. */
  settled(): Promise<void>;
  /** Cuts all connections, as a network that goes away. */
  cut(): void;
  close(): Promise<void>;
}

export async function startInProcessServer(options: InProcessServerOptions): Promise<InProcessServer> {
  const triedPasswords: string[] = [];
  const connections = new Set<Connection>();
  const running = new Set<ChildProcess>();
  const waiting: (() => void)[] = [];
  let all = 0;
  const server = new ssh2.Server({ hostKeys: [...options.hostKeys] }, connection => {
    connections.add(connection);
    all++;
    connection.on('authentication', context => authenticate(context, options, triedPasswords));
    const children = new Set<ChildProcess>();
    connection.on('close', () => {
      connections.delete(connection);
      if (connections.size === 0) for (const tell of waiting.splice(0)) tell();
      // As sshd does, a connection that goes away closes the pipes and leaves the processes alone.
      for (const child of children) child.stdin?.end();
    });
    connection.on('error', () => undefined);
    connection.on('session', (accept, reject) => {
      if (options.refusesSessions) return reject();
      accept().on('exec', (acceptExec, _reject, { command }) => {
        if (options.answer !== undefined) return answerAtOnce(acceptExec(), options.answer);
        const child = runLine(acceptExec(), command, options);
        children.add(child);
        running.add(child);
        child.once('close', () => {
          children.delete(child);
          running.delete(child);
        });
      });
    });
    connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
      if (options.silentPorts?.includes(destPort)) return;
      const socket = connect(destPort, destIP);
      socket.once('connect', () => {
        const stream = accept();
        stream.pipe(socket).pipe(stream);
        stream.on('error', () => socket.destroy());
        stream.on('close', () => socket.destroy());
        socket.on('close', () => stream.end());
      });
      socket.once('error', () => reject());
    });
  });
  const allClosed = () =>
    new Promise<void>(resolve => (connections.size === 0 ? resolve() : void waiting.push(resolve)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: address && typeof address === 'object' ? (address.port as number) : 0,
    triedPasswords,
    openConnections: () => connections.size,
    allConnections: () => all,
    allClosed,
    async settled() {
      await allClosed();
      await Promise.all([...running].map(child => once(child, 'close')));
    },
    cut() {
      for (const connection of connections) (connection as unknown as { _sock: { destroy(): void } })._sock.destroy();
    },
    async close() {
      for (const connection of connections) connection.end();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

function authenticate(context: AuthContext, options: InProcessServerOptions, triedPasswords: string[]): void {
  const { authorizedKeys = [], passwords = [], prompts = [] } = options;
  const methods = [
    ...(authorizedKeys.length > 0 ? (['publickey'] as const) : []),
    ...(prompts.length > 0 ? (['keyboard-interactive'] as const) : []),
    ...(passwords.length > 0 ? (['password'] as const) : []),
  ];
  if (context.method === 'password') {
    triedPasswords.push(context.password);
    if (passwords.includes(context.password)) context.accept();
    else context.reject([...methods]);
    return;
  }
  if (context.method === 'publickey') {
    if (isAuthorized(context, authorizedKeys)) context.accept();
    else context.reject([...methods]);
    return;
  }
  if (context.method === 'keyboard-interactive' && prompts.length > 0) {
    const asked = prompts.map(({ text }) => ({ prompt: text, echo: false }));
    context.prompt(asked, answers => {
      const isRight = prompts.every(({ answer }, index) => answers?.[index] === answer);
      if (isRight) context.accept();
      else context.reject([...methods]);
    });
    return;
  }
  context.reject([...methods]);
}

function isAuthorized(
  { key, signature, blob, hashAlgo }: PublicKeyAuthContext,
  authorizedKeys: readonly string[],
): boolean {
  const known = authorizedKeys
    .map(text => ssh2.utils.parseKey(text))
    .find(own => !(own instanceof Error) && own.equals(key.data));
  if (!known || known instanceof Error) return false;
  // Without a signature the client only asks whether the key would do.
  return !signature || !blob || known.verify(blob, signature, hashAlgo) === true;
}

/** Prints the mark that comes with the script, as `wireCommand` has it, and then the answer. */
function answerAtOnce(stream: ServerChannel, answer: string): void {
  let input = '';
  stream.on('data', (block: Buffer) => {
    input += block;
    const mark = /nova-doctor-[0-9a-f]{24}/.exec(input)?.[0];
    if (mark === undefined || stream.writableEnded) return;
    stream.stderr.write(`${mark}\n`);
    stream.write(`${mark}\n${answer}`);
    stream.exit(0);
    stream.end();
  });
}

function runLine(
  stream: ServerChannel,
  line: string,
  { shell = '/bin/sh', chatter = '', environment, folder }: InProcessServerOptions,
): ChildProcess {
  stream.write(chatter);
  const child = spawn(shell, ['-c', line], {
    stdio: 'pipe',
    ...(environment ? { env: environment } : {}),
    ...(folder ? { cwd: folder } : {}),
  });
  stream.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  child.stdout.pipe(stream, { end: false });
  child.stderr.pipe(stream.stderr, { end: false });
  stream.on('error', () => child.stdin.end());
  stream.on('close', () => child.stdin.end());
  child.on('close', (status, signal) => {
    if (signal) stream.exit(signal.replace(/^SIG/, ''));
    else stream.exit(status ?? 0);
    stream.end();
  });
  return child;
}

/** `SHA256:…` of a public key in OpenSSH's format. */
export function fingerprintOfPublicKey(text: string): string {
  const bytes = Buffer.from(text.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`;
}
