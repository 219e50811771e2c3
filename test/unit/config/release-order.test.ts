import assert from 'node:assert/strict';
import { isAtLeast, librariesOf, usesSqlAlchemy2 } from '../../../core/config/release-order.ts';
import { optionKnowledge } from './lint-fixture.ts';

describe('the order of releases', () => {
  it('knows every release that there are options of', () => {
    const { releases } = optionKnowledge;
    assert.ok(releases.length > 0);
    assert.deepEqual(
      releases.map(release => librariesOf(release).release),
      releases,
    );
    for (const [index, release] of releases.entries())
      for (const other of releases) assert.equal(isAtLeast(release, other), index >= releases.indexOf(other));
  });

  it('takes an unknown one for newer, and refuses to compare with one', () => {
    assert.ok(isAtLeast('2099.1', '2026.1'));
    assert.ok(isAtLeast('Zed', 'yoga'));
    assert.ok(isAtLeast('train', 'pike'));
    assert.ok(!isAtLeast('pike', 'train'));
    assert.equal(librariesOf('rocky').release, 'train');
    assert.throws(() => isAtLeast('zed', 'nonsense'));
  });

  it('tells where SQLAlchemy 2.0 begins', () => {
    assert.ok(!usesSqlAlchemy2('2024.1'));
    assert.ok(usesSqlAlchemy2('2024.2'));
  });
});
