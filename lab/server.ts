import { once } from 'node:events';
import ssh2, { type AuthContext, type Connection, type PublicKeyAuthContext } from 'ssh2';
import { interpret } from './interpret.ts';
import { serveCommand } from './session.ts';
import type { World } from './world.ts';

/** The account that the key of a lab opens. */
export const labUser = 'operator';

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
        serveCommand(acceptExec(), command, (request, isLight) => {
          beforeEach();
          return interpret(world, controller, request, isLight);
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
