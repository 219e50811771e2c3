import { once } from 'node:events';
import ssh2, { type AuthContext, type Connection, type PublicKeyAuthContext, type ServerChannel } from 'ssh2';
import { interpret } from './interpret.ts';
import { type EndlessReply, failed, notFound, type Reply } from './reply.ts';
import { isShellLine, readWire, type WireRequest } from './wire.ts';
import type { World } from './world.ts';

/** The account that the key of a lab opens. */
export const labUser = 'operator';

/** Statuses of a shell: for what it cannot read, and for what a SIGTERM has ended. */
const unreadableStatus = 2;
const endedStatus = 143;

export interface ControllerServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * The SSH server of one simulated controller, on loopback. Nothing runs on this machine: what is asked is interpreted.
 * @param hostKey private key of the host. @param authorizedKey public key that is let in. @param beforeEach brings the
 *   world up to now.
 */
export async function startControllerServer(
  world: World,
  controller: string,
  keys: { readonly hostKey: string; readonly authorizedKey: string },
  beforeEach: () => void,
): Promise<ControllerServer> {
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [keys.hostKey] }, connection => {
    connections.add(connection);
    connection.on('authentication', context => authenticate(context, keys.authorizedKey));
    connection.on('close', () => connections.delete(connection));
    // A client that is gone without a word is no failure of the lab.
    connection.on('error', () => undefined);
    connection.on('session', accept => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        serve(acceptExec(), command, request => {
          beforeEach();
          return interpret(world, controller, request);
        });
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: address && typeof address === 'object' ? address.port : 0,
    async close() {
      for (const connection of connections) connection.end();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

function authenticate(context: AuthContext, authorizedKey: string): void {
  if (context.method === 'publickey' && context.username === labUser && isAuthorized(context, authorizedKey)) {
    context.accept();
  } else context.reject(['publickey']);
}

function isAuthorized({ key, signature, blob, hashAlgo }: PublicKeyAuthContext, authorizedKey: string): boolean {
  const known = ssh2.utils.parseKey(authorizedKey);
  if (known instanceof Error || !known.equals(key.data)) return false;
  // Without a signature the client only asks whether the key would do.
  return !signature || !blob || known.verify(blob, signature, hashAlgo) === true;
}

/** Serves one command: what the login shell is given, and then what comes on standard input. */
function serve(stream: ServerChannel, line: string, answer: (request: WireRequest) => Reply | EndlessReply): void {
  let input = '';
  let stop: (() => void) | undefined;
  let isAnswered = false;
  const finish = (mark: string, { status, output, error }: Reply) => {
    isAnswered = true;
    if (mark !== '') stream.stderr.write(`${mark}\n`);
    if (error !== '') stream.stderr.write(error);
    if (mark !== '') stream.write(`${mark}\n`);
    if (output.length > 0) stream.write(output);
    stream.exit(status);
    stream.end();
  };
  stream.on('error', () => stop?.());
  stream.on('close', () => stop?.());
  if (!isShellLine(line)) {
    finish('', notFound(line.trim().split(/\s+/)[0] ?? ''));
    return;
  }
  stream.setEncoding('utf8');
  stream.on('data', (block: string) => {
    if (isAnswered || stop) return;
    input += block;
    const read = readWire(line, input);
    if (read === 'incomplete') return;
    if (read === 'not-ours') {
      finish('', notFound(/^\s*([^\s;|&(){}]+)/.exec(input)?.[1] ?? 'sh'));
      return;
    }
    const reply = answer(read);
    if (!('start' in reply)) {
      finish(read.mark, reply);
      return;
    }
    stream.stderr.write(`${read.mark}\n`);
    stream.write(`${read.mark}\n`);
    stop = reply.start(block => void stream.write(block));
  });
  stream.on('end', () => {
    if (isAnswered) return;
    stop?.();
    // The end of the input ends the command; without a whole command the shell complains.
    if (stop) {
      stream.exit(endedStatus);
      stream.end();
    } else finish('', failed(unreadableStatus, '/bin/sh: 1: Syntax error: end of file unexpected (expecting "}")\n'));
  });
}
