import type { Rule } from '../rule.ts';
import { databaseOptions } from './database-names.ts';
import { isDatabaseGroup } from './database-options.ts';
import { deletionOf, givenSettings, optionLabel, placeIn } from './settings.ts';

/**
 * use_db_reconnect is an option of oslo_db.api.DBAPI. Where nova does not register it OD001 would say "unknown"; since it
 * is a common line this rule explains it, wherever it stands, and OD001 leaves it alone.
 */
export const od038: Rule = {
  id: 'OD038',
  severity: 'info',
  title: l10n => l10n.t('use_db_reconnect does nothing for nova'),
  why: l10n =>
    l10n.t(
      'nova does not register the option, because it never supported it: lost connections are noticed by the pool before they are used.',
    ),
  remedy: l10n => l10n.t('Delete it.'),
  source: 'nova/conf/database.py, since Xena; enginefacade.py, _ignored_cfg',
  *check(deployment, l10n) {
    for (const { configuration, file, setting } of givenSettings(deployment)) {
      const { group, name } = setting;
      if (name !== 'use_db_reconnect' || !isDatabaseGroup(group)) continue;
      const isRegistered = databaseOptions(configuration.options, group).some(option => option.name === name);
      const option = optionLabel(group, name);
      yield {
        place: placeIn(file, setting.range),
        option,
        message: isRegistered
          ? l10n.t('{0} has no effect on nova.', option)
          : l10n.t('{0} is ignored: nova does not register it.', option),
        fix: deletionOf(file, setting, l10n, true),
        tag: 'unnecessary',
      };
    }
  },
};
