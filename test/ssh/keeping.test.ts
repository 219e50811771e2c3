import assert from 'node:assert/strict';
import type { Command, CommandOutput } from '../../core/cluster/command.ts';
import { type ControllerFailure, isFailure } from '../../core/cluster/failure.ts';
import type { Connections } from '../../io/ssh/connections.ts';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { startMutePeer } from './strange-peers.ts';
import { createWorld, hostsOf, type World } from './world.ts';

function command(run: Command<unknown>['run'], timeoutSeconds: number | undefined = 30): Command<CommandOutput> {
  return { name: 'test', effect: 'read', run, timeoutSeconds, read: output => output };
}

const hello = command({ program: 'echo', args: ['hello'] });

function word(result: CommandOutput | ControllerFailure): string {
  return isFailure(result) ? result.failed : result.standardOutput.trim();
}

const idleMilliseconds = 300_000;

for (const transport of ['ssh2', 'openssh'] as const) {
  describe(`connections are kept and made again, by ${transport}`, () => {
    let world: World;
    let server: InProcessServer;
    let bastion: InProcessServer;
    let clock: ManualClock;
    let connections: Connections;
    const silentPort = 1;

    before(async () => {
      world = createWorld();
      for (const name of ['host', 'user']) world.key(name);
      const options = { hostKeys: [world.privateKey('host')], authorizedKeys: [world.publicKey('user')] };
      [server, bastion] = await Promise.all([
        startInProcessServer(options),
        startInProcessServer({ ...options, silentPorts: [silentPort] }),
      ]);
      world.writeKnownHosts([server, bastion].map(({ port }) => world.knownHost(port, 'host')).join(''));
    });
    beforeEach(() => {
      configure('');
      clock = createManualClock();
      connections = world.connections({ transport, clock });
    });
    afterEach(async () => {
      await connections.close();
      await Promise.all([server.allClosed(), bastion.allClosed()]);
    });
    after(async () => {
      await Promise.all([server.close(), bastion.close()]);
      world.remove();
    });

    function configure(lines: string): void {
      world.writeConfiguration(`${lines}\nHost bastion\n  Port ${bastion.port}\n${hostsOf(world, server.port)}`);
    }

    const run = async (host: string) => word(await connections.to({ host }).run(hello));

    it('each attempt after a failure waits twice as long as the one before, up to half a minute', async () => {
      const peer = await startMutePeer('');
      configure(`Host closing\n  Port ${peer.port}`);
      try {
        for (const seconds of [0, 1, 2, 4, 8, 16, 30, 30]) {
          const before = peer.all();
          clock.advance(Math.max(0, seconds * 1000 - 1));
          if (seconds > 0) assert.equal(await run('closing'), 'turned-away');
          assert.equal(peer.all(), before, `an attempt before ${seconds} s`);
          clock.advance(1);
          const attempt = run('closing');
          await peer.reach(before + 1);
          peer.hangUp();
          assert.equal(await attempt, 'turned-away');
        }
      } finally {
        await peer.close();
      }
    });

    it('what only a person can mend is tried again at once', async () => {
      configure('Host refused\n  PubkeyAuthentication no');
      const before = server.allConnections();
      for (let attempt = 0; attempt < 3; attempt++) assert.equal(await run('refused'), 'authentication-refused');
      assert.equal(server.allConnections() - before, 3);
    });

    it('a connection that nobody uses is closed after a while, and made again', async () => {
      const before = server.allConnections();
      assert.equal(await run('ctl1'), 'hello');
      clock.advance(idleMilliseconds - 1);
      assert.equal(await run('ctl1'), 'hello');
      assert.equal(server.allConnections() - before, 1);
      clock.advance(idleMilliseconds);
      await server.allClosed();
      assert.equal(await run('ctl1'), 'hello');
      assert.equal(server.allConnections() - before, 2);
    });

    it('a connection on which something runs is not idle', async () => {
      const cancelling = new AbortController();
      let tellUp: () => void = () => undefined;
      const up = new Promise<void>(resolve => {
        tellUp = resolve;
      });
      const follower = connections
        .to({ host: 'ctl1' })
        .run(command({ script: 'echo up; exec sleep 600.71' }, undefined), {
          signal: cancelling.signal,
          onOutput: () => tellUp(),
        });
      await up;
      clock.advance(100 * idleMilliseconds);
      assert.equal(await run('ctl1'), 'hello');
      clock.advance(100 * idleMilliseconds);
      cancelling.abort();
      assert.equal(word(await follower), 'cancelled');
    });

    it('a jump host lets eight shake hands through it at a time', async () => {
      // The ssh program shakes hands with the jump host each time; ssh2 only with the hosts behind it.
      const peer = await startMutePeer(transport === 'ssh2' ? 'SSH-2.0-mute\r\n' : '');
      const ports = transport === 'ssh2' ? { jump: bastion.port, host: peer.port } : { jump: peer.port, host: 1 };
      configure(
        `Host jump\n  Port ${ports.jump}\nHost behind*\n  ProxyJump jump\n  Port ${ports.host}\n  ConnectTimeout 100`,
      );
      const hosts = Array.from({ length: 12 }, (_, index) => `behind${index}`);
      const attempts = hosts.map(run);
      try {
        for (let hungUp = 0; hungUp < hosts.length; hungUp++) {
          await peer.reach(Math.min(8 + hungUp, hosts.length));
          // Whoever could come by itself would have come before a whole command has run.
          if (hungUp === 0) assert.equal(await run('bastion'), 'hello');
          assert.ok(peer.spoken() <= 8, `${peer.spoken()} at a time`);
          peer.hangUp();
        }
        const words = await Promise.all(attempts);
        assert.deepEqual([words.length, words.includes('hello')], [12, false]);
      } finally {
        await peer.close();
      }
    });

    if (transport === 'ssh2') {
      it('a jump host is closed some time after the last controller behind it', async () => {
        configure('Host behind\n  ProxyJump bastion');
        assert.equal(await run('behind'), 'hello');
        assert.equal(bastion.openConnections(), 1);
        const isLeft = clock.nextWait();
        clock.advance(idleMilliseconds);
        await Promise.all([server.allClosed(), isLeft]);
        assert.equal(bastion.openConnections(), 1);
        clock.advance(idleMilliseconds);
        await bastion.allClosed();
        assert.equal(await run('behind'), 'hello');
      });

      it('hosts behind a jump host that do not answer delay no other, and time out', async () => {
        configure(`Host dead*\n  ProxyJump bastion\n  Port ${silentPort}\nHost behind\n  ProxyJump bastion`);
        const dead = Array.from({ length: 20 }, (_, index) => run(`dead${index}`));
        assert.equal(await run('behind'), 'hello');
        clock.advance(15_000);
        assert.deepEqual(new Set(await Promise.all(dead)), new Set(['timed-out']));
      });
    }
  });
}
