import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProjectJson } from './manifest.ts';
import { projectFolder } from './sources.ts';

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly hasInstallScript?: boolean;
}

interface Installed {
  readonly version: string;
  readonly license?: string;
  readonly licenses?: readonly { readonly type: string }[];
}

/** Licences that ask for nothing but to be named. */
const admitted = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  '0BSD',
]);

/** It offers to build a faster cipher at its installation; scripts are not run, and the package has no native module. */
const offersToBuild = new Set(['node_modules/ssh2']);

const { packages } = readProjectJson<{ packages: Record<string, Locked> }>('package-lock.json');
const shipped = Object.entries(packages).filter(([path, { dev, optional }]) => path !== '' && !dev && !optional);
const installedAt = (path: string) =>
  JSON.parse(readFileSync(join(projectFolder, path, 'package.json'), 'utf8')) as Installed;
const licenceOf = ({ license, licenses }: Installed) => license ?? licenses?.[0]?.type ?? '';

// `npm audit --omit=dev` asks a registry, which not every one answers; what can be known without one is held here.
describe('libraries that are shipped', () => {
  it('are few', () => {
    assert.ok(shipped.length > 10 && shipped.length < 60, `${shipped.length}`);
  });

  it('are locked by their content, and are what is installed', () => {
    for (const [path, { version, integrity }] of shipped) {
      assert.match(integrity ?? '', /^sha512-/, path);
      assert.equal(installedAt(path).version, version, path);
    }
  });

  it('have licences under which they may be passed on, and say so', () => {
    for (const [path] of shipped) assert.ok(admitted.has(licenceOf(installedAt(path))), path);
  });

  it('run nothing when they are installed, and bring no native module', () => {
    const scripts = shipped.filter(([path, { hasInstallScript }]) => hasInstallScript && !offersToBuild.has(path));
    assert.deepEqual(
      scripts.map(([path]) => path),
      [],
    );
  });

  it('are named with the package, each with the version that is locked', () => {
    const path = join(projectFolder, 'dist/third-party-licences.txt');
    assert.ok(existsSync(path), 'npm run build first');
    const named = [
      ...readFileSync(path, 'utf8').matchAll(/(?:^|-{80}\n\n)((?:@[\w.-]+\/)?[\w.-]+) (\d+\.\d+\.\d+\S*)\n/g),
    ];
    assert.ok(named.length > 10);
    for (const [, name, version] of named) {
      const locked = shipped.filter(([at]) => at.endsWith(`node_modules/${name}`)).map(([, entry]) => entry.version);
      assert.ok(locked.includes(version ?? ''), `${name} ${version}`);
    }
  });
});
