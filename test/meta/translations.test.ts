import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLogKnowledge } from '../../io/knowledge.ts';
import { filesBelow } from '../../scripts/lib/file-hash.mjs';
import { missingFrom, readProjectJson } from './manifest.ts';
import { productCalls, projectFolder } from './sources.ts';

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

  it('are translated for every root cause', () => {
    const { causes } = readLogKnowledge(join(projectFolder, 'knowledge'));
    assert.ok(causes.length > 0);
    assert.deepEqual(
      missingFrom(
        causes.map(({ title }) => title),
        Object.keys(readBundle()),
      ),
      [],
    );
  });

  it('name the same values in Chinese', () => {
    const differing = Object.entries(readBundle()).filter(([text, chinese]) => {
      return (
        missingFrom(placeholders(text), placeholders(chinese)).length +
          missingFrom(placeholders(chinese), placeholders(text)).length >
        0
      );
    });
    assert.deepEqual(differing, []);
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

function placeholders(text: string): string[] {
  return text.match(/\{\d+\}/g) ?? [];
}
