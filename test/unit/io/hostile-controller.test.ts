import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Command, CommandOutput } from '../../../core/cluster/command.ts';
import { failureText, isFailure } from '../../../core/cluster/failure.ts';
import { fileStatusCommand, folderCommand } from '../../../core/cluster/files.ts';
import { readLogFiles } from '../../../core/cluster/log-files.ts';
import { english } from '../../../core/text/l10n.ts';
import type { ClusterSession } from '../../../io/cluster/cluster-session.ts';
import { fetchLogs } from '../../../io/cluster/fetch-logs.ts';
import { readThinned } from '../../../io/files/read-thinned.ts';
import type { Channel, ChannelEnd } from '../../../io/ssh/channel.ts';
import { readRange } from '../../../io/ssh/read-range.ts';
import { runCommand } from '../../../io/ssh/run-command.ts';
import type { RunOptions } from '../../../io/ssh/transport.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const output = (standardOutput: string, isCut = false): CommandOutput => ({
  status: 0,
  standardOutput,
  standardError: '',
  isCut,
});

/** Whoever answers there prints the mark that is waited for, and then blocks for as long as somebody listens. */
function endlessChannel(block: Uint8Array) {
  let end: (value: ChannelEnd) => void = () => undefined;
  let take: Parameters<Channel['listen']>[0] = () => undefined;
  let isEnded = false;
  let bytes = 0;
  const channel: Channel = {
    write(text) {
      const mark = /nova-doctor-[0-9a-f]{24}/.exec(text)?.[0] ?? '';
      take(Buffer.from(`${mark}\n`), 'output');
      const send = () => {
        if (isEnded) return;
        bytes += block.length;
        take(block, 'output');
        setImmediate(send);
      };
      send();
    },
    end() {
      isEnded = true;
      end({ status: 0, signal: undefined, isLost: false });
    },
    destroy: () => undefined,
    listen: taker => {
      take = taker;
    },
    ended: new Promise(settle => {
      end = settle;
    }),
  };
  return { channel, bytes: () => bytes };
}

describe('a controller that a stranger has taken over', () => {
  describe('and that sends without an end', () => {
    it('gets no more memory than was asked for, where a part of a file is read', async () => {
      const { channel, bytes } = endlessChannel(Buffer.alloc(64 * 1024, 'x'));
      const range = { path: '/var/log/nova/nova-api.log', start: 0, length: 1_000_000 };
      const read = await readRange('ctl1', async () => channel, range);
      assert.ok(isFailure(read));
      assert.equal(read.failed, 'output-unreadable');
      assert.ok(bytes() < 2_000_000, `${bytes()} bytes were taken`);
    });

    it('gets no more memory than is kept, where a command runs', async () => {
      const { channel, bytes } = endlessChannel(Buffer.alloc(64 * 1024, 'x\n'));
      const cancelling = new AbortController();
      const command: Command<CommandOutput> = {
        name: 'probe',
        effect: 'read',
        run: { script: 'true' },
        timeoutSeconds: 10,
        read: result => result,
      };
      let kept = 0;
      const run = runCommand(
        'ctl1',
        async () => channel,
        {
          ...command,
          read: result => {
            kept = result.standardOutput.length;
            return result;
          },
        },
        {
          keptBytes: 100_000,
          onOutput: () => {
            if (bytes() > 20_000_000) channel.end();
          },
          signal: cancelling.signal,
        },
      );
      const result = await run;
      assert.ok(!isFailure(result));
      assert.ok(result.isCut);
      assert.equal(kept, 100_000);
    });
  });

  describe('whose logs are fetched', () => {
    let folder: TemporaryFolder;
    beforeEach(() => {
      folder = temporaryFolder();
    });
    afterEach(() => folder.remove());

    const listing = 'zone +0000 1770000000\nfile 100 1770000000 /var/log/nova/nova-api.log\n';

    /** A session in which one controller lists and prints what a test wants, as long as it is listened to. */
    function sessionOf(
      list: string,
      print: (signal: AbortSignal | undefined, give: (block: Uint8Array) => void) => Promise<void>,
    ) {
      return {
        cluster: { file: { logs: ['/var/log/nova'] }, hosts: [{ name: 'ctl1' }] },
        survey: async () => [],
        async run(_host: string, command: Command<unknown>, options: RunOptions = {}) {
          if (command.name === 'log-files') return command.read(output(list));
          await print(options.signal, block => options.onOutput?.(block, 'output'));
          if (options.signal?.aborted) return { failed: 'cancelled', host: 'ctl1' };
          return command.read(output(''));
        },
      } as unknown as ClusterSession;
    }
    const pathOf = (controller: string, path: string) => `nova-ssh://${controller}${path}`;

    it('fills no disk', async () => {
      let sent = 0;
      const session = sessionOf(listing, async (signal, give) => {
        for (; signal?.aborted !== true && sent < 200_000_000; sent += 100_000) {
          give(Buffer.alloc(100_000, 'x'));
          await new Promise(setImmediate);
        }
      });
      const { fetched } = await fetchLogs(session, {
        folder: folder.path,
        pathOf,
        l10n: english,
        mostBytes: 1_000_000,
      });
      assert.ok(sent < 5_000_000, `${sent} bytes were taken`);
      assert.deepEqual(
        fetched.flatMap(({ problems }) => problems.map(({ kind }) => kind)),
        ['controller'],
      );
      assert.equal(fetched[0]?.file, undefined);
    });

    it('writes to no other place, whatever its files are called', async () => {
      const names = [
        '/var/log/nova/../../../../etc/cron.d/x.log',
        '/var/log/nova/a b\u001b[2J.log',
        '/var/log/nova/...log',
      ];
      const list = `zone +0000 1770000000\n${names.map(name => `file 10 1770000000 ${name}\n`).join('')}`;
      const session = sessionOf(list, async (_signal, give) => give(gzipSync('>0\n.\n')));
      await fetchLogs(session, { folder: folder.path, pathOf, l10n: english });
      assert.deepEqual(readdirSync(folder.path), ['0.thinned']);
      assert.equal(relative(folder.path, resolve(folder.path, '0.thinned')), '0.thinned');
    });

    it('is heard out no further where what it packed expands without an end', async () => {
      const file = folder.write('0.thinned', gzipSync(Buffer.alloc(60_000_000, 'A line.\n')));
      const logs = [{ path: 'a.log', files: [{ path: 'a.log', modified: 0 }] }];
      let taken = 0;
      const problems = await readThinned(
        { controller: 'ctl1', logs, bytes: 1, file, problems: [] },
        () => ({
          startFile: () => {},
          push: block => {
            taken += block.length;
          },
          end: () => {},
        }),
        { mostBytes: 2_000_000 },
      );
      assert.ok(taken <= 2_000_000, `${taken} bytes were read`);
      assert.deepEqual(
        problems.map(({ kind }) => kind),
        ['expands-too-much'],
      );
    });
  });

  describe('that lists files', () => {
    it('names only what lies right in a folder', () => {
      const command = folderCommand('/var/log', false);
      const names = [
        'nova/',
        'a.log',
        '../etc/passwd',
        '..',
        '.',
        './',
        '/etc/shadow',
        'a/b/',
        'tab\there',
        'red\u001b[31m',
        '',
      ];
      assert.deepEqual(command.read(output(`${names.join('\n')}\n`)), [
        { name: 'nova', isFolder: true },
        { name: 'a.log', isFolder: false },
      ]);
    });

    it('names so many that an editor bears them, and none by half', () => {
      const command = folderCommand('/var/log', false);
      const many = Array.from({ length: 500_000 }, (_, index) => `file-${index}`).join('\n');
      const read = command.read(output(many, true));
      assert.ok(typeof read !== 'string' && read.length === 20_000);
      assert.deepEqual(command.read(output('a.log\nb.lo', true)), [{ name: 'a.log', isFolder: false }]);
    });

    it('lies about sizes and times: they are numbers, or nothing is known', () => {
      const command = fileStatusCommand('/x', false);
      assert.equal(command.read(output('-5 0 regular file')), 'no-such-file');
      assert.equal(command.read(output(`${'9'.repeat(400)} 0 regular file`)), 'no-such-file');
      assert.deepEqual(command.read(output('12 1770000000 regular file')), {
        kind: 'file',
        bytes: 12,
        lastWrite: 1770000000,
      });
    });

    it('ends a line in a name: no other file comes of it', () => {
      const read = readLogFiles(
        output('zone +0000 1\nfile 1 1 /var/log/nova/a.log\nfile 2 2 relative.log\nfile 3 3\n'),
      );
      assert.ok('files' in read);
      assert.deepEqual(
        read.files.map(({ path }) => path),
        ['/var/log/nova/a.log'],
      );
    });
  });

  it('has no say over the terminal: what it said is shown without control characters, in one short line', () => {
    const detail = `\u001b]0;title\u0007\u001b[2J\u009b31mroot\r\n\u202e${'x'.repeat(5000)}`;
    const text = failureText({ failed: 'command-failed', host: 'ctl1', program: 'true', detail }, english);
    assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u202e]/);
    assert.ok(text.length < 400);
  });
});
