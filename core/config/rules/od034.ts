import type { Rule } from '../rule.ts';
import { databaseNumbers } from './database-values.ts';
import { deletionAt } from './settings.ts';

/**
 * Retries switched off by options that nova and placement do not hand on: enginefacade ignores db_*, nova repeats what met
 * a deadlock five times whatever they say.
 */
export const od034: Rule = {
  id: 'OD034',
  severity: 'info',
  title: l10n => l10n.t('Retries of database calls switched off by an option without effect'),
  why: l10n =>
    l10n.t(
      'These options are for oslo_db.api.DBAPI with its own retries, which nova does not use: after a deadlock nova repeats a call five times, whatever they say.',
    ),
  remedy: l10n => l10n.t('Delete it. The defaults are 20 attempts and 1 second.'),
  source:
    'oslo_db/sqlalchemy/enginefacade.py, _ignored_cfg; nova/db/main/api.py, wrap_db_retry(max_retries=5); nova 20.0.0 to 32.0.0',
  *check(deployment, l10n) {
    for (const name of ['db_max_retries', 'db_retry_interval'])
      for (const { number, configuration, option, settingPlace } of databaseNumbers(deployment, name)) {
        if (number > 0 || (name === 'db_max_retries' && number === -1)) continue;
        const fix = deletionAt(configuration, settingPlace, l10n, true);
        yield {
          place: settingPlace,
          option,
          message: l10n.t('{0} = {1} does not switch off retries: nova does not read it.', option, number),
          tag: 'unnecessary',
          ...(fix && { fix }),
        };
      }
  },
};
