import type { Rule } from '../rule.ts';
import { databaseGroups } from './database-options.ts';
import { deletionAt, optionLabel } from './settings.ts';

/** A server that cuts values to length instead of refusing them. */
export const od030: Rule = {
  id: 'OD030',
  severity: 'warning',
  title: l10n => l10n.t('mysql_sql_mode is not strict'),
  why: l10n =>
    l10n.t(
      'The server cuts values that are too long without an error, and oslo.db warns at the first connection of each process.',
    ),
  remedy: l10n => l10n.t('Delete it: the default is TRADITIONAL.'),
  source: 'oslo_db/sqlalchemy/engines.py, _check_effective_sql_mode',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova)
      for (const group of databaseGroups) {
        // An empty value counts here: it makes the mode empty.
        const { option, value, place } = configuration.get(group, 'mysql_sql_mode');
        if (option === undefined || place === undefined || typeof value !== 'string') continue;
        const modes = value
          .toUpperCase()
          .split(',')
          .map(mode => mode.trim());
        if (modes.includes('TRADITIONAL') || modes.includes('STRICT_ALL_TABLES')) continue;
        // InnoDB is strict with it, and oslo.db warns all the same.
        const isStrictForInnoDb = modes.includes('STRICT_TRANS_TABLES');
        const fix = deletionAt(configuration, place, l10n, false);
        yield {
          place,
          option: optionLabel(group, 'mysql_sql_mode'),
          severity: isStrictForInnoDb ? 'info' : 'warning',
          message: isStrictForInnoDb
            ? l10n.t(
                '{0} has neither TRADITIONAL nor STRICT_ALL_TABLES: oslo.db warns at each first connection.',
                optionLabel(group, 'mysql_sql_mode'),
              )
            : l10n.t(
                '{0} is not strict: the server cuts values without an error.',
                optionLabel(group, 'mysql_sql_mode'),
              ),
          ...(fix && { fix }),
        };
      }
  },
};
