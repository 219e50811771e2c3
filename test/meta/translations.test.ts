import assert from 'node:assert/strict';
import { missingFrom, readProjectJson } from './manifest.ts';
import { productCalls } from './sources.ts';

/** Calls that give a text to a person: `l10n.t('…')`, whoever the translator is. */
const calls = productCalls.filter(({ callee }) => /(?:^|\.)l10n\.t$/.test(callee));
const texts = calls.flatMap(({ strings }) => (strings[0] === undefined ? [] : [strings[0]]));
const readBundle = () => readProjectJson<Record<string, string>>('l10n/bundle.l10n.zh-cn.json');

describe('texts for people', () => {
  it('are written as one string, so that they can be translated', () => {
    const faulty = calls.filter(({ strings }) => strings[0] === undefined);
    assert.deepEqual(
      faulty.map(({ path, line }) => `${path}:${line}`),
      [],
    );
  });

  it('are all translated into Chinese, and nothing else is', () => {
    const bundle = readBundle();
    assert.ok(texts.length > 0);
    assert.deepEqual(missingFrom(texts, Object.keys(bundle)), [], 'in the code, not in l10n/bundle.l10n.zh-cn.json');
    assert.deepEqual(missingFrom(Object.keys(bundle), texts), [], 'in l10n/bundle.l10n.zh-cn.json, not in the code');
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

function placeholders(text: string): string[] {
  return text.match(/\{\d+\}/g) ?? [];
}
