import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, CommandOutput } from '../../core/cluster/command.ts';
import { isFailure } from '../../core/cluster/failure.ts';
import type { Connections } from '../../io/ssh/connections.ts';
import { createWorldWithServer, hostsOf, type TestServer, type World } from './world.ts';

const servers: readonly TestServer['kind'][] = ['in-process', 'OpenSSH'];
const transports = ['ssh2', 'openssh'] as const;

/** A command that gives what it printed. */
function command(run: Command<unknown>['run'], timeoutSeconds: number | undefined = 30): Command<CommandOutput> {
  return { name: 'test', effect: 'read', run, timeoutSeconds, read: output => output };
}

function isRunning(argument: string): boolean {
  return execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' }).split('\n').includes(argument);
}

for (const kind of servers) {
  for (const transport of transports) {
    describe(`the ${transport} transport to a server that is ${kind}`, () => {
      let world: World;
      let server: TestServer;
      let connections: Connections;

      before(async () => {
        ({ world, server } = await createWorldWithServer(kind));
      });
      beforeEach(() => {
        connections = world.connections({ transport });
      });
      afterEach(() => connections.close());
      after(async () => {
        await server.close();
        world.remove();
      });

      it('runs a program with its arguments as they are', async () => {
        const args = ['%s|', "it's", '$HOME `id` $(id)', '*', 'a\nb', ' ', '-n', '\\', '"'];
        const output = await connections.to({ host: 'ctl1' }).run(command({ program: 'printf', args }));
        assert.deepEqual(output, {
          status: 0,
          standardOutput: `${args.slice(1).join('|')}|`,
          standardError: '',
          isCut: false,
        });
      });

      it('runs a script with parameters that are no part of it', async () => {
        const value = `'; touch ${join(world.home, 'harm')}; echo "$(id)" #`;
        const script = 'printf "%s" "$VALUE"; echo problem >&2; exit 3';
        const output = await connections.to({ host: 'ctl1' }).run(command({ script, parameters: { VALUE: value } }));
        assert.deepEqual(output, { status: 3, standardOutput: value, standardError: 'problem\n', isCut: false });
      });

      it('says that a program is missing', async () => {
        const output = await connections.to({ host: 'ctl1' }).run(command({ program: 'no-such-program', args: [] }));
        assert.deepEqual(output, { failed: 'command-missing', host: 'ctl1', program: 'no-such-program' });
      });

      it('lets the controller end what takes too long', async () => {
        const output = await connections.to({ host: 'ctl1' }).run(command({ program: 'sleep', args: ['600.1'] }, 1));
        assert.deepEqual(output, { failed: 'command-timed-out', host: 'ctl1', program: 'sleep 600.1' });
        assert.equal(isRunning('sleep 600.1'), false);
      });

      it('ends the whole process group when it is cancelled', async () => {
        const cancelling = new AbortController();
        const running = connections.to({ host: 'ctl1' }).run(command({ script: 'sleep 600.2 & echo up; wait' }), {
          signal: cancelling.signal,
          onOutput: () => cancelling.abort(),
        });
        assert.deepEqual(await running, { failed: 'cancelled', host: 'ctl1' });
        assert.equal(isRunning('sleep 600.2'), false);
      });

      it('ends a command without a limit when its connection vanishes', async () => {
        const script = 'trap "exit 0" TERM; echo $$; while :; do sleep 600.3 & wait; done';
        const output = await connections
          .to({ host: 'ctl1' })
          .run({ ...command({ script }), timeoutSeconds: undefined }, { onOutput: once(() => server.cut()) });
        assert.equal(isFailure(output) && output.failed, 'connection-lost');
        const again = await connections.to({ host: 'ctl2' }).run(command({ script: endedWithin('sleep 600.3') }));
        assert.equal(isFailure(again) ? again.failed : again.standardOutput, 'ended\n');
      });

      it('keeps a bounded part of 100 MB and hands on all of it', async () => {
        let bytes = 0;
        const output = await connections.to({ host: 'ctl1' }).run(command({ script: 'head -c 100000000 /dev/zero' }), {
          keptBytes: 1000,
          onOutput: block => {
            bytes += block.length;
          },
        });
        assert.equal(bytes, 100_000_000);
        assert.deepEqual(
          [!isFailure(output) && output.isCut, !isFailure(output) && output.standardOutput.length],
          [true, 1000],
        );
      });

      it('says that the connection was cut in the middle of output, and ends what printed it', async () => {
        let bytes = 0;
        const output = await connections.to({ host: 'ctl1' }).run(command({ script: 'exec yes nova-doctor-600.6' }), {
          onOutput: block => {
            const before = bytes;
            bytes += block.length;
            if (before < 500_000 && bytes >= 500_000) server.cut();
          },
        });
        assert.deepEqual([isFailure(output) && output.failed, bytes >= 500_000], ['connection-lost', true]);
        const gone = await connections
          .to({ host: 'ctl2' })
          .run(command({ script: endedWithin('yes nova-doctor-600.6') }));
        assert.equal(isFailure(gone) ? gone.failed : gone.standardOutput, 'ended\n');
      });

      it('reads bytes that are no text as such', async () => {
        const path = join(world.home, 'bytes');
        const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
        writeFileSync(path, bytes);
        const range = await connections.to({ host: 'ctl1' }).readRange(path, 100, 1000);
        assert.deepEqual(isFailure(range) ? range : Buffer.from(range), bytes.subarray(100));
        assert.deepEqual(await connections.to({ host: 'ctl1' }).readRange(`${path}-not`, 0, 1), {
          failed: 'no-such-file',
          host: 'ctl1',
          program: `${path}-not`,
        });
      });

      it('runs fifty commands at once over one connection', async () => {
        const to = connections.to({ host: 'ctl1' });
        const outputs = await Promise.all(
          Array.from({ length: 50 }, (_, index) => to.run(command({ program: 'echo', args: [String(index)] }))),
        );
        assert.deepEqual(
          outputs.map(output => (isFailure(output) ? output.failed : output.standardOutput.trim())),
          Array.from({ length: 50 }, (_, index) => String(index)),
        );
      });

      it('connects anew for the next command after a connection was cut', async () => {
        const to = connections.to({ host: 'ctl1' });
        const first = await to.run(command({ script: 'echo up; sleep 600.4' }), { onOutput: once(() => server.cut()) });
        assert.equal(isFailure(first) && first.failed, 'connection-lost');
        const second = await to.run(command({ program: 'echo', args: ['again'] }));
        assert.equal(isFailure(second) ? second.failed : second.standardOutput, 'again\n');
      });

      it('refuses a host whose key is not known, was revoked, or has changed', async () => {
        world.key('other');
        const known = world.knownHost(server.port, 'host');
        const refusal = async (knownHosts: string) => {
          world.writeKnownHosts(knownHosts);
          const own = world.connections({ transport });
          const output = await own.to({ host: 'ctl1' }).run(command({ program: 'true', args: [] }));
          await own.close();
          return isFailure(output) ? [output.failed, output.place] : output;
        };
        try {
          const here = world.knownHostsFile;
          assert.deepEqual(await refusal(''), ['host-key-unknown', undefined]);
          assert.deepEqual(await refusal(world.knownHost(server.port, 'other')), ['host-key-changed', `${here}:1`]);
          // The ssh program does not say which line revokes a key.
          const place = transport === 'ssh2' ? `${here}:2` : undefined;
          assert.deepEqual(await refusal(`${known}@revoked ${known}`), ['host-key-revoked', place]);
        } finally {
          world.writeKnownHosts(known);
        }
      });

      it('says that a key was refused', async () => {
        world.key('stranger');
        world.writeConfiguration(hostsOf(world, server.port).replace(world.key('user'), world.key('stranger')));
        try {
          const output = await connections.to({ host: 'ctl1' }).run(command({ program: 'true', args: [] }));
          assert.equal(isFailure(output) && output.failed, 'authentication-refused');
        } finally {
          world.writeConfiguration(hostsOf(world, server.port));
        }
      });

      it('leaves no process and no file behind', async () => {
        await connections.to({ host: 'ctl1' }).run(command({ program: 'true', args: [] }));
        await connections.close();
        const running = execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' }).split('\n');
        assert.deepEqual(
          running.filter(args => args.startsWith('ssh ') && args.includes(world.configurationFile)),
          [],
        );
      });
    });
  }
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

/** A script that says when no process has these arguments any more; the controller's own limit ends the waiting. */
function endedWithin(args: string): string {
  return `while ps -eo args= | grep -qx '${args}'; do sleep 0.1; done; echo ended`;
}
