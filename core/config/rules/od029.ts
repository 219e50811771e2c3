import type { Rule } from '../rule.ts';
import { databaseNumbers } from './database-values.ts';
import { galeraPlace, hasServerFile, showsMariaDb } from './galera.ts';
import { deletionAt } from './settings.ts';

/** A variable of Galera on a server that does not know it. It is judged only where the server's files are at hand. */
export const od029: Rule = {
  id: 'OD029',
  severity: 'error',
  title: l10n => l10n.t('mysql_wsrep_sync_wait on a server without Galera'),
  why: l10n =>
    l10n.t('oslo.db sets the variable on each new connection; MySQL without Galera answers with error 1193.'),
  remedy: l10n => l10n.t('Delete it.'),
  source: 'oslo_db/sqlalchemy/engines.py, _set_session_variables; MariaDB has the variable without Galera too',
  *check(deployment, l10n) {
    if (!hasServerFile(deployment) || showsMariaDb(deployment) || galeraPlace(deployment) !== undefined) return;
    for (const { configuration, option, settingPlace } of databaseNumbers(deployment, 'mysql_wsrep_sync_wait')) {
      const fix = deletionAt(configuration, settingPlace, l10n, false);
      yield {
        place: settingPlace,
        option,
        message: l10n.t('{0} is set, but the files of the server show no Galera: each connection fails.', option),
        ...(fix && { fix }),
      };
    }
  },
};
