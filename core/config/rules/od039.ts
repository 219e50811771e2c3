import { isAtLeast } from '../release-order.ts';
import type { Rule } from '../rule.ts';
import { databaseValues } from './database-values.ts';
import { deletionAt } from './settings.ts';

/** There is one backend only. */
export const od039: Rule = {
  id: 'OD039',
  severity: 'info',
  title: l10n => l10n.t('A database backend other than sqlalchemy'),
  why: l10n =>
    l10n.t('There is no other: nova does not read the option since Xena, and failed with another value before.'),
  remedy: l10n => l10n.t('Delete it.'),
  source: 'oslo_db/options.py, backend; nova/db/api.py up to Wallaby, _BACKEND_MAPPING',
  *check(deployment, l10n) {
    for (const { value, configuration, option, settingPlace } of databaseValues(deployment, 'backend')) {
      if (value === 'sqlalchemy') continue;
      const fix = deletionAt(configuration, settingPlace, l10n, isAtLeast(configuration.options.release, 'xena'));
      yield {
        place: settingPlace,
        option,
        message: l10n.t('{0} can only be sqlalchemy.', option),
        ...(fix && { fix }),
      };
    }
  },
};
