import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readLogKnowledge } from '../../io/knowledge.ts';

const project = new URL('../../', import.meta.url);
const sources = ['core', 'io', 'server', 'client', 'cli'];
/** `l10n.t('…')` with its first argument, wherever the call breaks its lines. */
const call = /l10n\s*\.t\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.)*`)?/g;

/** The texts that code hands to translators, with the file of each. */
function textsInCode(): Map<string, string> {
  const texts = new Map<string, string>();
  for (const source of sources) {
    for (const name of readdirSync(new URL(source, project), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const code = readFileSync(new URL(`${source}/${name}`, project), 'utf8');
      for (const [, literal] of code.matchAll(call)) {
        if (literal !== undefined) texts.set(unquoted(literal), `${source}/${name}`);
      }
    }
  }
  return texts;
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character));
}

/** Texts of the knowledge that are translated where they are shown. */
function textsInKnowledge(): Set<string> {
  const { causes, signatures } = readLogKnowledge(fileURLToPath(new URL('knowledge', project)));
  return new Set([...causes, ...signatures].map(({ title }) => title));
}

function readBundle(name: string): Record<string, string> {
  return JSON.parse(readFileSync(new URL(name, project), 'utf8'));
}

describe('translations into Simplified Chinese', () => {
  const bundle = readBundle('l10n/bundle.l10n.zh-cn.json');
  const inCode = textsInCode();

  it('exist for every text of the code', () => {
    assert.ok(inCode.size > 50, 'the texts of the code are found');
    const missing = [...inCode].filter(([text]) => bundle[text] === undefined);
    assert.deepEqual(
      missing.map(([text, file]) => `${file}: ${text}`),
      [],
    );
  });

  it('exist for every root cause', () => {
    const { causes } = readLogKnowledge(fileURLToPath(new URL('knowledge', project)));
    assert.deepEqual(
      causes.filter(({ title }) => bundle[title] === undefined).map(({ title }) => title),
      [],
    );
  });

  it('translate nothing that is not there any more', () => {
    const inKnowledge = textsInKnowledge();
    const surplus = Object.keys(bundle).filter(text => !inCode.has(text) && !inKnowledge.has(text));
    assert.deepEqual(surplus, []);
  });

  it('have the same places for values as the text', () => {
    const placesOf = (text: string) => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort();
    for (const [text, translation] of Object.entries(bundle)) {
      assert.deepEqual(placesOf(translation), placesOf(text), text);
    }
  });

  it('exist for every text of package.json', () => {
    const english = readBundle('package.nls.json');
    assert.deepEqual(Object.keys(readBundle('package.nls.zh-cn.json')).sort(), Object.keys(english).sort());
  });
});
