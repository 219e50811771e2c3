import assert from 'node:assert/strict';
import { join } from 'node:path';
import { textsOfRunbook } from '../../core/runbook/translate-runbook.ts';
import { readEditorKnowledge, readLogKnowledge } from '../../io/knowledge.ts';
import { readShippedRunbooks } from '../../io/runbook/shipped-runbooks.ts';
import { faultsOfChinese, pairsOf } from './chinese.ts';
import { readProjectJson } from './manifest.ts';
import { projectFolder } from './sources.ts';

type Texts = Readonly<Record<string, string>>;

const knowledge = join(projectFolder, 'knowledge');

/** Every text for people with its translation, by where it comes from. */
async function allPairs(): Promise<Record<string, [string, string][]>> {
  const log = readLogKnowledge(knowledge);
  const { exceptions } = readEditorKnowledge(knowledge);
  const options = readProjectJson<Record<string, unknown>>('knowledge/options/descriptions.json');
  const translated = (name: string) => readProjectJson(`knowledge/l10n/zh-cn/${name}.json`);
  return {
    bundle: Object.entries(readProjectJson<Texts>('l10n/bundle.l10n.zh-cn.json')),
    manifest: pairsOf(readProjectJson('package.nls.json'), readProjectJson('package.nls.zh-cn.json')),
    signatures: pairsOf(byId(log.signatures), translated('signatures')),
    causes: pairsOf(byId(log.causes), translated('causes')),
    exceptions: pairsOf(
      Object.fromEntries(exceptions.map(({ name, meaning }) => [name, meaning])),
      translated('exceptions'),
    ),
    options: pairsOf(options, translated('options')),
    runbooks: pairsOf(
      Object.fromEntries((await readShippedRunbooks(knowledge)).map(runbook => [runbook.id, textsOfRunbook(runbook)])),
      translated('runbooks'),
    ),
  };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Record<string, T> {
  return Object.fromEntries(items.map(item => [item.id, item]));
}

const texts = await allPairs();

describe('Simplified Chinese', () => {
  for (const [name, pairs] of Object.entries(texts)) {
    it(`holds to our terms and marks: ${name}`, () => {
      assert.ok(pairs.length > 20, `only ${pairs.length} texts`);
      const faulty = pairs.flatMap(([english, translation]) => {
        const faults = faultsOfChinese(english, translation);
        return faults.length === 0 ? [] : [`${translation}\n  ← ${english}\n  ${faults.join('\n  ')}`];
      });
      assert.equal(faulty.join('\n'), '');
    });
  }

  const samples: [english: string, translation: string, fault: RegExp][] = [
    ['{0} of {1}', '{0} 个', /placeholders/],
    ['every `nova.conf`', '每个 `my.cnf`', /code/],
    ['[Run](command:a.b)', '[执行](command:a.c)', /links/],
    ['below 3600 s', '小于 360 秒', /numbers/],
    ['one, two', '一,二', /half-width mark beside/],
    ['one (two)', '一(二)', /half-width mark beside/],
    ['Primary, ON', '状态 Primary,ON', /half-width marks that the English/],
    ['one. Two', '一。 二', /blank beside/],
    ['one two', '一 二', /between Chinese characters/],
    ['VIP of nova', 'nova的 VIP', /no blank/],
    ['Waiting', ' 等待', /blanks at its ends/],
    ['Run…', '执行', /no …/],
    ['The runbook', '运维手册', /运行手册/],
    ['The instance', '该实例', /云主机/],
    ['It was not done.', 'It was not done.', /left/],
    ['Stop it: the service is sick', '停止它：the service is sick', /left/],
  ];
  for (const [english, translation, fault] of samples) {
    it(`would not accept “${translation}”`, () => {
      assert.match(faultsOfChinese(english, translation).join('\n'), fault);
    });
  }

  it('may quote logs and name commands', () => {
    const good: [string, string][] = [
      [
        'Look for "the server is gone" (yes/no), then: nova-doctor runbook list',
        '查找“the server is gone”（yes/no），然后：nova-doctor runbook list',
      ],
      ['call engine.dispose(close=False) in {0}', '在 {0} 中调用 engine.dispose(close=False)'],
      ['nova-manage cell_v2 discover_hosts --verbose', 'nova-manage cell_v2 discover_hosts --verbose'],
      ['  waiting {0} s', '  等待 {0} 秒'],
      ['Passphrase of {0}: ', '{0} 的口令：'],
    ];
    for (const [english, translation] of good) assert.deepEqual(faultsOfChinese(english, translation), []);
  });
});
