import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { packExtension } from '../../scripts/lib/extension-package.mjs';
import { readZip } from './zip.ts';

const project = join(import.meta.dirname, '../..');

/** Folders that a build makes or that its sources do not need. */
const left = new Set(['.git', 'node_modules', 'dist', 'test', 'test-results', 'examples', 'docs']);

/** The SHA-256 of each file in a package, by its name: the archive itself also holds the time of packing. */
function hashesOf(path: string): Record<string, string> {
  const files = readZip(readFileSync(path));
  return Object.fromEntries(
    files.map(({ name, content }) => [name, createHash('sha256').update(content).digest('hex')]),
  );
}

describe('the package, built a second time', () => {
  let copy = '';

  before(() => {
    copy = mkdtempSync(join(tmpdir(), 'nova doctor copy-'));
    cpSync(project, copy, { recursive: true, filter: path => !isLeftOut(relative(project, path)) });
    symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
  });

  after(() => rmSync(copy, { recursive: true, force: true }));

  it('in another folder, at another time, in another language and time zone, has the same files', async () => {
    const first = (await packExtension()).path;
    const program = [
      "import { buildBundles, packExtension } from './scripts/lib/extension-package.mjs';",
      'await buildBundles();',
      'console.log((await packExtension()).path);',
    ].join('\n');
    const environment = { ...process.env, LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8', TZ: 'Asia/Shanghai' };
    const args = ['--input-type=module', '-e', program];
    const second = execFileSync(process.execPath, args, { cwd: copy, env: environment, encoding: 'utf8' });
    assert.deepEqual(hashesOf(second.trim().split('\n').at(-1) ?? ''), hashesOf(first));
  });
});

function isLeftOut(path: string): boolean {
  const [top = ''] = path.split(/[\\/]/);
  return left.has(top) || (top.startsWith('.') && top !== '.vscodeignore') || top.endsWith('.vsix');
}
