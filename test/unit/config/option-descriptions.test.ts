import assert from 'node:assert/strict';
import { descriptionOf } from '../../../core/config/option-text.ts';
import { readOptionDescriptions } from '../../../io/option-knowledge.ts';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { optionKnowledge } from './lint-fixture.ts';

const english = readOptionDescriptions(inProject('knowledge'));
const chinese = readOptionDescriptions(inProject('knowledge'), 'zh-cn');

describe('What we say about options', () => {
  const groups = [
    'database',
    'api_database',
    'placement_database',
    'conductor',
    'scheduler',
    'oslo_messaging_rabbit',
    'cache',
  ];
  const pools = /(?:pool|worker|concurrent|rpc_|thread|executor)/;

  it('is a line for each option of the groups that cause incidents, in every release', () => {
    const without = new Set<string>();
    for (const release of optionKnowledge.releases) {
      const { nova, placement } = optionKnowledge.cataloguesOf(release)!;
      const options = [...groups.flatMap(group => [...nova.optionsOf(group), ...placement.optionsOf(group)])];
      options.push(...nova.optionsOf('DEFAULT').filter(({ name }) => pools.test(name)));
      for (const option of options)
        if (descriptionOf(english, option) === undefined) without.add(`${option.group}/${option.name}`);
    }
    assert.deepEqual([...without], []);
  });

  it('is there in Chinese too, and is one line', () => {
    assert.deepEqual(Object.keys(chinese).toSorted(), Object.keys(english).toSorted());
    for (const text of Object.values(chinese)) assert.match(text, /^[^\n]*[\u4e00-\u9fff][^\n]*。$/);
    for (const text of Object.values(english)) assert.match(text, /^[A-Z][^\n]{5,140}$/);
  });
});
