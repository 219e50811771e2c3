import assert from 'node:assert/strict';
import fc from 'fast-check';
import { durationText, parseDuration } from '../../../core/runbook/duration.ts';
import { checkParameters, parameterProblemText, resolveReferences } from '../../../core/runbook/parameters.ts';
import type { Parameter } from '../../../core/runbook/runbook.ts';
import { english } from '../../../core/text/l10n.ts';

function parameter(name: string, type: Parameter['type'], more: Partial<Parameter> = {}): Parameter {
  return {
    name,
    type,
    default: undefined,
    minimum: undefined,
    maximum: undefined,
    choices: [],
    description: '',
    line: 1,
    ...more,
  };
}

const runbook = {
  parameters: [
    parameter('settle', 'duration', { default: '150s', minimum: '10s', maximum: '10m' }),
    parameter('match', 'regex', { default: 'reply|conduct' }),
    parameter('attempts', 'number', { default: '3', minimum: '1' }),
    parameter('way', 'choice', { choices: ['haproxy', 'computes'], default: 'haproxy' }),
    parameter('force', 'boolean', { default: 'false' }),
    parameter('who', 'text'),
  ],
};

const check = (given: Record<string, string>) => {
  const { values, problems } = checkParameters(runbook, given);
  return problems.length > 0 ? problems.map(problem => parameterProblemText(problem, english)) : values;
};

describe('parameters of a runbook', () => {
  it('are completed with their defaults', () => {
    assert.deepEqual(check({ who: 'me', settle: '3m' }), {
      settle: '3m',
      match: 'reply|conduct',
      attempts: '3',
      way: 'haproxy',
      force: 'false',
      who: 'me',
    });
  });

  it('are refused with a reason', () => {
    assert.deepEqual(check({}), ['who must be given: a text.']);
    const refused = (name: string, value: string) => check({ who: 'me', [name]: value });
    assert.deepEqual(refused('setle', '3m'), ['setle: there is no such parameter. Did you mean settle?']);
    assert.deepEqual(refused('settle', '5s'), ['settle: “5s” is less than 10s.']);
    assert.deepEqual(refused('settle', '601s'), ['settle: “601s” is more than 10m.']);
    assert.deepEqual(refused('settle', '60'), [
      'settle: “60” is not a time with its unit, such as 500ms, 30s, 10m or 1h.',
    ]);
    assert.deepEqual(refused('attempts', '0'), ['attempts: “0” is less than 1.']);
    assert.deepEqual(refused('attempts', '1e3'), ['attempts: “1e3” is not a number.']);
    assert.deepEqual(refused('way', 'other'), ['way: “other” is none of: haproxy, computes.']);
    assert.deepEqual(refused('force', 'yes'), ['force: “yes” is not true or false.']);
    assert.equal((refused('match', '(a+)+$') as Record<string, string>).match, '(a+)+$');
    assert.match(String(refused('match', '(?<=a)b')), /RE2/);
    assert.match(String(refused('who', 'a\0b')), /is not a text/);
    assert.match(String(check({ who: 'me', __proto__x: '1' })), /no such parameter/);
  });

  it('are put in once, whatever they hold', () => {
    const values = { a: '${b} $& $1', b: 'x' };
    assert.equal(resolveReferences('${a}-${b}-${c}-$b-${toString}', values), '${b} $& $1-x-${c}-$b-${toString}');
  });
});

describe('times with units', () => {
  it('are milliseconds', () => {
    assert.deepEqual(['500ms', '150s', '10m', '1.5h', '0s'].map(parseDuration), [500, 150_000, 600_000, 5_400_000, 0]);
    assert.deepEqual(
      ['', '5', 's', '5 s', '-5s', '5S', '1d', '1e3s', '200h', `${'9'.repeat(400)}s`].map(parseDuration),
      Array(10).fill(undefined),
    );
  });

  it('are read as they are written', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.nat(999),
          fc.nat(600_000).map(seconds => seconds * 1000),
        ),
        milliseconds => {
          assert.equal(parseDuration(durationText(milliseconds)), milliseconds);
        },
      ),
    );
  });
});
