import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { readLinesAround } from '../../../io/files/read-lines.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const lines = Array.from({ length: 300_000 }, (_, index) => `line ${index + 1}`);
const text = `${lines.join('\n')}\n`;
const options = { formats: [], wholeBytes: 100_000, linesAround: 3 };

describe('the lines around a place of a log', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('are the whole log where that is small', async () => {
    const small = 'one\ntwo\nthree\n';
    const path = folder.write('nova-api.log.1.gz', gzipSync(small));
    assert.deepEqual(await readLinesAround(path, 2, options), { text: small, firstLine: 1, isWhole: true });
  });

  for (const [what, bytes] of [
    ['a plain log', Buffer.from(text)],
    ['a packed log', gzipSync(text)],
  ] as const) {
    it(`are a part of a large one: ${what}`, async () => {
      const path = folder.write('nova-api.log', bytes);
      for (const line of [1, 2, 5, 77_777, 150_000, 299_999, 300_000]) {
        const read = await readLinesAround(path, line, options);
        assert.ok('text' in read);
        assert.equal(read.isWhole, false);
        assert.equal(read.firstLine, Math.max(1, line - 3));
        const shown = read.text.trimEnd().split('\n');
        assert.deepEqual(shown, lines.slice(Math.max(0, line - 4), line + 3), `around ${line}`);
      }
    });
  }

  it('are found in an archive, in a log of any name that was named', async () => {
    const archive = pack();
    archive.entry({ name: 'var/log/other.log' }, 'other\n');
    archive.entry({ name: './var/log/nova/nova-api.log' }, 'one\ntwo\n');
    archive.finalize();
    const blocks: Uint8Array[] = [];
    for await (const block of archive) blocks.push(block as Uint8Array);
    const path = folder.write('sosreport.tar', Buffer.concat(blocks));
    const read = await readLinesAround(`${path}/var/log/nova/nova-api.log`, 2, options);
    assert.deepEqual(read, { text: 'one\ntwo\n', firstLine: 1, isWhole: true });
    const missing = `${path}/var/log/gone.log`;
    assert.deepEqual(await readLinesAround(missing, 1, options), { kind: 'missing', path: missing, detail: '' });
  });

  it('of what is not there are a problem', async () => {
    const path = `${folder.path}/gone.log`;
    assert.deepEqual(await readLinesAround(path, 1, options), { kind: 'missing', path, detail: '' });
  });

  it('are not read any more once nobody wants them', async () => {
    const path = folder.write('nova-api.log', text);
    const signal = AbortSignal.abort(new Error('not wanted'));
    await assert.rejects(readLinesAround(path, 5, { ...options, signal }), /not wanted/);
  });
});
