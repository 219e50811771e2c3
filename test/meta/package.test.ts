import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { packExtension } from '../../scripts/lib/extension-package.mjs';
import { projectFolder } from '../../scripts/lib/paths.mjs';
import { manifest, missingFrom, namedFiles } from './manifest.ts';
import { readZip, type ZipFile } from './zip.ts';

/** Everything in the package lies in one of these. */
const admitted =
  /^(?:\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(?:package\.json|package\.nls(?:\.zh-cn)?\.json|readme\.md|changelog\.md|LICENSE\.txt|dist\/[\w-]+\.(?:js|css|json|txt)|media\/[\w-]+\.(?:png|svg)|media\/walkthrough\/[\w-]+\.webp|(?:knowledge|syntaxes|l10n)\/.+))$/;

describe('the package of the extension', () => {
  let path = '';
  let files: ZipFile[] = [];

  before(async () => {
    path = (await packExtension()).path;
    files = readZip(readFileSync(path));
  });

  it('is smaller than 2 MB', () => {
    assert.ok(statSync(path).size < 2_000_000, `${statSync(path).size} bytes`);
  });

  it('holds nothing that was not admitted', () => {
    const foreign = files.map(({ name }) => name).filter(name => !admitted.test(name));
    assert.deepEqual(foreign, []);
  });

  it('holds no dependency, no native module, no source map, no TypeScript and no test', () => {
    const forbidden = /node_modules|\.node$|\.map$|\.tsx?$|\.test\.|(?:^|\/)test\//;
    assert.deepEqual(
      files.map(({ name }) => name).filter(name => forbidden.test(name)),
      [],
    );
    const mapped = files.filter(({ name, content }) => name.endsWith('.js') && content.includes('sourceMappingURL'));
    assert.deepEqual(
      mapped.map(({ name }) => name),
      [],
    );
  });

  it('holds every file that package.json names, the bundles and the knowledge', () => {
    const programs = [manifest.main, ...Object.values(manifest.bin), './dist/server.js', './dist/package.json'];
    const wanted = [...programs, ...namedFiles.filter(name => name !== manifest.l10n), './knowledge/causes.json'];
    assert.deepEqual(
      missingFrom(
        wanted.map(name => name.replace('./', 'extension/')),
        files.map(({ name }) => name),
      ),
      [],
    );
    assert.ok(
      files.some(({ name }) => name.startsWith('extension/l10n/bundle.l10n.')),
      'the translations',
    );
    assert.ok(
      files.some(({ name }) => name.startsWith('extension/knowledge/signatures/')),
      'the signatures',
    );
  });

  it('loads nothing but what is in it, Node and VS Code', () => {
    const names = new Set(files.map(({ name }) => name));
    const programs = files.filter(({ name }) => name.endsWith('.js'));
    const loaded = programs.flatMap(({ name, content }) =>
      [...content.toString().matchAll(/\b(?:require|import)\((["'`])([^"'`]+)\1\)|\bfrom(["'])([^"']+)\3;/g)].map(
        ([, , required, , imported]) => ({ name, module: required ?? imported ?? '' }),
      ),
    );
    const missing = loaded.filter(({ name, module }) =>
      module.startsWith('.') ? !names.has(posix.join(posix.dirname(name), module)) : !isBuiltin(module),
    );
    // ssh2 does without its native parts where they are missing.
    const known = new Set(['vscode', 'cpu-features', './crypto/build/Release/sshcrypto.node']);
    assert.deepEqual(
      missing.filter(({ module }) => !known.has(module)),
      [],
    );
    assert.ok(loaded.filter(({ module }) => module.startsWith('./chunk-')).length > 50, 'bundles were read');
    const foreign = programs.filter(({ content }) => content.includes(projectFolder));
    assert.deepEqual(foreign, [], 'no bundle knows where it was built');
  });

  it('carries the licences of the libraries that are in its bundles', () => {
    const notices = files.find(({ name }) => name === 'extension/dist/third-party-licences.txt')?.content.toString();
    for (const library of ['vscode-languageclient', 'vscode-languageserver', 'vscode-jsonrpc']) {
      assert.match(notices ?? '', new RegExp(`^${library} \\d`, 'm'));
    }
    assert.match(notices ?? '', /Permission is hereby granted/);
  });
});
