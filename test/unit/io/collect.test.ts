import assert from 'node:assert/strict';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { collectLogFiles } from '../../../io/files/collect.ts';
import { formats, sampleLog } from './read-paths.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 22, 14);

describe('finding logs', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  /** The files of each log that is found, relative to the folder. */
  async function found(...paths: string[]): Promise<string[][]> {
    const { inputs } = await collectLogFiles(paths.length === 0 ? [folder.path] : paths, { formats });
    return inputs.map(input => input.files.map(file => relative(folder.path, file.path)));
  }

  it('takes from a folder what is a log by its name or its content, and nothing else', async () => {
    folder.write('ctl1/nova-api.log', sampleLog(3));
    folder.write('ctl1/empty.log', '');
    folder.write('ctl1/stderr.log', 'no dates here\n');
    folder.write('first', sampleLog(3));
    folder.write('second.txt', sampleLog(3));
    folder.write('notes.txt', 'The database was slow.\n2 of 3 nodes were up.\n');
    folder.write('etc/nova.conf', '[DEFAULT]\ndebug = true\n');
    folder.write('etc/README.md', sampleLog(3));
    folder.write('.git/logs/HEAD.log', sampleLog(3));
    folder.write('node_modules/x/y.log', sampleLog(3));
    folder.write('wtmp', Buffer.from([1, 2, 0, 4, 5, 6, 7, 8, 200, 1, 2, 3]));
    const { inputs, passed, problems } = await collectLogFiles([folder.path], { formats });
    assert.deepEqual(
      inputs.map(input => relative(folder.path, input.path)),
      ['first', 'second.txt', join('ctl1', 'empty.log'), join('ctl1', 'nova-api.log'), join('ctl1', 'stderr.log')],
    );
    assert.equal(passed, 4);
    assert.deepEqual(problems, []);
  });

  it('takes a file that is named whatever its name', async () => {
    const file = folder.write('nova.conf', sampleLog(3));
    assert.deepEqual(await found(file), [['nova.conf']]);
  });

  it('takes each file once, however it is named or linked', async () => {
    const file = folder.write('a/x.log', sampleLog(3));
    linkSync(file, join(folder.path, 'a', 'y.log'));
    symlinkSync('x.log', join(folder.path, 'a', 'z.log'));
    symlinkSync('..', join(folder.path, 'a', 'loop'));
    assert.deepEqual(await found(folder.path, file, join(folder.path, 'a')), [[join('a', 'x.log')]]);
  });

  it('follows links inside the folder and tells of those that leave it', async () => {
    const outside = temporaryFolder();
    try {
      outside.write('secret.log', sampleLog(3));
      folder.write('pods/nova-api/0.log', sampleLog(3));
      mkdirSync(join(folder.path, 'containers'));
      symlinkSync('../pods/nova-api/0.log', join(folder.path, 'containers', 'nova-api.log'));
      symlinkSync(join(outside.path, 'secret.log'), join(folder.path, 'other.log'));
      symlinkSync(outside.path, join(folder.path, 'others'));
      symlinkSync('nowhere.log', join(folder.path, 'dangling.log'));
      const { inputs, problems } = await collectLogFiles([folder.path], { formats });
      assert.deepEqual(
        inputs.map(input => relative(folder.path, input.path)),
        [join('containers', 'nova-api.log')],
      );
      assert.deepEqual(
        problems.map(problem => [problem.kind, relative(folder.path, problem.path)]),
        [
          ['link-dangling', 'dangling.log'],
          ['link-outside', 'other.log'],
          ['link-outside', 'others'],
        ],
      );
    } finally {
      outside.remove();
    }
  });

  it('follows a link that is named itself', async () => {
    folder.write('volume/x.log', sampleLog(3));
    symlinkSync('volume', join(folder.path, 'kolla'));
    assert.deepEqual(await found(join(folder.path, 'kolla')), [[join('kolla', 'x.log')]]);
  });

  it('makes one log of a rotated set, oldest first', async () => {
    folder.write('x.log', sampleLog(5, start));
    folder.write('x.log.1', sampleLog(5, start - hour));
    folder.write('x.log.2.gz', gzipSync(sampleLog(5, start - 2 * hour)));
    folder.write('y.log', sampleLog(5, start));
    assert.deepEqual(await found(), [['x.log.2.gz', 'x.log.1', 'x.log'], ['y.log']]);
    const named = ['x.log.1', 'x.log', 'y.log', 'x.log.2.gz'].map(name => join(folder.path, name));
    assert.deepEqual(await found(...named), [['x.log.2.gz', 'x.log.1', 'x.log'], ['y.log']]);
  });

  it('does not take files whose times overlap for a rotated set', async () => {
    folder.write('a.log.1', sampleLog(300, start));
    folder.write('a.log.2', sampleLog(300, start + 1000));
    folder.write('a.log.3', sampleLog(300, start + 2000));
    assert.deepEqual(await found(), [['a.log.1'], ['a.log.2'], ['a.log.3']]);
  });

  // Other systems refuse such names.
  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('takes names that are no UTF-8, that begin with a dash or hold a line end', async () => {
    const name = Buffer.concat([Buffer.from(`${folder.path}/nova-\xff`, 'latin1'), Buffer.from('.log')]);
    writeFileSync(name, sampleLog(3));
    folder.write('-rf.log', sampleLog(3));
    folder.write('two\nlines.log', sampleLog(3));
    assert.deepEqual(await found(), [['-rf.log'], ['nova-\ufffd.log'], ['two\nlines.log']]);
  });

  it('tells what is missing, and which folder holds no log', async () => {
    mkdirSync(join(folder.path, 'empty'));
    const { inputs, problems } = await collectLogFiles([join(folder.path, 'gone.log'), join(folder.path, 'empty')], {
      formats,
    });
    assert.deepEqual(inputs, []);
    assert.deepEqual(
      problems.map(problem => [problem.kind, relative(folder.path, problem.path)]),
      [
        ['missing', 'gone.log'],
        ['no-logs', 'empty'],
      ],
    );
  });

  it('stops when it is cancelled', async () => {
    folder.write('x.log', sampleLog(3));
    const reason = new Error('enough');
    await assert.rejects(
      collectLogFiles([folder.path], { formats, signal: AbortSignal.abort(reason) }),
      error => error === reason,
    );
  });
});
