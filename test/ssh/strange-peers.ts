import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Something on loopback that is not an SSH server, or stands before one. */
export interface StrangePeer {
  readonly port: number;
  close(): Promise<void>;
}

export interface Proxy extends StrangePeer {
  /** From now on nothing passes, and nothing is closed: as when a machine loses its power. */
  freeze(): void;
}

async function listen(take: (socket: Socket) => void): Promise<StrangePeer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    take(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** Takes connections and never says anything. */
export const startSilentPeer = () => listen(socket => socket.resume());

/** Greets as sshd does, and says nothing more; `spoken` are those that have greeted it, until it hangs up on them. */
export async function startMutePeer(greeting: string): Promise<StrangePeer & MutePeer> {
  const spoken: Socket[] = [];
  const watchers: (() => void)[] = [];
  let all = 0;
  const peer = await listen(socket => {
    if (greeting) socket.write(greeting);
    const come = () => {
      spoken.push(socket);
      all++;
      for (const tell of watchers.splice(0)) tell();
    };
    if (greeting) socket.once('data', come);
    else come();
    socket.resume();
  });
  return {
    ...peer,
    spoken: () => spoken.length,
    all: () => all,
    hangUp: () => spoken.shift()?.destroy(),
    async reach(count) {
      while (all < count) await new Promise<void>(resolve => watchers.push(resolve));
    },
  };
}

export interface MutePeer {
  readonly spoken: () => number;
  readonly all: () => number;
  /** Hangs up on the first of them. */
  hangUp(): void;
  /** Settles when so many have ever spoken. */
  reach(count: number): Promise<void>;
}

/** Speaks something else. */
export const startHttpPeer = () =>
  listen(socket => {
    socket.resume();
    socket.end(`HTTP/1.1 400 Bad Request\r\nServer: web\r\n\r\n${'<p>no</p>'.repeat(3000)}`);
  });

/** A port on which nothing listens any more. */
export async function closedPort(): Promise<number> {
  const peer = await listen(() => undefined);
  await peer.close();
  return peer.port;
}

/**
 * Hands on what comes to a server and back.
 * @param before is sent to the client first. @param isSlow hands on few bytes at a time.
 */
export async function startProxy(port: number, { before = '', isSlow = false } = {}): Promise<Proxy> {
  let isFrozen = false;
  const pass = (from: Socket, to: Socket) => {
    from.on('error', () => undefined);
    from.on('close', () => {
      if (!isFrozen) to.destroy();
    });
    from.on('data', (block: Buffer) => {
      if (isFrozen) return;
      if (isSlow) trickle(block, from, to);
      else to.write(block);
    });
  };
  const outer: Socket[] = [];
  const peer = await listen(socket => {
    const server = connect(port, '127.0.0.1');
    outer.push(server);
    if (before) socket.write(before);
    pass(socket, server);
    pass(server, socket);
  });
  return {
    port: peer.port,
    freeze: () => {
      isFrozen = true;
    },
    close: async () => {
      for (const socket of outer) socket.destroy();
      await peer.close();
    },
  };
}

/** A few bytes in each turn of the event loop; the next block waits until they have gone. */
function trickle(block: Buffer, from: Socket, to: Socket): void {
  from.pause();
  let sent = 0;
  const next = () => {
    if (to.destroyed) return;
    to.write(block.subarray(sent, sent + 11));
    sent += 11;
    if (sent < block.length) setImmediate(next);
    else from.resume();
  };
  next();
}
