import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';
import { isReadBy } from './settings.ts';

/** A service that gives up while the database comes back. */
export const od032: Rule = {
  id: 'OD032',
  severity: 'info',
  title: l10n => l10n.t('max_retries is limited on a controller'),
  why: l10n =>
    l10n.t(
      'A service that starts while the database recovers gives up after max_retries × retry_interval and is restarted again and again.',
    ),
  remedy: l10n => l10n.t('Use -1: it waits as long as it takes.'),
  source: 'oslo_db/sqlalchemy/engines.py, _test_connection; nova.conf.j2 of kolla-ansible sets -1',
  *check(deployment, l10n) {
    for (const value of databaseNumbers(deployment, 'max_retries')) {
      if (value.number <= 0 || isReadBy(value.configuration, 'nova-compute')) continue;
      const interval = value.configuration.numberOf(value.group, 'retry_interval') ?? 10;
      yield {
        place: value.place,
        option: value.option,
        message: l10n.t(
          '{0} = {1} gives up after {2} s without a database; -1 waits as long as it takes.',
          value.option,
          value.number,
          value.number * Math.max(0, interval),
        ),
        fix: setTo(value, '-1', l10n),
      };
    }
  },
};
