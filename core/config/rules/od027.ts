import type { Rule } from '../rule.ts';
import { databaseValues } from './database-values.ts';
import { deletionAt } from './settings.ts';

/** Readers may go to a replica, but there is none. */
export const od027: Rule = {
  id: 'OD027',
  severity: 'info',
  title: l10n => l10n.t('synchronous_reader without slave_connection'),
  why: l10n => l10n.t('Without a replica all readers use the main server, so the option does nothing.'),
  remedy: l10n => l10n.t('Delete it, or set slave_connection.'),
  source: 'oslo_db/options.py 18.0.0, synchronous_reader; oslo_db/sqlalchemy/enginefacade.py',
  *check(deployment, l10n) {
    for (const { value, configuration, group, option, settingPlace } of databaseValues(
      deployment,
      'synchronous_reader',
    )) {
      if (value !== false || configuration.isPartial || configuration.isSet(group, 'slave_connection')) continue;
      const fix = deletionAt(configuration, settingPlace, l10n, true);
      yield {
        place: settingPlace,
        option,
        message: l10n.t('{0} = False does nothing, because no slave_connection is set.', option),
        tag: 'unnecessary',
        ...(fix && { fix }),
      };
    }
  },
};
