import assert from 'node:assert/strict';
import type { Rule } from '../../../core/config/rule.ts';
import { checkRules } from './lint-fixture.ts';

/** Finds every setting, and every option of my.cnf. */
const everySetting: Rule = {
  id: 'T001',
  severity: 'warning',
  title: () => 'a setting',
  why: () => '',
  remedy: () => '',
  source: '',
  *check({ nova, mysql }) {
    for (const { files } of nova)
      for (const { path, groups } of files)
        for (const { settings } of groups)
          for (const { range, name } of settings) yield { place: { path, range }, message: name };
    for (const { path, settings } of mysql)
      for (const { nameRange, name } of settings) yield { place: { path, range: nameRange }, message: name };
  },
};

describe('Linting a deployment', () => {
  it('sorts by path and position', () => {
    const findings = checkRules([everySetting], {
      'b/nova.conf': '[DEFAULT]\na=1\n# ^ T001 warning\nb=1\n# ^ T001 warning',
      'a/nova.conf': '[DEFAULT]\nc=1\n# ^ T001 warning',
    });
    assert.deepEqual(
      findings.map(each => each.message),
      ['c', 'a', 'b'],
    );
  });

  it('heeds comments that ask to ignore', () => {
    checkRules([everySetting], {
      'nova.conf':
        '[DEFAULT]\n# nova-doctor: ignore OD001, T001\na=1\n# nova-doctor: ignore\nb=1\nc=1\n# ^ T001 warning\n' +
        '; nova-doctor: ignore OD001\nd=1\n# ^ T001 warning\n',
      'my.cnf': '[mysqld]\nx=1 # nova-doctor: ignore t001\ny=1\n# ^ T001 warning\n',
    });
  });

  it('uses the severities that the user has set', () => {
    const files = { 'nova.conf': '[DEFAULT]\na=1\n# ^ T001 error' };
    checkRules([everySetting], files, { severities: { T001: 'error' } });
    checkRules([everySetting], { 'nova.conf': '[DEFAULT]\na=1' }, { severities: { T001: 'off' } });
  });
});
