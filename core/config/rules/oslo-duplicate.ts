import type { OsloFile } from '../oslo/oslo-file.ts';
import { normalizeGroup } from '../oslo/python-text.ts';
import type { Rule } from '../rule.ts';
import { belongsToDatabaseRules } from './database-options.ts';
import { deletionOf, type GivenSetting, givenSettings, optionLabel, placeIn } from './settings.ts';

/** The same option twice in one group of one file. A later file may repeat it: that is what later files are for. */
export const osloDuplicate: Rule = {
  id: 'OSLO-duplicate',
  severity: 'warning',
  title: l10n => l10n.t('Option given twice'),
  why: l10n => l10n.t('The last line counts: whoever reads the first one is misled.'),
  remedy: l10n => l10n.t('Keep one of them.'),
  source: 'oslo_config/iniparser.py and cfg.py: the last value of an option that is no MultiOpt counts',
  *check(deployment, l10n) {
    const given = givenSettings(deployment).filter(isSingle);
    const last = new Map<OsloFile, Map<string, GivenSetting>>();
    for (const each of given) {
      const ofFile = last.get(each.file) ?? new Map<string, GivenSetting>();
      ofFile.set(keyOf(each), each);
      last.set(each.file, ofFile);
    }
    for (const each of given) {
      const winner = last.get(each.file)!.get(keyOf(each))!.setting;
      if (winner === each.setting) continue;
      const option = optionLabel(each.setting.group, each.setting.name);
      yield {
        place: placeIn(each.file, each.setting.range),
        option,
        ...(winner.value === each.setting.value ? { severity: 'info' } : {}),
        message: l10n.t('{0} has no effect: it is given again further down.', option),
        fix: deletionOf(each.file, each.setting, l10n, true),
        tag: 'unnecessary',
        related: [{ place: placeIn(each.file, winner.range), message: l10n.t('This line counts.') }],
      };
    }
  },
};

/** Whether the option is one that the release reads, and that has one value only. */
function isSingle({ configuration, setting: { group, name } }: GivenSetting): boolean {
  return !belongsToDatabaseRules(group, name) && configuration.options.find(group, name)?.option.isMulti === false;
}

function keyOf({ setting: { group, name } }: GivenSetting): string {
  return `${normalizeGroup(group)}\n${name}`;
}
