import type { Rule } from '../rule.ts';
import { databaseNumbers } from './database-values.ts';

/** The longest pause is shorter than the first one. */
export const od035: Rule = {
  id: 'OD035',
  severity: 'info',
  title: l10n => l10n.t('db_max_retry_interval is below db_retry_interval'),
  why: l10n =>
    l10n.t(
      'The pause between attempts would shrink instead of growing. nova itself does not read these options; other services that share the file may.',
    ),
  remedy: l10n => l10n.t('Raise it, or delete both.'),
  source: 'oslo_db/api.py, wrap_db_retry and DBAPI.from_config',
  *check(deployment, l10n) {
    for (const { number, configuration, group, option, place } of databaseNumbers(
      deployment,
      'db_max_retry_interval',
    )) {
      const first = configuration.numberOf(group, 'db_retry_interval') ?? 1;
      if (number >= first) continue;
      yield {
        place,
        option,
        message: l10n.t('{0} = {1} s is below db_retry_interval = {2} s.', option, number, first),
      };
    }
  },
};
