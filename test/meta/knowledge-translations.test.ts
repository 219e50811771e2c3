import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type RunbookTexts, textsOfRunbook } from '../../core/runbook/translate-runbook.ts';
import { readEditorKnowledge, readLogKnowledge } from '../../io/knowledge.ts';
import { readShippedRunbooks } from '../../io/runbook/shipped-runbooks.ts';
import { readProjectJson } from './manifest.ts';
import { projectFolder } from './sources.ts';

type Texts = Readonly<Record<string, unknown>>;

const folder = join(projectFolder, 'knowledge');
const english = readLogKnowledge(folder);
const chinese = readLogKnowledge(folder, 'zh-cn');
const hasChinese = /[\u4e00-\u9fff]/;

/** The shape of a value: how many texts are where. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

describe('knowledge in Chinese', () => {
  it('has the same shape for every signature', () => {
    const texts = readProjectJson<Texts>('knowledge/l10n/zh-cn/signatures.json');
    const expected = english.signatures.map(({ id, title, causes, checks, remedies }) => {
      return [id, shapeOf({ title, causes, checks: checks.map(({ lookFor }) => ({ lookFor })), remedies })];
    });
    assert.deepEqual(shapeOf(texts), Object.fromEntries(expected));
  });

  it('has the same shape for every root cause', () => {
    const texts = readProjectJson<Texts>('knowledge/l10n/zh-cn/causes.json');
    const expected = english.causes.map(({ id, title, tellTale, whatHelps }) => {
      return [id, shapeOf({ title, tellTale, whatHelps })];
    });
    assert.deepEqual(shapeOf(texts), Object.fromEntries(expected));
  });

  it('has a meaning for every exception', () => {
    const texts = readProjectJson<Readonly<Record<string, string>>>('knowledge/l10n/zh-cn/exceptions.json');
    const { exceptions } = readEditorKnowledge(folder);
    assert.deepEqual(Object.keys(texts).sort(), exceptions.map(({ name }) => name).sort());
    for (const { name, meaning } of readEditorKnowledge(folder, 'zh-cn').exceptions) {
      assert.match(meaning, hasChinese, name);
    }
  });

  it('has the same shape for every runbook, and nothing that was not translated', async () => {
    const texts = readProjectJson<Readonly<Record<string, RunbookTexts>>>('knowledge/l10n/zh-cn/runbooks.json');
    const expected = (await readShippedRunbooks(folder)).map(runbook => [runbook.id, shapeOf(textsOfRunbook(runbook))]);
    assert.deepEqual(shapeOf(texts), Object.fromEntries(expected));
    for (const { title, summary, parameters, steps } of Object.values(texts)) {
      const all = [
        title,
        summary,
        ...Object.values(parameters),
        ...Object.values(steps).flatMap(step => Object.values(step)),
      ];
      assert.deepEqual(
        all.filter(text => !hasChinese.test(text)),
        [],
      );
    }
    const [runbook] = await readShippedRunbooks(folder, 'zh-cn');
    assert.equal(runbook?.title, texts[runbook?.id ?? '']?.title);
  });

  it('is Chinese where there are words to translate', () => {
    for (const { id, title, causes } of chinese.signatures) {
      assert.match(title, hasChinese, id);
      assert.ok(
        causes.some(text => hasChinese.test(text)),
        id,
      );
    }
    for (const { id, title, whatHelps } of chinese.causes) assert.match(title + whatHelps, hasChinese, id);
  });

  it('leaves everything else as it is', () => {
    const bare = (signature: (typeof english.signatures)[number]) => {
      const { title: _title, causes: _causes, remedies: _remedies, checks, ...rest } = signature;
      return { ...rest, commands: checks.map(({ command }) => command) };
    };
    assert.deepEqual(chinese.signatures.map(bare), english.signatures.map(bare));
    assert.equal(readLogKnowledge(folder, 'de').signatures[0]?.title, english.signatures[0]?.title);
  });
});
