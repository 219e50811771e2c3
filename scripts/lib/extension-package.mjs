import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserFailure } from './failure.mjs';
import { hashOfFiles } from './file-hash.mjs';
import { newerNode } from './newer-node.mjs';
import { cacheFolder, inProject, projectFolder } from './paths.mjs';
import { runQuietly } from './processes.mjs';

/** Everything that .vscodeignore may admit, and .vscodeignore itself. */
const packedPaths = [
  '.vscodeignore',
  'package.json',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'dist',
  'knowledge',
  'syntaxes',
  'l10n',
  'media',
];

/**
 * Builds dist/. The dependencies must be installed.
 */
export async function buildBundles() {
  const { buildAll } = await import('../../esbuild.mjs');
  await buildAll();
  chmodSync(inProject('dist/cli.js'), 0o755);
}

/**
 * Packs the extension from what is in dist/, unless nothing has changed since the last time.
 *
 * @returns {Promise<{path: string, hash: string}>} the .vsix, and a hash of what is in it
 */
export async function packExtension() {
  const { name, version, repository } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
  const path = join(projectFolder, `${name}-${version}.vsix`);
  const stamp = join(cacheFolder, 'packed');
  const hash = hashOfFiles(projectFolder, packedPaths);
  if (existsSync(path) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return { path, hash };

  rmSync(stamp, { force: true });
  rmSync(path, { force: true });
  // Documents and pictures that are not packed are shown from the repository.
  const repositoryPage = repository.url.replace(/\.git$/, '');
  const args = [
    inProject('node_modules/@vscode/vsce/vsce'),
    'package',
    '--no-dependencies',
    `--baseContentUrl=${repositoryPage}/blob/HEAD`,
    `--baseImagesUrl=${repositoryPage}/raw/HEAD`,
    `--out=${path}`,
  ];
  const { status, output } = await runQuietly(newerNode(), args, { cwd: projectFolder });
  if (status !== 0 || !existsSync(path))
    throw new UserFailure(`${output}\nThe extension could not be packed: see above.`);
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(stamp, hash);
  return { path, hash };
}
