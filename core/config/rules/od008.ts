import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';

/** No limit on connections above the pool. */
export const od008: Rule = {
  id: 'OD008',
  severity: 'warning',
  title: l10n => l10n.t('max_overflow = -1 allows any number of connections'),
  why: l10n =>
    l10n.t(
      'A burst of requests opens connections until the server refuses everybody with 1040, which oslo.db does not retry.',
    ),
  remedy: l10n => l10n.t('Set a limit; the default is 50.'),
  source: 'SQLAlchemy documentation, QueuePool.max_overflow; oslo_db/sqlalchemy/exc_filters.py',
  *check(deployment, l10n) {
    for (const value of databaseNumbers(deployment, 'max_overflow')) {
      if (value.number !== -1) continue;
      const message = l10n.t('{0} = -1 allows any number of connections to the database.', value.option);
      yield { place: value.place, option: value.option, message, fix: setTo(value, '50', l10n) };
    }
  },
};
