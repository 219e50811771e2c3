import assert from 'node:assert/strict';
import type { Command, CommandOutput } from '../../core/cluster/command.ts';
import { isFailure } from '../../core/cluster/failure.ts';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';
import { createWorld, hostsOf, startOpenSshServer, type TestServer, type World } from './world.ts';

const hello: Command<CommandOutput> = {
  name: 'hello',
  effect: 'read',
  run: { program: 'echo', args: ['hello'] },
  timeoutSeconds: 30,
  read: output => output,
};

describe('jump hosts', () => {
  let world: World;
  let first: InProcessServer;
  let second: InProcessServer;
  let last: TestServer;

  before(async () => {
    world = createWorld();
    for (const name of ['host', 'user']) world.key(name);
    const options = { hostKeys: [world.privateKey('host')], authorizedKeys: [world.publicKey('user')] };
    [first, second, last] = await Promise.all([
      startInProcessServer(options),
      startInProcessServer(options),
      startOpenSshServer(world),
    ]);
    world.writeKnownHosts([first, second, last].map(({ port }) => world.knownHost(port, 'host')).join(''));
    const jump = (name: string, port: number) => [`Host ${name}`, `  Port ${port}`].join('\n');
    world.writeConfiguration(
      [
        jump('first', first.port),
        jump('second', second.port),
        'Host one*\n  ProxyJump first',
        'Host two*\n  ProxyJump first,second',
        'Host nested*\n  ProxyJump hop',
        `Host hop\n  Port ${second.port}\n  ProxyJump first`,
        'Host lost*\n  ProxyJump nowhere',
        'Host nowhere\n  Port 1',
        hostsOf(world, last.port),
      ].join('\n'),
    );
  });
  after(async () => {
    await Promise.all([first.close(), second.close(), last.close()]);
    world.remove();
  });

  for (const transport of ['ssh2', 'openssh'] as const) {
    for (const host of ['one1', 'two1', 'nested1']) {
      it(`lead to ${host} by ${transport}`, async () => {
        const connections = world.connections({ transport });
        const output = await connections.to({ host }).run(hello);
        await connections.close();
        assert.equal(isFailure(output) ? `${output.failed} ${output.detail}` : output.standardOutput, 'hello\n');
      });
    }
  }

  it('are shared by all controllers behind them', async () => {
    const before = first.allConnections();
    const connections = world.connections();
    const hosts = Array.from({ length: 12 }, (_, index) => `one${index}`);
    const outputs = await Promise.all(hosts.map(host => connections.to({ host }).run(hello)));
    await connections.close();
    assert.deepEqual(new Set(outputs.map(output => (isFailure(output) ? output.failed : 'hello'))), new Set(['hello']));
    assert.equal(first.allConnections() - before, 1);
  });

  it('that are down are named', async () => {
    const connections = world.connections();
    const output = await connections.to({ host: 'lost1' }).run(hello);
    await connections.close();
    assert.deepEqual(isFailure(output) && [output.failed, output.host], ['connection-refused', 'nowhere']);
  });
});
