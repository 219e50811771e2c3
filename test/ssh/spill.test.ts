import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, openSync, readdirSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Command, CommandOutput } from '../../core/cluster/command.ts';
import { failureText, isFailure } from '../../core/cluster/failure.ts';
import { english } from '../../core/text/l10n.ts';
import type { Connections } from '../../io/ssh/connections.ts';
import type { RunOptions } from '../../io/ssh/transport.ts';
import { createWorldWithServer, type TestServer, type World } from './world.ts';

function script(text: string): Command<CommandOutput> {
  return { name: 'test', effect: 'read', run: { script: text }, timeoutSeconds: 100, read: output => output };
}

const megabytes = 100;
const lines = `yes 0123456789abcde | head -c ${megabytes}000000`;

function hashOfLines(): string {
  const hash = createHash('sha256');
  const block = '0123456789abcde\n'.repeat(62_500);
  for (let at = 0; at < megabytes; at++) hash.update(block);
  return hash.digest('hex');
}

for (const kind of ['in-process', 'OpenSSH'] as const) {
  for (const transport of ['ssh2', 'openssh'] as const) {
    describe(`output that goes to a file, by ${transport} from a server that is ${kind}`, () => {
      let world: World;
      let server: TestServer;
      let connections: Connections;
      let temporary: string | undefined;

      before(async () => {
        ({ world, server } = await createWorldWithServer(kind));
        temporary = process.env.TMPDIR;
        process.env.TMPDIR = world.home;
      });
      beforeEach(() => {
        connections = world.connections({ transport });
      });
      afterEach(() => connections.close());
      after(async () => {
        if (temporary === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = temporary;
        await server.close();
        world.remove();
      });

      const left = () => readdirSync(world.home).filter(name => name.startsWith('nova-doctor-output'));

      const run = (text: string, options: RunOptions) => connections.to({ host: 'ctl1' }).run(script(text), options);

      it('holds all of 100 MB while it is read, for this account only, and is gone afterwards', async () => {
        const hash = createHash('sha256');
        const seen: unknown[] = [];
        const result = await run(`echo first >&2; ${lines}`, {
          keptBytes: 1000,
          onSpilled: async ({ path, bytes }) => {
            seen.push(bytes, statSync(path).size, (statSync(path).mode & 0o777).toString(8), left().length);
            await pipeline(createReadStream(path), hash);
          },
        });
        assert.deepEqual(seen, [100_000_000, 100_000_000, '600', 1]);
        assert.equal(hash.digest('hex'), hashOfLines());
        assert.ok(!isFailure(result));
        assert.deepEqual([result.status, result.isCut, result.standardOutput.length], [0, true, 1000]);
        assert.equal(result.standardError, 'first\n');
        assert.deepEqual(left(), []);
      });

      it('is not made where all of it is kept', async () => {
        let isSpilled = false;
        const result = await run('printf 0123456789', {
          keptBytes: 10,
          onSpilled: async () => {
            isSpilled = true;
          },
        });
        assert.deepEqual([isSpilled, !isFailure(result) && result.standardOutput], [false, '0123456789']);
      });

      it('ends the command and says so where the disk is full', async () => {
        const result = await run('yes nova-doctor-full', {
          keptBytes: 1000,
          onSpilled: async () => assert.fail('it is not whole'),
          openSpill: () => openSync('/dev/full', 'w'),
        });
        const text = isFailure(result) ? failureText(result, english) : 'no failure';
        assert.match(
          text,
          /^ctl1: what test printed does not fit into .* Free some space here.*\(ENOSPC: no space left/,
        );
        assert.deepEqual(left(), []);
        const running = execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' }).split('\n');
        assert.equal(running.includes('yes nova-doctor-full'), false);
      });

      it('is gone where its reader fails, and where it is cancelled', async () => {
        const failing = run(lines, { keptBytes: 1000, onSpilled: () => Promise.reject(new Error('unreadable')) });
        await assert.rejects(failing, /unreadable/);
        const cancelling = new AbortController();
        let bytes = 0;
        const cancelled = await run('yes', {
          keptBytes: 1000,
          signal: cancelling.signal,
          onSpilled: async () => assert.fail('it is not whole'),
          onOutput: block => {
            bytes += block.length;
            if (bytes > 1_000_000) cancelling.abort();
          },
        });
        assert.equal(isFailure(cancelled) && cancelled.failed, 'cancelled');
        assert.deepEqual(left(), []);
      });
    });
  }
}
