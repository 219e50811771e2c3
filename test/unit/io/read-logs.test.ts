import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { decompressZstdSlowly } from '../../../io/files/decompress.ts';
import { InputFailure } from '../../../io/files/problem.ts';
import { type ReadPaths, readPaths, sampleLog } from './read-paths.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const packed = join(import.meta.dirname, '../../fixtures/packed');

/** The blocks of a stream, of any size. */
function inBlocks(bytes: Buffer, size: number): Readable {
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) blocks.push(bytes.subarray(at, at + size));
  return Readable.from(blocks);
}

/** A tar archive of files, as `tar` writes it. */
async function tarOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  const blocks: Uint8Array[] = [];
  for await (const block of archive) blocks.push(block as Uint8Array);
  return Buffer.concat(blocks);
}

function messagesOf(log: ReadPaths['logs'][number] | undefined): string[] {
  return (log?.entries ?? []).map(entry => `${entry.path}:${entry.line} ${entry.offset} ${entry.message}`);
}

describe('reading logs', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  /** The messages of the entries of one file's only log, and the kinds of what went wrong. */
  async function read(content: string | Buffer, name = 'x.log'): Promise<{ messages: string[]; problems: string[] }> {
    const { logs, problems } = await readPaths([folder.write(name, content)]);
    assert.ok(logs.length <= 1);
    return {
      messages: (logs[0]?.entries ?? []).map(entry => entry.message),
      problems: problems.map(problem => problem.kind),
    };
  }

  const log = sampleLog(2000);
  const messages = Array.from({ length: 2000 }, (_, index) => `Entry number ${index}`);

  it('reads plain files', async () => {
    assert.deepEqual(await read(log), { messages, problems: [] });
  });

  it('reads gzip, also of several members, whatever the name', async () => {
    assert.deepEqual(await read(gzipSync(log)), { messages, problems: [] });
    const middle = log.indexOf('\n', log.length / 2) + 1;
    const members = Buffer.concat([gzipSync(log.slice(0, middle)), gzipSync(log.slice(middle))]);
    assert.deepEqual(await read(members, 'x.log.1'), { messages, problems: [] });
  });

  it('takes a plain file for what it is when its name says gzip', async () => {
    assert.deepEqual(await read(log, 'x.log.gz'), { messages, problems: [] });
  });

  it('reads zstd, also of several frames', async () => {
    const middle = log.indexOf('\n', log.length / 2) + 1;
    const frames = Buffer.concat([zstdCompressSync(log.slice(0, middle)), zstdCompressSync(log.slice(middle))]);
    assert.deepEqual(await read(zstdCompressSync(log), 'x.log.zst'), { messages, problems: [] });
    assert.deepEqual(await read(frames, 'y.log.zst'), { messages, problems: [] });
  });

  it('reads xz, also of several streams with padding between them', async () => {
    const { logs, problems } = await readPaths([join(packed, 'two-streams.log.xz')]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      logs[0]?.entries.map(entry => entry.message),
      messages.slice(0, 40),
    );
  });

  it('reads UTF-16 as PowerShell writes it', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(log, 'utf16le')]);
    assert.deepEqual(await read(utf16), { messages, problems: [] });
  });

  it('reads a log that begins with NUL bytes, as truncation under a writer leaves it', async () => {
    const { messages: read2, problems } = await read(Buffer.concat([Buffer.alloc(200_000), Buffer.from(log)]));
    assert.deepEqual(read2.slice(-1999), messages.slice(1));
    assert.deepEqual(problems, []);
  });

  it('gives what comes before the cut of a packed file', async () => {
    const whole = gzipSync(log);
    const { messages: some, problems } = await read(whole.subarray(0, whole.length >> 1));
    assert.ok(some.length > 200 && some.length < 2000, `${some.length} entries`);
    assert.deepEqual(some.slice(0, -1), messages.slice(0, some.length - 1));
    assert.deepEqual(problems, ['truncated']);
    const zstd = zstdCompressSync(sampleLog(40_000));
    const cut = await read(zstd.subarray(0, zstd.length >> 1), 'y.log');
    assert.ok(cut.messages.length > 5000, `${cut.messages.length} entries`);
    assert.deepEqual(cut.problems, ['truncated']);
    const xz = readFileSync(join(packed, 'two-streams.log.xz'));
    assert.deepEqual((await read(xz.subarray(0, xz.length - 60), 'z.log')).problems, ['truncated']);
  });

  it('tells of damage in a packed file', async () => {
    const damaged = Buffer.from(gzipSync(sampleLog(40_000)));
    damaged.fill(0xff, damaged.length >> 1, (damaged.length >> 1) + 64);
    const { messages: some, problems } = await read(damaged);
    assert.ok(some.length > 5000, `${some.length} entries`);
    assert.deepEqual(problems, ['corrupt']);
    assert.deepEqual(await read(Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]), 'y.log'), {
      messages: [],
      problems: ['truncated'],
    });
  });

  it('reads zstd without the help of Node', async () => {
    async function slowly(bytes: Buffer): Promise<string> {
      const blocks: Uint8Array[] = [];
      for await (const block of decompressZstdSlowly(inBlocks(bytes, 1000))) blocks.push(block);
      return Buffer.concat(blocks).toString();
    }
    assert.equal(await slowly(zstdCompressSync(log)), log);
    assert.equal(await slowly(Buffer.concat([zstdCompressSync(log), zstdCompressSync('end\n')])), `${log}end\n`);
    await assert.rejects(
      slowly(zstdCompressSync(log).subarray(0, 3000)),
      error => error instanceof InputFailure && error.kind === 'truncated',
    );
  });

  it('tells what it cannot read, and reads the rest', async () => {
    folder.write('a.log', 'BZh91AY&SY');
    folder.write('b.log', Buffer.from('504b0304', 'hex'));
    folder.write('c.log', Buffer.from('LPKSHHRH'));
    folder.write('d.log', sampleLog(1));
    folder.write('e.log', Buffer.from(Array.from({ length: 256 }, (_, index) => index)));
    const { logs, problems } = await readPaths([folder.path]);
    assert.deepEqual(
      logs.map(({ path }) => path),
      [join(folder.path, 'd.log')],
    );
    assert.deepEqual(
      problems.map(problem => [problem.kind, problem.detail]),
      [
        ['unsupported', 'bzip2'],
        ['unsupported', 'zip'],
        ['unsupported', 'systemd journal'],
        ['binary-passed', ''],
      ],
    );
  });

  it('stops at a file that expands without end', async () => {
    const file = folder.write('bomb.log', gzipSync(Buffer.alloc(5_000_000, sampleLog(1))));
    const limits = { ratio: 20, freeBytes: 1_000_000, bytes: 64_000_000 };
    const { logs, problems } = await readPaths([file], { limits });
    assert.deepEqual(
      problems.map(problem => problem.kind),
      ['expands-too-much'],
    );
    assert.ok(logs[0]!.bytes > 500_000 && logs[0]!.bytes <= 1_000_000, `${logs[0]?.bytes} bytes`);
    const small = await readPaths([file], { limits: { ...limits, ratio: 1e9, bytes: 2_000_000 } });
    assert.equal(small.problems[0]?.kind, 'expands-too-much');
    assert.deepEqual((await readPaths([file], { limits: { ...limits, ratio: 1e9 } })).problems, []);
  });

  describe('of a rotated set', () => {
    const start = Date.UTC(2026, 10, 22, 14);

    it('gives one log in the order of time, and places in the files', async () => {
      const parts = [0, 1, 2].map(part => sampleLog(5, start + part * 3_600_000));
      folder.write('x.log.2.gz', gzipSync(parts[0]!));
      folder.write('x.log.1', parts[1]!);
      folder.write('x.log', parts[2]!);
      const { logs } = await readPaths([folder.path]);
      assert.equal(logs.length, 1);
      assert.equal(logs[0]!.path, join(folder.path, 'x.log'));
      assert.deepEqual(
        logs[0]!.entries.map(entry => [entry.path.slice(folder.path.length + 1), entry.line, entry.offset]),
        ['x.log.2.gz', 'x.log.1', 'x.log'].flatMap(name =>
          [0, 1, 2, 3, 4].map(index => [name, index + 1, index * (parts[0]!.length / 5)]),
        ),
      );
    });

    it('lets an entry go on behind the rotation', async () => {
      const cut = log.indexOf('ValueError: 9\n') - '2026-11-22 14:00:09.000 7 ERROR nova.compute.manager '.length;
      folder.write('x.log.1', log.slice(0, cut));
      folder.write('x.log', log.slice(cut));
      const { logs } = await readPaths([folder.path]);
      assert.equal(logs[0]?.entries.length, 2000);
      assert.equal(logs[0]?.entries[9]?.traceback, 'Traceback (most recent call last):\nValueError: 9');
      assert.equal(logs[0]?.entries[10]?.line, 2);
    });

    it('does not glue the last line of a cut file to the next file', async () => {
      folder.write('x.log.1', sampleLog(3, start).trimEnd());
      folder.write('x.log', sampleLog(3, start + 3_600_000));
      const { logs } = await readPaths([folder.path]);
      assert.deepEqual(
        logs[0]?.entries.map(entry => [entry.message, entry.line]),
        [1, 2].flatMap(() => [0, 1, 2].map(index => [`Entry number ${index}`, index + 1])),
      );
    });
  });

  describe('in archives', () => {
    it('reads the logs of a sosreport, also those packed once more', async () => {
      const { logs, problems } = await readPaths([join(packed, 'sosreport-ctl1.tar.xz')]);
      assert.deepEqual(problems, []);
      assert.deepEqual(logs.map(({ path, entries }) => [path.slice(packed.length + 1), entries.length]).sort(), [
        ['sosreport-ctl1.tar.xz/sosreport-ctl1/var/log/nova/nova-api.log', 40],
        ['sosreport-ctl1.tar.xz/sosreport-ctl1/var/log/nova/nova-conductor.log.1.xz', 40],
      ]);
    });

    it('takes logs by name or content and passes over everything else', async () => {
      const members = {
        './kolla/nova/nova-api.log': sampleLog(2),
        'kolla/nova/nova-api.log.1.gz': gzipSync(sampleLog(2)),
        'unknown-name': sampleLog(2),
        'etc/nova.conf': '[DEFAULT]\n',
        'sos_commands/uptime': ' 14:00:00 up 3 days\n',
        'inner.tar.gz': gzipSync(await tarOf({ 'ctl2/nova-api.log': sampleLog(2) })),
        'empty.log': '',
      };
      const archive = await tarOf(members);
      for (const [name, bytes] of [
        ['a.tar', archive],
        ['a.tar.gz', gzipSync(archive)],
        ['a.tar.zst', zstdCompressSync(archive)],
      ] as const) {
        const path = folder.write(name, bytes);
        const { logs, problems } = await readPaths([path]);
        assert.deepEqual(problems, []);
        assert.deepEqual(
          logs.map(log => [log.path.slice(path.length + 1), log.entries.length]),
          [
            ['kolla/nova/nova-api.log', 2],
            ['kolla/nova/nova-api.log.1.gz', 2],
            ['unknown-name', 2],
            ['inner.tar.gz/ctl2/nova-api.log', 2],
            ['empty.log', 0],
          ],
        );
      }
    });

    it('goes on behind a damaged member, and reads what comes before a cut', async () => {
      const damaged = Buffer.from(gzipSync(log));
      damaged.fill(0xff, 3000, 3100);
      const archive = await tarOf({ 'a.log.gz': damaged, 'b.log': sampleLog(5), 'c.log': log });
      const whole = await readPaths([folder.write('whole.tar', archive)]);
      assert.deepEqual(
        whole.problems.map(problem => [problem.kind, problem.path.slice(-8)]),
        [['corrupt', 'a.log.gz']],
      );
      assert.deepEqual(whole.logs.map(({ entries }) => entries.length).slice(1), [5, 2000]);
      const cut = await readPaths([folder.write('cut.tar', archive.subarray(0, archive.length - 60_000))]);
      assert.deepEqual(
        cut.problems.map(problem => [problem.kind, problem.path.slice(cut.collected.inputs[0]!.path.length)]),
        [
          ['corrupt', '/a.log.gz'],
          ['truncated', '/c.log'],
          ['truncated', ''],
        ],
      );
      assert.equal(cut.logs[1]?.entries.length, 5);
      assert.ok(cut.logs[2]!.entries.length > 500, `${cut.logs[2]?.entries.length} entries`);
    });

    it('tells when there is no log in one, and when it is packed too deep', async () => {
      const none = await readPaths([folder.write('none.tar', await tarOf({ 'nova.conf': 'x' }))]);
      assert.deepEqual(
        none.problems.map(problem => problem.kind),
        ['no-logs'],
      );
      let nested: Buffer = Buffer.from(log);
      for (let depth = 0; depth < 8; depth++) nested = gzipSync(nested);
      const deep = await readPaths([folder.write('deep.log.gz', nested)]);
      assert.deepEqual(
        deep.problems.map(problem => problem.kind),
        ['nested-too-deep'],
      );
    });
  });

  it('reads standard input: plain, packed, an archive', async () => {
    const archive = gzipSync(await tarOf({ 'nova-api.log': log }));
    for (const bytes of [Buffer.from(log), gzipSync(log), zstdCompressSync(log), archive]) {
      const { logs, problems } = await readPaths(['-'], { standardInput: inBlocks(bytes, 4096) });
      assert.deepEqual(problems, []);
      assert.equal(logs[0]?.entries.length, 2000);
    }
  });

  it('reads a file as long as it was when it began, and tells when it shrinks', async () => {
    const path = folder.write('x.log', sampleLog(20_000));
    const { length } = readFileSync(path);
    let progress = 0;
    const grown = await readPaths([path], {
      onProgress: bytes => {
        progress += bytes;
        appendFileSync(path, sampleLog(10));
      },
    });
    assert.equal(grown.logs[0]?.bytes, length);
    assert.equal(progress, length);
    assert.deepEqual(grown.problems, []);
    const shrunk = await readPaths([path], { onProgress: () => truncateSync(path, 1000) });
    assert.deepEqual(
      shrunk.problems.map(problem => problem.kind),
      ['shrank'],
    );
  });

  it('can be cancelled in the middle, plain and packed', async () => {
    const text = sampleLog(150_000);
    for (const content of [text, gzipSync(text)]) {
      const controller = new AbortController();
      const reason = new Error('enough');
      const path = folder.write('x.log', content);
      await assert.rejects(
        readPaths([path], { signal: controller.signal, onProgress: () => controller.abort(reason) }),
        error => error === reason,
      );
    }
  });

  it('property: packed in any way, the entries are those of the plain text', async () => {
    const line = fc.oneof(
      fc.string(),
      fc.integer({ min: 0, max: 500 }).map(index => sampleLog(index % 7, Date.UTC(2026, 10, 22) + index * 60_000)),
      fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes).toString('latin1')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), fc.integer({ min: 1, max: 700 }), async (lines, size) => {
        const bytes = Buffer.from(`2026-11-22 14:00:00.000 7 INFO nova.api [-] start\n${lines.join('\n')}`);
        const plain = await readPaths(['-'], { standardInput: inBlocks(bytes, bytes.length) });
        const expected = messagesOf(plain.logs[0]);
        const half = bytes.length >> 1;
        const ways = [
          gzipSync(bytes),
          Buffer.concat([gzipSync(bytes.subarray(0, half)), gzipSync(bytes.subarray(half))]),
          zstdCompressSync(bytes),
        ];
        for (const way of ways) {
          const { logs, problems } = await readPaths(['-'], { standardInput: inBlocks(way, size) });
          assert.deepEqual(problems, plain.problems);
          assert.deepEqual(messagesOf(logs[0]), expected);
        }
        const archive = await readPaths(['-'], { standardInput: inBlocks(await tarOf({ 'x.log': bytes }), size) });
        const inArchive = messagesOf(archive.logs[0]).map(message => message.replace('-/x.log:', '-:'));
        assert.deepEqual(inArchive, expected);
      }),
      { numRuns: 60 },
    );
  });
});
