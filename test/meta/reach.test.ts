import assert from 'node:assert/strict';
import { manifest, settings } from './manifest.ts';
import { productSources } from './sources.ts';

/** Modules of Node that open connections, listen, or start programs. */
const reaching = new Set(
  [
    'net',
    'http',
    'https',
    'http2',
    'tls',
    'dgram',
    'dns',
    'dns/promises',
    'child_process',
    'cluster',
    'inspector',
  ].flatMap(name => [name, `node:${name}`]),
);

/** Packages that do. */
const reachingPackages = new Set(['ssh2']);

/** Ways to do it, or to run text as code, without an import. */
const reachingCalls = /^(?:globalThis\.|window\.|self\.)?(?:fetch|WebSocket|XMLHttpRequest|EventSource|eval|Function)$/;

/** Where it is the purpose: controllers over SSH, and the simulated cluster, which the client starts as a process. */
const admitted = /^(?:io\/ssh|lab|client\/lab)\//;

/** Starts programs that the extension brings along. */
const starters = new Set(['client/language-client.ts']);

describe('what the product can reach', () => {
  it('is opened and started only where that is the purpose', () => {
    const found = productSources.filter(
      ({ path, imports, calls }) =>
        !admitted.test(path) &&
        !starters.has(path) &&
        (imports.some(name => reaching.has(name) || reachingPackages.has(name)) ||
          calls.some(({ callee }) => reachingCalls.test(callee))),
    );
    assert.deepEqual(
      found.map(({ path }) => path),
      [],
    );
  });

  it('is not told by an untrusted workspace where to look: every setting counts only in a trusted one, or changes only what is shown', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const open = Object.keys(settings).filter(name => !restrictedConfigurations.includes(name));
    assert.deepEqual(open.sort(), ['novaDoctor.release', 'novaDoctor.rules', 'novaDoctor.signatures.ignore']);
    assert.deepEqual(
      restrictedConfigurations.filter(name => !(name in settings)),
      [],
    );
  });

  it('cannot be widened by a workspace: settings about programs, keys and hosts belong to the machine', () => {
    const sensitive = Object.entries(settings).filter(([name]) => /\.(?:ssh|lab)\./.test(name));
    assert.ok(sensitive.length > 0);
    for (const [name, { scope }] of sensitive) {
      assert.equal(scope, 'machine', name);
      assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(name), name);
    }
  });
});
