import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEditorKnowledge, readLogKnowledge, readTraceKnowledge } from '../../io/knowledge.ts';
import { filesBelow } from '../../scripts/lib/file-hash.mjs';
import { missingFrom, readProjectJson } from './manifest.ts';
import { productCalls, productSources, projectFolder } from './sources.ts';

/** Calls that give a text to a person: `l10n.t('…')`, whoever the translator is. */
const calls = productCalls.filter(({ callee }) => /(?:^|\.)l10n\.t$/.test(callee));
const texts = calls.flatMap(({ strings }) => (strings[0] === undefined ? [] : [strings[0]]));
const readBundle = () => readProjectJson<Record<string, string>>('l10n/bundle.l10n.zh-cn.json');

describe('texts for people', () => {
  it('are one string in the code or a text of the knowledge, so that they can be translated', () => {
    const faulty = calls.filter(({ firstIsComposed }) => firstIsComposed);
    assert.deepEqual(
      faulty.map(({ path, line }) => `${path}:${line}`),
      [],
    );
  });

  it('are all translated into Chinese, and nothing else is', () => {
    const bundle = readBundle();
    assert.ok(texts.length > 0);
    assert.deepEqual(missingFrom(texts, Object.keys(bundle)), [], 'in the code, not in l10n/bundle.l10n.zh-cn.json');
    const known = [...texts, ...knowledgeTexts()];
    assert.deepEqual(missingFrom(Object.keys(bundle), known), [], 'in l10n/bundle.l10n.zh-cn.json, not in the code');
  });

  it('are all of them: no other sentence of the code is shown in a window, on a page or in a terminal', () => {
    const bundle = new Set(Object.keys(readBundle()));
    const sentence = /^[“A-Z][\w’'-]+,? [\w’'({-]+[,:]? [\w’'({-]+/;
    const faces = productSources.filter(({ path }) => /^(?:client|webview|cli)\//.test(path));
    assert.ok(faces.length > 50);
    const others = faces.flatMap(({ path, strings }) =>
      strings.filter(text => sentence.test(text) && !bundle.has(text)).map(text => `${path}: ${text}`),
    );
    assert.deepEqual(others, []);
  });

  it('are translated for what the knowledge names: causes, errors of databases, systems, operations, stages, runbooks', () => {
    const folder = join(projectFolder, 'knowledge');
    const { causes, systems } = readLogKnowledge(folder);
    const { operations, stages } = readTraceKnowledge(folder);
    const shown = [
      ...causes.map(({ title }) => title),
      ...readEditorKnowledge(folder).databaseErrors.map(({ meaning }) => meaning),
      ...systems.map(({ about }) => about),
      ...operations.map(({ title }) => title),
      ...stages.stages.map(({ title }) => title),
      ...descriptionsIn(readProjectJson('knowledge/schemas/runbook.schema.json')),
    ];
    assert.ok(shown.length > 150);
    assert.deepEqual(missingFrom(shown, Object.keys(readBundle())), []);
  });
});

/** Every string of the knowledge: some of them are shown to people and translated too. */
function knowledgeTexts(): string[] {
  const folder = join(projectFolder, 'knowledge');
  return filesBelow(folder)
    .filter(path => path.endsWith('.json'))
    .flatMap(path => stringsIn(JSON.parse(readFileSync(path, 'utf8'))));
}

function stringsIn(json: unknown): string[] {
  if (typeof json === 'string') return [json];
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(stringsIn) : [];
}

/** What a schema says about keys, which the editor shows at a runbook. */
function descriptionsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'description' && typeof value === 'string' ? [value] : descriptionsIn(value),
  );
}
