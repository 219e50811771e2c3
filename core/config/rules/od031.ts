import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';

/** The database is not looked at when the engine is made. */
export const od031: Rule = {
  id: 'OD031',
  severity: 'info',
  title: l10n => l10n.t('max_retries leaves out the first test of the connection'),
  why: l10n =>
    l10n.t('A database that is away is noticed by the first request, which fails, instead of being waited for.'),
  remedy: l10n => l10n.t('Use 10, the default, or -1 to wait as long as it takes.'),
  source: 'oslo_db/sqlalchemy/engines.py, create_engine and _test_connection: 0, and all below -1, test nothing',
  *check(deployment, l10n) {
    for (const value of databaseNumbers(deployment, 'max_retries')) {
      if (value.number > 0 || value.number === -1) continue;
      yield {
        place: value.place,
        option: value.option,
        message: l10n.t('{0} = {1} does not test the connection at the start.', value.option, value.number),
        fix: setTo(value, '-1', l10n),
      };
    }
  },
};
