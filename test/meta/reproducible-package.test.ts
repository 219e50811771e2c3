import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readZip } from './zip.ts';

const project = join(import.meta.dirname, '../..');

/** Folders that a build makes or does not need. */
const leftOut = new Set(['.git', 'node_modules', 'dist', 'test', 'test-results', 'examples', 'docs']);

const program = [
  "import { buildBundles, packExtension } from './scripts/lib/extension-package.mjs';",
  'await buildBundles();',
  'console.log((await packExtension()).path);',
].join('\n');

describe('the package', () => {
  const copies: string[] = [];

  after(() => {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true });
  });

  /** Builds and packs a copy of the sources; gives the SHA-256 of each packed file: the archive also holds the time of packing. */
  function build(folder: string, environment: NodeJS.ProcessEnv): Record<string, string> {
    const copy = mkdtempSync(join(tmpdir(), folder));
    copies.push(copy);
    cpSync(project, copy, { recursive: true, filter: path => !isLeftOut(relative(project, path)) });
    symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: copy,
      env: { ...process.env, ...environment },
      encoding: 'utf8',
    });
    const files = readZip(readFileSync(printed.trim().split('\n').at(-1) ?? ''));
    return Object.fromEntries(
      files.map(({ name, content }) => [name, createHash('sha256').update(content).digest('hex')]),
    );
  }

  it('has the same files when it is built elsewhere, at another time, in another language and time zone', () => {
    const first = build('nova-doctor-', { LC_ALL: 'C', TZ: 'UTC' });
    const second = build('nova doctor copy-', { LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8', TZ: 'Asia/Shanghai' });
    assert.deepEqual(second, first);
  });
});

function isLeftOut(path: string): boolean {
  const [top = ''] = path.split(/[\\/]/);
  return leftOut.has(top) || (top.startsWith('.') && top !== '.vscodeignore') || top.endsWith('.vsix');
}
