import type { Rule } from '../rule.ts';
import { countsFor, databaseOptions, optionsNamed } from './database-names.ts';
import { formerName, isDatabaseGroup, normalizedGroup } from './database-options.ts';
import { givenSettings, optionLabel, placeIn } from './settings.ts';

/** A former name in a database group that the release still takes. */
export const od002: Rule = {
  id: 'OD002',
  severity: 'warning',
  title: l10n => l10n.t('Former name of a database option'),
  why: l10n =>
    l10n.t('The release still accepts it and warns in the log; a later one ignores it, and the default counts.'),
  remedy: l10n => l10n.t('Use the current name.'),
  source: 'oslo_db/options.py of every release tag: deprecated_opts; nova/conf/database.py up to Wallaby',
  *check(deployment, l10n) {
    for (const given of givenSettings(deployment)) {
      const { configuration, file, setting } = given;
      const { group, name } = setting;
      const catalogue = configuration.options;
      if (!isDatabaseGroup(group) || databaseOptions(catalogue, group).some(option => option.name === name)) continue;
      const fed = optionsNamed(catalogue, group, name);
      const current = fed[0];
      const counts = countsFor(given, fed);
      // Where the current name is given too, OD003 says more.
      if (current === undefined || configuration.get(current.group, current.name).givenAs === undefined) continue;
      const option = optionLabel(group, name);
      const ignoredSince = formerName(group, name)?.ignoredSince;
      const isHere = normalizedGroup(current.group) === normalizedGroup(group);
      yield {
        place: placeIn(file, setting.nameRange),
        option,
        message:
          ignoredSince === undefined
            ? l10n.t('{0} is a former name of {1}.', option, optionLabel(current.group, current.name))
            : l10n.t(
                '{0} is a former name of {1}; from {2} on it is ignored.',
                option,
                optionLabel(current.group, current.name),
                ignoredSince,
              ),
        tag: 'deprecated',
        // A line that does not count would count under the current name.
        ...(isHere &&
          counts.includes(current) && {
            fix: {
              title: l10n.t('Rename to {0}', current.name),
              edits: [{ ...placeIn(file, setting.nameRange), text: current.name }],
              // One former name may give two groups their value.
              isSafe: counts.length === 1,
            },
          }),
      };
    }
  },
};
