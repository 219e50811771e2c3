import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { packExtension } from '../../scripts/lib/extension-package.mjs';
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

  it('carries the licences of the libraries that are in its bundles', () => {
    const notices = files.find(({ name }) => name === 'extension/dist/third-party-licences.txt')?.content.toString();
    for (const library of ['vscode-languageclient', 'vscode-languageserver', 'vscode-jsonrpc']) {
      assert.match(notices ?? '', new RegExp(`^${library} \\d`, 'm'));
    }
    assert.match(notices ?? '', /Permission is hereby granted/);
  });
});
