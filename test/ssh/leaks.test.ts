import assert from 'node:assert/strict';
import type { Command, CommandOutput } from '../../core/cluster/command.ts';
import { isFailure } from '../../core/cluster/failure.ts';
import type { RunOptions } from '../../io/ssh/transport.ts';
import { held } from '../held.ts';
import { closedPort, type StrangePeer, startSilentPeer } from './strange-peers.ts';
import { createWorld, hostsOf, startServer, type TestServer, type World } from './world.ts';

function command(run: Command<unknown>['run'], timeoutSeconds: number | undefined = 30): Command<CommandOutput> {
  return { name: 'test', effect: 'read', run, timeoutSeconds, read: output => output };
}

for (const kind of ['in-process', 'OpenSSH'] as const) {
  for (const transport of ['ssh2', 'openssh'] as const) {
    describe(`nothing is left of what went well or badly, by ${transport} with a server that is ${kind}`, () => {
      let world: World;
      let server: TestServer;
      let silent: StrangePeer;

      before(async () => {
        world = createWorld();
        for (const name of ['host', 'user', 'stranger']) world.key(name);
        [server, silent] = await Promise.all([startServer(kind, world), startSilentPeer()]);
        world.writeKnownHosts(world.knownHost(server.port, 'host'));
        const peers = [
          `Host closed\n  Port ${await closedPort()}`,
          `Host silent\n  Port ${silent.port}\n  ConnectTimeout 1`,
          'Host refused\n  PubkeyAuthentication no',
          'Host unknown\n  HostKeyAlias nobody-knows',
        ];
        world.writeConfiguration([...peers, hostsOf(world, server.port)].join('\n'));
      });
      after(async () => {
        await Promise.all([server.close(), silent.close()]);
        world.remove();
      });

      /** Everything that can happen, once; gives the words of it. */
      async function round(): Promise<string[]> {
        const connections = world.connections({ transport });
        const run = async (host: string, what: Command<CommandOutput>, options: RunOptions = {}) => {
          const result = await connections.to({ host }).run(what, options);
          return isFailure(result) ? result.failed : result.standardOutput.slice(0, 20).trim();
        };
        const hello = command({ program: 'echo', args: ['hello'] });
        const kept = command({ script: 'echo kept' });
        const cancelling = new AbortController();
        const words = await Promise.all([
          ...['ctl1', 'closed', 'silent', 'refused', 'unknown'].map(host => run(host, hello)),
          run('ctl2', kept, { repeats: 'whole' }).then(() => run('ctl2', kept, { repeats: 'light' })),
          run('ctl3', command({ program: 'no-such-program', args: [] })),
          run('ctl4', command({ program: 'sleep', args: ['600.81'] }, 1)),
          run('ctl5', command({ script: 'yes' }), { signal: cancelling.signal, onOutput: () => cancelling.abort() }),
          run('ctl6', command({ script: 'yes spilled | head -c 200000' }), {
            keptBytes: 1000,
            onSpilled: async () => undefined,
          }),
        ]);
        let bytes = 0;
        const cut = await run('ctl7', command({ script: 'exec yes nova-doctor-cut' }), {
          onOutput: block => {
            bytes += block.length;
            if (bytes > 300_000 && bytes - block.length <= 300_000) server.cut();
          },
        });
        await connections.close();
        return [...words, cut];
      }

      it('neither files nor processes', async () => {
        const expected = [
          ...['hello', 'connection-refused', 'timed-out', 'authentication-refused', 'host-key-unknown', 'kept'],
          ...['command-missing', 'command-timed-out', 'cancelled', 'spilled\nspilled\nspil', 'connection-lost'],
        ];
        assert.deepEqual(await round(), expected);
        await server.settled();
        const before = held();
        for (let again = 0; again < 2; again++) assert.deepEqual(await round(), expected);
        await server.settled();
        assert.deepEqual(held(), before);
        // On the other side they may end a moment later, where it heard of it only by the end of the connection.
        const names = 'sleep 600.81|yes spilled|yes nova-doctor-cut';
        const connections = world.connections({ transport });
        const gone = command({ script: `while ps -eo args= | grep -Eqx '${names}'; do sleep 0.1; done; echo gone` });
        const result = await connections.to({ host: 'ctl1' }).run(gone);
        await connections.close();
        assert.equal(isFailure(result) ? result.failed : result.standardOutput, 'gone\n');
      });
    });
  }
}
