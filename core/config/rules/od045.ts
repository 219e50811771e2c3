import type { OsloFile, OsloSetting } from '../oslo/oslo-file.ts';
import type { Rule } from '../rule.ts';
import { isKnownName } from './database-names.ts';
import { belongsToDatabaseRules, normalizedGroup } from './database-options.ts';
import { deletionOf, givenSettings, optionLabel, placeIn } from './settings.ts';

/** The same option twice in one group of one file. A later file may repeat it: that is what later files are for. */
export const od045: Rule = {
  id: 'OD045',
  severity: 'warning',
  title: l10n => l10n.t('Database option given twice'),
  why: l10n => l10n.t('The last line counts: whoever reads the first one is misled.'),
  remedy: l10n => l10n.t('Keep one of them.'),
  source: 'oslo_config/iniparser.py and cfg.py: the last value of an option that is no MultiOpt counts',
  *check(deployment, l10n) {
    const last = new Map<string, { readonly file: OsloFile; readonly setting: OsloSetting }>();
    const given = [...givenSettings(deployment)].filter(
      ({ configuration, setting }) =>
        belongsToDatabaseRules(setting.group, setting.name) &&
        isKnownName(configuration.options, setting.group, setting.name),
    );
    for (const { file, setting } of given) last.set(keyOf(file, setting), { file, setting });
    for (const { file, setting } of given) {
      const winner = last.get(keyOf(file, setting))!.setting;
      if (winner === setting) continue;
      const option = optionLabel(setting.group, setting.name);
      yield {
        place: placeIn(file, setting.range),
        option,
        message: l10n.t('{0} has no effect: it is given again further down.', option),
        fix: deletionOf(file, setting, l10n, true),
        tag: 'unnecessary',
        related: [{ place: placeIn(file, winner.range), message: l10n.t('This line counts.') }],
      };
    }
  },
};

function keyOf(file: OsloFile, { group, name }: OsloSetting): string {
  return `${file.path}\n${normalizedGroup(group)}\n${name}`;
}
