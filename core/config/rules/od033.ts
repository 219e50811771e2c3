import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';

/** No pause between attempts to reach the database. */
export const od033: Rule = {
  id: 'OD033',
  severity: 'warning',
  title: l10n => l10n.t('No pause between attempts to reach the database'),
  why: l10n => l10n.t('All processes ask a recovering server without pause, and the attempts are used up in no time.'),
  remedy: l10n => l10n.t('Use 5 seconds or more; the default is 10.'),
  source: 'oslo_db/sqlalchemy/engines.py, _test_connection: time.sleep(retry_interval); no minimum in options.py',
  *check(deployment, l10n) {
    for (const value of databaseNumbers(deployment, 'retry_interval')) {
      if (value.number > 0) continue;
      yield {
        place: value.place,
        option: value.option,
        severity: value.number < 0 ? 'error' : 'warning',
        message:
          value.number < 0
            ? l10n.t('{0} = {1} raises ValueError when the database is away at the start.', value.option, value.number)
            : l10n.t('{0} = 0 asks a database that is away without any pause.', value.option),
        fix: setTo(value, '10', l10n),
      };
    }
  },
};
