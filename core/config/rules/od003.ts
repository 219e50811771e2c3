import type { Rule } from '../rule.ts';
import { databaseOptions, optionsNamed } from './database-names.ts';
import { belongsToDatabaseRules, isDatabaseGroup } from './database-options.ts';
import { deletionOf, givenSettings, optionLabel, placeIn } from './settings.ts';

/** A former name beside the current one, which wins. */
export const od003: Rule = {
  id: 'OD003',
  severity: 'warning',
  title: l10n => l10n.t('Former and current name of a database option side by side'),
  why: l10n => l10n.t('The current name wins: whoever reads the other line is misled.'),
  remedy: l10n => l10n.t('Delete the line with the former name.'),
  source: 'oslo_config/cfg.py, _Namespace._get_value: names are tried in order, the current one first',
  *check(deployment, l10n) {
    for (const { configuration, file, setting } of givenSettings(deployment)) {
      const { group, name } = setting;
      const catalogue = configuration.options;
      if (!belongsToDatabaseRules(group, name)) continue;
      if (isDatabaseGroup(group) && databaseOptions(catalogue, group).some(option => option.name === name)) continue;
      const fed = optionsNamed(catalogue, group, name);
      const effective = fed.map(option => configuration.get(option.group, option.name));
      // One former name may feed two groups: it is of no use only where each has the current name.
      if (fed.length === 0 || effective.some(({ raw, givenAs }) => raw === undefined || givenAs !== undefined))
        continue;
      const winner = optionLabel(fed[0]!.group, fed[0]!.name);
      const winnerPlace = effective[0]!.place;
      yield {
        place: placeIn(file, setting.range),
        option: optionLabel(group, name),
        message: l10n.t('{0} has no effect, because {1} is set too and wins.', optionLabel(group, name), winner),
        fix: deletionOf(file, setting, l10n, true),
        tag: 'unnecessary',
        ...(winnerPlace && { related: [{ place: winnerPlace, message: l10n.t('This line counts.') }] }),
      };
    }
  },
};
