import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { Command, CommandOutput } from '../../core/cluster/command.ts';
import { type ControllerFailure, isFailure } from '../../core/cluster/failure.ts';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';
import { closedPort, type StrangePeer, startSilentPeer } from './strange-peers.ts';
import { createWorld, hostsOf, type World } from './world.ts';

const hello: Command<CommandOutput> = {
  name: 'hello',
  effect: 'read',
  run: { program: 'echo', args: ['hello'] },
  timeoutSeconds: 60,
  read: output => output,
};

function word(output: CommandOutput | ControllerFailure): string {
  return isFailure(output) ? output.failed : output.standardOutput.trim();
}

describe('many controllers at once', () => {
  let world: World;
  let server: InProcessServer;
  let silent: StrangePeer;

  before(async () => {
    world = createWorld();
    for (const name of ['host', 'user']) world.key(name);
    const keys = { hostKeys: [world.privateKey('host')], authorizedKeys: [world.publicKey('user')] };
    server = await startInProcessServer(keys);
    silent = await startSilentPeer();
    world.writeKnownHosts(world.knownHost(server.port, 'host'));
    world.writeConfiguration(
      [
        `Host slow\n  Port ${silent.port}\n  ConnectTimeout 110`,
        `Host dead\n  Port ${await closedPort()}`,
        'Host refused\n  PubkeyAuthentication no',
        hostsOf(world, server.port),
      ].join('\n'),
    );
  });
  after(async () => {
    await Promise.all([server.close(), silent.close()]);
    world.remove();
  });

  for (const transport of ['ssh2', 'openssh'] as const) {
    it(`a dead and a silent one of fifty delay no other, by ${transport}`, async () => {
      const connections = world.connections({ transport });
      const cancelling = new AbortController();
      let isSlowDone = false;
      const slow = connections.to({ host: 'slow' }).run(hello, { signal: cancelling.signal });
      slow.then(() => {
        isSlowDone = true;
      });
      const dead = connections.to({ host: 'dead' }).run(hello);
      const good = Array.from({ length: 48 }, (_, index) => connections.to({ host: `ctl${index}` }).run(hello));
      const words = (await Promise.all(good)).map(word);
      assert.deepEqual(
        words,
        Array.from({ length: 48 }, () => 'hello'),
      );
      assert.equal(word(await dead), 'connection-refused');
      assert.equal(isSlowDone, false);
      cancelling.abort();
      assert.equal(word(await slow), 'cancelled');
      await connections.close();
    });

    it(`nothing is left of them, by ${transport}`, async () => {
      const open = () => {
        const kinds = process.getActiveResourcesInfo();
        return {
          held: kinds.filter(kind => /^(?:TCP|Pipe|Process)/.test(kind) && kind !== 'TCPServerWrap').sort(),
          clients: server.openConnections(),
        };
      };
      const temporary = process.env.TMPDIR;
      process.env.TMPDIR = world.home;
      const before = open();
      const files = readdirSync(world.home);
      try {
        const connections = world.connections({ transport });
        const hosts = ['ctl1', 'ctl2', 'dead', 'refused', 'ctl3'];
        const words = (await Promise.all(hosts.map(host => connections.to({ host }).run(hello)))).map(word);
        assert.deepEqual(words, ['hello', 'hello', 'connection-refused', 'authentication-refused', 'hello']);
        await connections.close();
        await server.allClosed();
      } finally {
        if (temporary === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = temporary;
      }
      assert.deepEqual([open(), readdirSync(world.home)], [before, files]);
    });
  }
});
