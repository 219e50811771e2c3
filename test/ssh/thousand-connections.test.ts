import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { Command, CommandOutput } from '../../core/cluster/command.ts';
import { isFailure } from '../../core/cluster/failure.ts';
import type { Connections } from '../../io/ssh/connections.ts';
import { awaited, type Held, held, processListeners, usedAtRest } from '../held.ts';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';
import { createManualClock } from './manual-clock.ts';
import { createWorld, hostsOf, type World } from './world.ts';

const hello: Command<CommandOutput> = {
  ...{ name: 'test', effect: 'read', timeoutSeconds: 30 },
  run: { script: 'echo hello' },
  read: output => output,
};
/** Connections that are made at the same time. */
const atOnce = 10;
/** What is kept of one connection alone (its cipher, its key exchange) is more than this. */
const mostBytesEach = 3000;
const idleMilliseconds = 300_000;

/** Everything that may grow with connections and has an end. */
function measure(signal: AbortSignal): Held & { readonly rest: object } {
  const rest = { awaited: awaited(), process: processListeners(), abort: getEventListeners(signal, 'abort').length };
  return { ...held(), rest };
}

describe('of 1,000 connections that were made and closed nothing is left', () => {
  let world: World;
  let server: InProcessServer;
  let bastion: InProcessServer;

  before(async () => {
    world = createWorld();
    for (const name of ['host', 'user']) world.key(name);
    const options = {
      hostKeys: [world.privateKey('host')],
      authorizedKeys: [world.publicKey('user')],
      answer: 'hello\n',
    };
    [server, bastion] = await Promise.all([startInProcessServer(options), startInProcessServer(options)]);
    world.writeKnownHosts([server, bastion].map(({ port }) => world.knownHost(port, 'host')).join(''));
    const jump = `Host behind*\n  ProxyJump bastion\nHost bastion\n  Port ${bastion.port}\n`;
    world.writeConfiguration(jump + hostsOf(world, server.port));
  });
  after(async () => {
    await Promise.all([server.close(), bastion.close()]);
    world.remove();
  });

  const allSettled = () => Promise.all([server.settled(), bastion.settled()]);

  /**
   * Connects so often, and compares what is held afterwards with what was held after the first ones.
   * @param round makes and closes `atOnce` connections.
   */
  async function holdsNoMore(times: number, first: number, round: (signal: AbortSignal) => Promise<void>) {
    // One that lives as long as a view does, over all connections.
    const { signal } = new AbortController();
    for (let index = 0; index < first; index += atOnce) await round(signal);
    await allSettled();
    const before = measure(signal);
    const bytes = await usedAtRest();
    const connections = server.allConnections();
    for (let index = 0; index < times; index += atOnce) await round(signal);
    await allSettled();
    const kept = (await usedAtRest()) - bytes;
    assert.equal(server.allConnections() - connections, times);
    assert.deepEqual(measure(signal), before);
    assert.ok(kept < times * mostBytesEach, `${Math.round(kept / times)} bytes are kept of each connection`);
  }

  const runAll = (connections: Connections, name: string, signal: AbortSignal) =>
    Promise.all(
      Array.from({ length: atOnce }, async (_, index) => {
        const result = await connections.to({ host: `${name}${index}` }).run(hello, { signal });
        assert.equal(isFailure(result) ? result.failed : result.standardOutput, 'hello\n');
      }),
    );

  it('in one session whose connections are closed when nobody used them for a while', async () => {
    const clock = createManualClock();
    const connections = world.connections({ clock });
    await holdsNoMore(600, 100, async signal => {
      await runAll(connections, 'ctl', signal);
      clock.advance(idleMilliseconds);
      await server.allClosed();
    });
    await connections.close();
  });

  it('in a session of its own for each few', () =>
    holdsNoMore(300, 100, async signal => {
      const connections = world.connections();
      await runAll(connections, 'ctl', signal);
      await connections.close();
    }));

  it('through a jump host that is closed when nothing is behind it any more', async () => {
    const clock = createManualClock();
    const connections = world.connections({ clock });
    await holdsNoMore(100, 50, async signal => {
      await runAll(connections, 'behind', signal);
      // The jump host begins to wait when the last of them is closed on this side.
      const isLeft = clock.nextWait();
      clock.advance(idleMilliseconds);
      await isLeft;
      clock.advance(idleMilliseconds);
      await bastion.allClosed();
    });
    await connections.close();
  });
});
