import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';
import type { Command, CommandOutput } from '../../core/cluster/command.ts';
import { type ControllerFailure, isFailure } from '../../core/cluster/failure.ts';
import type { Connections } from '../../io/ssh/connections.ts';
import { createWorldWithServer, type TestServer, type World } from './world.ts';

function script(text: string, parameters: Record<string, string> = {}, timeoutSeconds = 30): Command<CommandOutput> {
  return { name: 'test', effect: 'read', run: { script: text, parameters }, timeoutSeconds, read: output => output };
}

const output = (status: number, standardOutput: string, standardError = '', isCut = false) => ({
  status,
  standardOutput,
  standardError,
  isCut,
});

const printed = (result: CommandOutput | ControllerFailure) =>
  isFailure(result) ? result.failed : result.standardOutput;

function running(argument: string): string[] {
  return execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter(args => args === argument);
}

const again = { repeats: 'whole' } as const;

for (const kind of ['in-process', 'OpenSSH'] as const) {
  for (const transport of ['ssh2', 'openssh'] as const) {
    describe(`a script that is kept ready, by ${transport} on a server that is ${kind}`, () => {
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

      /** A folder that a running script makes, so that a test knows that it runs. */
      function sign(name: string) {
        const path = join(world.home, `${name}-${transport}`);
        const watcher = watch(world.home);
        const seen = (async () => {
          for (;;) {
            const [, file] = await once(watcher, 'change');
            if (file === `${name}-${transport}`) return watcher.close();
          }
        })();
        return { path, seen };
      }

      it('runs again in the same shell, each time with its own output and status', async () => {
        const to = connections.to({ host: 'ctl1' });
        const count = script('echo "$NAME"; echo problem >&2; echo "$PPID"; COUNT=x$COUNT; printf "$COUNT"; exit 3', {
          NAME: "it's\n$(id)",
        });
        const first = await to.run(count, again);
        const pid = isFailure(first) ? first.failed : (first.standardOutput.split('\n')[2] ?? '');
        assert.match(pid, /^\d+$/);
        const expected = output(3, `it's\n$(id)\n${pid}\nx`, 'problem\n');
        assert.deepEqual(first, expected);
        assert.deepEqual(await to.run(count, again), expected);
        assert.deepEqual(await to.run(count, again), expected);
      });

      it('starts a shell of its own for other parameters, and one for a run beside the first', async () => {
        const to = connections.to({ host: 'ctl1' });
        const name = (value: string) => script('printf "$NAME"', { NAME: value });
        const outputs = await Promise.all(['a', 'a', 'b', 'a'].map(value => to.run(name(value), again)));
        assert.deepEqual(outputs.map(printed), ['a', 'a', 'b', 'a']);
      });

      it('tells later runs that they may be light, never the first', async () => {
        const to = connections.to({ host: 'ctl1' });
        const light = script('printf "<$NOVA_DOCTOR_LIGHT>"');
        const words: string[] = [];
        for (const repeats of ['light', 'light', 'whole'] as const)
          words.push(printed(await to.run(light, { repeats })));
        assert.deepEqual(words, ['<>', '<light>', '<>']);
      });

      it('keeps a bounded part of much output, and none of it for the next run', async () => {
        const to = connections.to({ host: 'ctl1' });
        const much = script('head -c 3000000 /dev/zero | tr "\\0" x');
        const cut = { ...again, keptBytes: 1000 };
        for (let run = 0; run < 2; run++) {
          assert.deepEqual(await to.run(much, cut), output(0, 'x'.repeat(1000), '', true));
        }
        assert.deepEqual(await to.run(much, again), output(0, 'x'.repeat(3_000_000)));
      });

      it('ends with its process group when a run is cancelled, and starts anew', async () => {
        const to = connections.to({ host: 'ctl1' });
        const { path, seen } = sign('cancel');
        const slow = script('[ "$NOVA_DOCTOR_LIGHT" ] || exit 0; sleep 600.61 & mkdir "$SIGN"; wait', { SIGN: path });
        assert.equal(printed(await to.run(slow, again)), '');
        const cancelling = new AbortController();
        const cancelled = to.run(slow, { repeats: 'light', signal: cancelling.signal });
        await seen;
        cancelling.abort();
        assert.deepEqual(await cancelled, { failed: 'cancelled', host: 'ctl1' });
        assert.deepEqual(running('sleep 600.61'), []);
        assert.equal(printed(await to.run(slow, again)), '');
      });

      it('ends with its process group when the connection vanishes', async () => {
        const { path, seen } = sign('vanish');
        const slow = script('sleep 600.62 & mkdir "$SIGN"; wait', { SIGN: path });
        const lost = connections.to({ host: 'ctl1' }).run(slow, again);
        await seen;
        server.cut();
        assert.equal(printed(await lost), 'connection-lost');
        const ended = script('while ps -eo args= | grep -qx "sleep 600.62"; do sleep 0.1; done; echo ended');
        assert.equal(printed(await connections.to({ host: 'ctl2' }).run(ended)), 'ended\n');
      });

      it('is gone when the connections are closed', async () => {
        // The parent of the kept shell is `timeout`, the leader of its process group.
        const group = printed(await connections.to({ host: 'ctl1' }).run(script('printf "$PPID"'), again));
        assert.equal(
          printed(await connections.to({ host: 'ctl2' }).run(script(`kill -0 -${group} && echo up`))),
          'up\n',
        );
        await connections.close();
        connections = world.connections({ transport });
        const ended = script(`while kill -0 -${group} 2>/dev/null; do sleep 0.1; done; echo ended`);
        assert.equal(printed(await connections.to({ host: 'ctl2' }).run(ended)), 'ended\n');
      });
    });
  }
}
