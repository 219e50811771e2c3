import type { Translator } from '../../text/l10n.ts';
import type { ConfigFix } from '../finding.ts';
import { settingProblem } from '../oslo/configuration.ts';
import type { OsloFile, OsloSetting } from '../oslo/oslo-file.ts';
import type { Rule } from '../rule.ts';
import { databaseOptions, optionsNamed } from './database-names.ts';
import { isDatabaseGroup } from './database-options.ts';
import { givenSettings, optionLabel, placeIn } from './settings.ts';

/** A value of the wrong type: `5s`, `ten`, `5  # per process`. */
export const od004: Rule = {
  id: 'OD004',
  severity: 'error',
  title: l10n => l10n.t('Value of the wrong type for a database option'),
  why: l10n => l10n.t('The service stops with ConfigFileValueError when it opens the database.'),
  remedy: l10n => l10n.t('Write a plain whole number, without a unit; a comment needs a line of its own.'),
  source: 'oslo_config/types.py, Integer and Boolean; run with oslo.config 9.0.0 and 10.7.0',
  *check(deployment, l10n) {
    for (const { configuration, file, setting } of givenSettings(deployment)) {
      const { group, name } = setting;
      const catalogue = configuration.options;
      if (!isDatabaseGroup(group)) continue;
      const option =
        databaseOptions(catalogue, group).find(each => each.name === name) ?? optionsNamed(catalogue, group, name)[0];
      if (option === undefined) continue;
      const problem = settingProblem(configuration, catalogue, option, setting);
      if (problem?.kind !== 'type') continue;
      const fix = option.type === 'integer' ? numberOnly(file, setting, l10n) : undefined;
      yield {
        place: placeIn(file, setting.valueRange),
        option: optionLabel(group, name),
        message: l10n.t('{0}: {1} The service does not start.', optionLabel(group, name), problem.message(l10n)),
        ...(fix && { fix }),
      };
    }
  },
};

const secondsPerUnit: Readonly<Record<string, number>> = { s: 1, sec: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** `5  # per process` becomes `5` below its comment, `1h` becomes `3600`. */
function numberOnly(file: OsloFile, setting: OsloSetting, l10n: Translator): ConfigFix | undefined {
  const commented = /^([-+]?\d+)\s*[#;]\s*(.*)$/.exec(setting.value);
  const place = placeIn(file, setting.valueRange);
  if (commented !== null) {
    const start = setting.range.start;
    return {
      title: l10n.t('Move the comment to a line of its own'),
      edits: [
        { ...placeIn(file, { start, end: start }), text: `# ${commented[2]}\n` },
        { ...place, text: commented[1]! },
      ],
      isSafe: true,
    };
  }
  const unit = /^(\d+)\s*(s|sec|m|min|h|d)$/i.exec(setting.value);
  if (unit === null || !/time|interval/.test(setting.name)) return undefined;
  const seconds = String(Number(unit[1]) * secondsPerUnit[unit[2]!.toLowerCase()]!);
  return { title: l10n.t('Write {0} (seconds)', seconds), edits: [{ ...place, text: seconds }], isSafe: true };
}
