import assert from 'node:assert/strict';
import { readProjectJson } from './manifest.ts';

interface DependencyLists {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const lock = readProjectJson<{ packages: Record<string, DependencyLists> }>('package-lock.json');
const manifest = readProjectJson<DependencyLists>('package.json');

// "npm ci" refuses a lock file that breaks one of these, and then nobody can start.
describe('package-lock.json', () => {
  it('locks what package.json asks for', () => {
    for (const list of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
      assert.deepEqual(lock.packages['']?.[list], manifest[list], list);
    }
  });

  it('has the packages of every platform', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        name => !(`node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages),
      ),
    );
    assert.deepEqual(missing, []);
  });

  it('names no registry', () => {
    assert.doesNotMatch(JSON.stringify(lock), /"resolved":/);
  });
});

describe('package.json', () => {
  it('asks for exact versions', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    assert.ok(versions.length > 10);
    assert.deepEqual(
      versions.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)),
      [],
    );
  });
});
