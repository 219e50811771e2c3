import type { Translator } from '../../text/l10n.ts';
import type { OsloConfiguration } from '../deployment.ts';
import type { ConfigFix } from '../finding.ts';
import type { OsloFile, OsloSetting } from '../oslo/oslo-file.ts';
import type { Rule, RuleFinding } from '../rule.ts';
import { countsFor, databaseOptions, isCanonicalGroup, optionsNamed } from './database-names.ts';
import { formerName, isDatabaseGroup, normalizedGroup } from './database-options.ts';
import { deletionOf, type GivenSetting, givenSettings, optionLabel, placeIn, wholeLines } from './settings.ts';

/**
 * Options of the database in groups of former times: `[DEFAULT]sql_connection`, `[sql]`; and `[DATABASE]`, which oslo.config
 * reads as `[database]`, though its own validator does not.
 */
export const od044: Rule = {
  id: 'OD044',
  severity: 'warning',
  title: l10n => l10n.t('Database option in a group of former times'),
  why: l10n =>
    l10n.t(
      'Since 2024.1 [sql] and the sql_ names in [DEFAULT] are ignored, and the defaults count; before, they still work with a warning in the log.',
    ),
  remedy: l10n => l10n.t('Move it to [database], under its current name.'),
  source:
    'oslo_db/options.py of every release tag; oslo_config/cfg.py, _normalize_group_name: groups are read without case',
  *check(deployment, l10n) {
    const seen = new Set<OsloFile>();
    for (const given of givenSettings(deployment)) {
      if (!seen.has(given.file)) yield* headerFindings(given, l10n);
      seen.add(given.file);
      const finding = settingFinding(given, l10n);
      if (finding !== undefined) yield finding;
    }
  },
};

function* headerFindings({ configuration, file }: GivenSetting, l10n: Translator): Iterable<RuleFinding> {
  for (const { name, headerRange } of file.groups) {
    if (!isDatabaseGroup(name)) continue;
    const usual = normalizedGroup(name);
    const place = placeIn(file, headerRange);
    if (databaseOptions(configuration.options, name).length === 0) {
      const project = configuration.service?.startsWith('placement') === true ? 'placement' : 'nova';
      yield { place, message: l10n.t('{0} does not read [{1}]: the whole group is ignored.', project, name) };
      continue;
    }
    if (isCanonicalGroup(name)) continue;
    yield {
      place,
      message: l10n.t(
        '[{0}] is read as [{1}], but oslo-config-validator and most people expect small letters.',
        name,
        usual,
      ),
      fix: {
        title: l10n.t('Write {0}', `[${usual}]`),
        edits: [{ ...place, text: `[${usual}]` }],
        isSafe: true,
      },
    };
  }
}

function settingFinding(given: GivenSetting, l10n: Translator): RuleFinding | undefined {
  const { configuration, file, setting } = given;
  const former = formerName(setting.group, setting.name);
  const isOldGroup = normalizedGroup(setting.group) === 'sql';
  if (!isOldGroup && (former === undefined || setting.group !== 'DEFAULT')) return undefined;
  const option = optionLabel(setting.group, setting.name);
  const common = { place: placeIn(file, setting.nameRange), option };
  if (former?.current === undefined)
    return {
      ...common,
      message: l10n.t('{0} is ignored: there is no such option any more.', option),
      fix: deletionOf(file, setting, l10n, true),
      tag: 'unnecessary',
    };
  const current = optionLabel('database', former.current);
  const fed = optionsNamed(configuration.options, setting.group, setting.name);
  if (fed.length > 0) {
    // OD003 reports a former name that has no effect beside the current one.
    if (fed.every(({ group, name }) => isGivenProperly(configuration, group, name))) return undefined;
    const counts = countsFor(given, fed);
    const countsHere = counts.some(({ group }) => group === 'database');
    return {
      ...common,
      message: l10n.t('{0} is a former name of {1}; from {2} on it is ignored.', option, current, former.ignoredSince),
      tag: 'deprecated',
      // One former name may give two groups their value; a line that does not count would count at its new place.
      ...(countsHere && { fix: moving(file, setting, former.current, counts.length === 1, l10n) }),
    };
  }
  const isSuperfluous = isGivenProperly(configuration, 'database', former.current);
  return {
    ...common,
    severity: isSuperfluous ? 'warning' : 'error',
    message: l10n.t(
      '{0} is ignored since {1}, and the default counts. It is called {2} now.',
      option,
      former.ignoredSince,
      current,
    ),
    fix: isSuperfluous ? deletionOf(file, setting, l10n, true) : moving(file, setting, former.current, false, l10n),
  };
}

function isGivenProperly(configuration: OsloConfiguration, group: string, name: string): boolean {
  const { raw, givenAs } = configuration.get(group, name);
  return raw !== undefined && givenAs === undefined;
}

/** Deletes the line and writes it below `[database]`, which is added at the end where the file has none. */
function moving(file: OsloFile, setting: OsloSetting, name: string, isSafe: boolean, l10n: Translator): ConfigFix {
  const line = `${name} = ${file.text.slice(setting.valueRange.start, setting.valueRange.end)}`;
  const header = file.groups.find(group => normalizedGroup(group.name) === 'database')?.headerRange;
  const end = header?.end ?? file.text.length;
  const text = header === undefined ? `${file.text.endsWith('\n') ? '' : '\n'}\n[database]\n${line}\n` : `\n${line}`;
  return {
    title: l10n.t('Move to {0}', optionLabel('database', name)),
    edits: [
      { ...placeIn(file, wholeLines(file.text, setting.range)), text: '' },
      { ...placeIn(file, { start: end, end }), text },
    ],
    isSafe,
  };
}
