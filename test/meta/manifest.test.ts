import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  commandIds,
  conditions,
  languageIds,
  manifest,
  missingFrom,
  namedFiles,
  otherIds,
  readProjectJson,
  settingIds,
  settings,
  translatedKeys,
  viewIds,
} from './manifest.ts';
import { productCalls, productSources, projectFolder } from './sources.ts';

const productStrings = productSources.flatMap(({ strings }) => strings);
const clientSources = productSources.filter(({ path }) => path.startsWith('client/'));
const clientStrings = clientSources.flatMap(({ strings }) => strings);
const clientCalls = productCalls.filter(({ path }) => path.startsWith('client/'));

/** Context keys that the client sets. */
const setKeys = clientCalls
  .filter(({ callee, strings }) => callee.endsWith('.executeCommand') && strings[0] === 'setContext')
  .map(({ strings }) => strings[1] ?? '(not a string)');

/** Names of settings that the client reads: a call such as `configuration.get('signatures.paths')`. */
const readSettings = clientCalls
  .filter(({ callee }) =>
    /(?:configuration|settings|getConfiguration\([^)]*\))\.(?:get|has|inspect|update)$/i.test(callee),
  )
  .map(({ strings }) => strings[0] ?? '(not a string)')
  .map(name => (name.startsWith('novaDoctor.') ? name : `novaDoctor.${name}`));

/** The conditions of package.json, taken apart. */
const conditionParts = conditions.map(condition => ({
  condition,
  settings: matches(condition, /\bconfig\.(novaDoctor\.[\w.]+)/g),
  views: matches(condition, /\bview\s*[!=]=\s*'?([\w.]+)/g),
  languages: matches(condition, /\b(?:resourceLangId|editorLangId)\s*[!=]=\s*'?([\w.-]+)/g),
  keys: matches(condition, /(?<![\w.=]|[!=]=\s*'?)(novaDoctor\.[\w.]+)/g),
}));

describe('package.json', () => {
  it('names files that exist', () => {
    assert.ok(namedFiles.length > 0);
    assert.deepEqual(
      namedFiles.filter(path => !existsSync(join(projectFolder, path))),
      [],
    );
  });

  it('names commands that the client registers, and the other way round', () => {
    assert.deepEqual(missingFrom(commandIds, clientStrings), [], 'in package.json, not in client/');
    const registered = clientCalls
      .filter(({ callee }) => /\.register(?:TextEditor)?Command$/.test(callee))
      .flatMap(({ strings }) => (strings[0] === undefined ? [] : [strings[0]]));
    assert.deepEqual(missingFrom(registered, commandIds), [], 'registered in client/, not in package.json');
  });

  it('names settings that the code reads, and the other way round', () => {
    assert.deepEqual(missingFrom(settingIds, [...productStrings, ...readSettings]), [], 'in package.json, not read');
    assert.deepEqual(missingFrom(readSettings, settingIds), [], 'read, not in package.json');
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    assert.deepEqual(missingFrom(restricted, settingIds), [], 'restricted, not in package.json');
  });

  it('lets no workspace name programs, hosts or keys: settings of SSH are the machine’s, and restricted', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    const ofSsh = settingIds.filter(id => id.startsWith('novaDoctor.ssh.'));
    assert.notEqual(ofSsh.length, 0);
    assert.deepEqual(missingFrom(ofSsh, restricted), [], 'not restricted');
    const scopes = ofSsh.map(id => settings[id]?.scope);
    assert.deepEqual([...new Set(scopes)], ['machine']);
  });

  it('uses context keys that the client sets, and the other way round', () => {
    const used = conditionParts.flatMap(({ keys }) => keys);
    assert.deepEqual(missingFrom(used, setKeys), [], 'used in package.json, not set in client/');
    assert.deepEqual(missingFrom(setKeys, used), [], 'set in client/, not used in package.json');
  });

  it('uses in its conditions only settings, views and languages that it declares', () => {
    assert.deepEqual(
      missingFrom(
        conditionParts.flatMap(({ settings }) => settings),
        settingIds,
      ),
      [],
    );
    assert.deepEqual(
      missingFrom(
        conditionParts.flatMap(({ views }) => views),
        viewIds,
      ),
      [],
    );
    const languages = [...languageIds, 'yaml', 'python', 'ini', 'xml', 'log'];
    assert.deepEqual(
      missingFrom(
        conditionParts.flatMap(({ languages }) => languages),
        languages,
      ),
      [],
    );
  });

  it('declares views that the client fills', () => {
    assert.deepEqual(missingFrom(viewIds, clientStrings), []);
  });

  it('declares every id of ours that the code names', () => {
    const named = productStrings.flatMap(text => matches(text, /(?<![\w/.])(novaDoctor\.[\w.]*\w)/g));
    const declared = [...commandIds, ...settingIds, ...viewIds, ...otherIds, ...setKeys];
    const sections = settingIds.flatMap(prefixesOf);
    assert.deepEqual(missingFrom(named, [...declared, ...sections]), []);
  });

  it('has a text for each of its keys in both languages, and no other', () => {
    for (const file of ['package.nls.json', 'package.nls.zh-cn.json']) {
      const texts = readProjectJson<Record<string, string>>(file);
      assert.deepEqual(missingFrom(translatedKeys, Object.keys(texts)), [], `missing in ${file}`);
      assert.deepEqual(missingFrom(Object.keys(texts), translatedKeys), [], `not used, in ${file}`);
      assert.deepEqual(
        Object.keys(texts).filter(key => texts[key]?.trim() === ''),
        [],
        `empty, in ${file}`,
      );
    }
  });
});

/** The first group of every match. */
function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(match => match[1] ?? '');
}

/** `a.b.c` gives `a` and `a.b`: sections by which code may ask for settings. */
function prefixesOf(id: string): string[] {
  const parts = id.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
}
