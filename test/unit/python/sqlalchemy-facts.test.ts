import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintPython } from '../../../core/python/lint.ts';
import type { SqlAlchemyVersion } from '../../../core/python/version.ts';
import { english } from '../../../core/text/l10n.ts';

interface Fact {
  /** The rule that stands on it. */
  readonly rule: string | null;
  readonly name: string;
  readonly code: readonly string[];
}

interface Answer {
  /** The name of the exception that ended it. */
  readonly error?: string;
  readonly printed: readonly string[];
}

const folder = join(import.meta.dirname, '../../fixtures/sqlalchemy');
const { facts } = JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8')) as { facts: Fact[] };
/** Made by `scripts/confirm-sqlalchemy.py`. */
const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as Record<
  string,
  Record<string, Answer>
>;

function answer(version: string, name: string): Answer {
  const found = results[version]?.[name];
  assert.ok(found, `${name} was not asked of ${version}: run scripts/confirm-sqlalchemy.py`);
  return found;
}

function rulesOf(fact: Fact, version: SqlAlchemyVersion): { errors: string[]; all: string[] } {
  const findings = lintPython('a.py', fact.code.join('\n'), { sqlalchemy: version }, english);
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
  return { errors: [...new Set(errors)], all: findings.map(({ rule }) => rule) };
}

describe('what the rules on Python say', () => {
  for (const [version, series] of [
    ['1.4.54', '1.4'],
    ['2.0.58', '2.0'],
    ['2.1.9', '2.1'],
  ] as const) {
    it(`is an error where SQLAlchemy ${version} raises one, and only there`, () => {
      for (const fact of facts) {
        const { error } = answer(version, fact.name);
        // What this version does not have yet cannot be judged.
        if (error === 'ImportError' || fact.name.startsWith('a with statement')) continue;
        const isRefused = error !== undefined;
        const { errors } = rulesOf(fact, series);
        const expected = isRefused && fact.rule !== null ? [fact.rule] : [];
        assert.deepEqual(errors, expected, `${fact.name}: ${error ?? 'accepted'}\n${fact.code.join('\n')}`);
      }
    });
  }

  it('names the version in which engines began to refuse the pools of the other kind', () => {
    for (const name of ['asyncio engine with QueuePool', 'engine without asyncio with AsyncAdaptedQueuePool']) {
      assert.equal(answer('2.0.27', name).error, undefined);
      assert.equal(answer('2.0.28', name).error, 'ArgumentError');
    }
  });

  it('knows what the pool does with sizes that it accepts', () => {
    assert.deepEqual(answer('1.4.54', 'pool_size 0 with max_overflow 2, used').printed, ['TimeoutError', '2']);
    assert.deepEqual(answer('2.0.58', 'pool_size 0 with max_overflow 2, used').printed, ['6']);
    assert.deepEqual(answer('2.1.9', 'max_overflow -1, used').printed, ['20']);
    assert.equal(answer('2.1.9', 'pool_size -1, used').error, 'TimeoutError');
    assert.equal(answer('2.1.9', 'max_overflow -2, used').error, 'RecursionError');
  });

  it('knows the defaults', () => {
    for (const version of ['1.4.54', '2.0.58', '2.1.9']) {
      assert.deepEqual(answer(version, 'defaults of a pool').printed, ['5', '10', '30.0', '-1', 'False', 'False']);
      assert.deepEqual(answer(version, 'engine_from_config with pool_pre_ping false as text').printed, ['True']);
      assert.deepEqual(answer(version, 'pool_timeout 0 with a full pool').printed, ['TimeoutError']);
      assert.deepEqual(answer(version, 'pool_timeout -1 with a full pool').printed, ['ValueError']);
      const failed = answer(version, 'a session after a failed commit, without a rollback').printed;
      assert.deepEqual(failed.slice(0, 1), ['IntegrityError'], version);
    }
    assert.deepEqual(answer('1.4.54', 'default pool of an SQLite file').printed, ['NullPool']);
    assert.deepEqual(answer('2.0.58', 'default pool of an SQLite file').printed, ['QueuePool']);
  });

  it('offers a with statement only where there can be one', () => {
    assert.notEqual(answer('1.3.24', 'a with statement on a session').error, undefined);
    assert.equal(answer('1.4.54', 'a with statement on a session').error, undefined);
    assert.equal(answer('1.4.54', 'a with statement on a raw connection').error, 'TypeError');
  });
});
