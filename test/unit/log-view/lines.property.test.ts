import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createLineIndex } from '../../../core/log/view/line-index.ts';
import { extendIndex } from '../../../io/log-view/build-index.ts';
import { createLines } from '../../../io/log-view/lines.ts';
import { openLogFile } from '../../../io/log-view/log-file.ts';
import { type TemporaryFolder, temporaryFolder } from '../io/temporary-folder.ts';

/** Lines as they occur and as they do not: empty, of all lengths, with bytes that are no text. */
const anyLine = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 80 }).map(text => Buffer.from(text.replaceAll('\n', ' '))) },
  { weight: 2, arbitrary: fc.constant(Buffer.from('中文 ✓ 😀 ö\r')) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 200_000 }).map(length => Buffer.alloc(length, 'long ü')) },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes.filter(byte => byte !== 10))),
  },
);
const newline = Buffer.from('\n');

describe('lines of a file by number and by offset', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('are those that splitting the whole file gives, while the index grows and when it is complete', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 60 }), fc.boolean(), async (written, isEnded) => {
        const bytes = Buffer.concat(
          written.flatMap((line, at) => (at === written.length - 1 && !isEnded ? [line] : [line, newline])),
        );
        const file = openLogFile(folder.write('any.log', bytes));
        const index = createLineIndex();
        const lines = createLines(file, index);
        const expected = starts(bytes);
        const last = lines.startOfLast(3);
        assert.equal(last, expected.at(-3) ?? 0, 'the last screen needs no index');
        await extendIndex(file, index, new AbortController().signal, () => {});
        assert.equal(lines.count(), expected.length);
        expected.forEach((offset, at) => {
          const end = (expected[at + 1] ?? bytes.length + (bytes.at(-1) === 10 ? 0 : 1)) - 1;
          assert.equal(lines.offsetOfLine(at + 1), offset);
          assert.equal(lines.lineAt(offset), at + 1);
          assert.equal(lines.startOf(Math.floor((offset + end) / 2)), offset);
          assert.equal(lines.endOf(offset), end);
        });
        const read = lines.readFrom(0, expected.length + 1, 1);
        assert.deepEqual(
          read.map(({ offset, line }) => [line, offset]),
          expected.map((offset, at) => [at + 1, offset]),
        );
        for (const { offset, end, text, isCut } of read) {
          const whole = bytes.toString('utf8', offset, end).replace(/\r$/, '');
          assert.ok(isCut ? whole.startsWith(text.slice(0, -3)) && whole.length > text.length : whole === text);
        }
        file.close();
      }),
      { numRuns: 60 },
    );
  });

  it('are found in a file of one line of many megabytes, and none of it is read as a text of its own', async () => {
    const bytes = Buffer.concat([Buffer.alloc(20 << 20, 'x'), Buffer.from('\nlast\n')]);
    const file = openLogFile(folder.write('one-line.log', bytes));
    const index = createLineIndex();
    const lines = createLines(file, index);
    assert.equal(lines.readFrom(0, 2, 1)[0]?.end, undefined, 'its end is too far away to be looked for');
    await extendIndex(file, index, new AbortController().signal, () => {});
    const [first, second] = lines.readFrom(0, 2, 1);
    assert.deepEqual([first?.isCut, first?.end, second?.text, second?.line], [true, 20 << 20, 'last', 2]);
    assert.equal(lines.startOf((20 << 20) - 5), 0);
    file.close();
  });

  it('are indexed on when the file grows', async () => {
    const path = folder.write('growing.log', 'one\ntwo\nthr');
    const file = openLogFile(path);
    const index = createLineIndex();
    const lines = createLines(file, index);
    const { signal } = new AbortController();
    await extendIndex(file, index, signal, () => {});
    assert.equal(lines.count(), 3);
    folder.write('growing.log', `one\ntwo\nthree\n${'more\n'.repeat(50_000)}`);
    await extendIndex(file, index, signal, () => {});
    assert.equal(lines.count(), 50_003);
    assert.equal(lines.readFrom(lines.offsetOfLine(50_003)!, 1, undefined)[0]?.text, 'more');
    file.close();
  });
});

/** The offsets at which lines begin. */
function starts(bytes: Buffer): number[] {
  const result = bytes.length === 0 ? [] : [0];
  for (let at = bytes.indexOf(10); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(10, at + 1))
    result.push(at + 1);
  return result;
}
