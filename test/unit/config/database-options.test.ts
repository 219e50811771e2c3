import assert from 'node:assert/strict';
import { isAtLeast } from '../../../core/config/release-order.ts';
import {
  belongsToDatabaseRules,
  formerName,
  formerNames,
  isDatabaseGroup,
} from '../../../core/config/rules/database-options.ts';

describe('the options that OD rules judge', () => {
  it('are those of the database groups, however their case', () => {
    assert.ok(isDatabaseGroup('database'));
    assert.ok(isDatabaseGroup('DATABASE'));
    assert.ok(isDatabaseGroup('Api_Database'));
    assert.ok(!isDatabaseGroup('conductor'));
    assert.ok(belongsToDatabaseRules('database', 'no_such_option'));
    assert.ok(!belongsToDatabaseRules('conductor', 'workers'));
  });

  it('are former names elsewhere', () => {
    assert.ok(belongsToDatabaseRules('DEFAULT', 'sql_connection'));
    assert.ok(belongsToDatabaseRules('SQL', 'anything'));
    assert.ok(!belongsToDatabaseRules('DEFAULT', 'debug'));
    // oslo.config does not take [default] for [DEFAULT].
    assert.ok(!belongsToDatabaseRules('default', 'sql_connection'));
  });

  it('name releases that can be compared', () => {
    for (const { ignoredSince } of formerNames) assert.ok(isAtLeast('2026.1', ignoredSince), ignoredSince);
  });

  it('tell what became of a name', () => {
    assert.equal(formerName('DATABASE', 'sqlalchemy_max_overflow')?.current, 'max_overflow');
    assert.equal(formerName('database', 'idle_timeout')?.ignoredSince, 'xena');
    assert.equal(formerName('api_database', 'sql_max_retries'), undefined);
  });
});
