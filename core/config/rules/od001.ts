import type { Translator } from '../../text/l10n.ts';
import { nearest } from '../../text/nearest.ts';
import type { ConfigFix } from '../finding.ts';
import type { OptionCatalogue } from '../option.ts';
import { isAtLeast } from '../release-order.ts';
import type { Rule, RuleFinding } from '../rule.ts';
import { databaseOptions, isKnownName } from './database-names.ts';
import { type FormerName, formerName, isDatabaseGroup } from './database-options.ts';
import { deletionOf, type GivenSetting, givenSettings, optionLabel, placeIn } from './settings.ts';

/** An option of a database group that the release does not know: misspelt, or gone since an earlier release. */
export const od001: Rule = {
  id: 'OD001',
  severity: 'warning',
  title: l10n => l10n.t('Unknown option in a database group'),
  why: l10n =>
    l10n.t(
      'oslo.config passes over names that it does not know, without a word in the log: the default counts instead.',
    ),
  remedy: l10n => l10n.t('Use the name that the release knows, or delete the line.'),
  source: 'oslo_db/options.py of every release tag from 0.1.0 to 18.1.0; nova/conf/database.py',
  *check(deployment, l10n) {
    for (const given of givenSettings(deployment)) {
      const { group, name } = given.setting;
      if (!isDatabaseGroup(group) || name === 'use_db_reconnect') continue;
      const catalogue = given.configuration.options;
      // Groups that are not read at all are OD044's.
      if (databaseOptions(catalogue, group).length === 0 || isKnownName(catalogue, group, name)) continue;
      const former = formerName(group, name);
      yield former !== undefined && isAtLeast(catalogue.release, former.ignoredSince)
        ? formerFinding(given, former, l10n)
        : unknownFinding(given, catalogue, l10n);
    }
  },
};

function formerFinding({ file, setting }: GivenSetting, former: FormerName, l10n: Translator): RuleFinding {
  const option = optionLabel(setting.group, setting.name);
  const place = placeIn(file, setting.nameRange);
  if (former.current === undefined)
    return {
      place,
      option,
      message: l10n.t('{0} does nothing since {1}: the option was removed.', option, former.ignoredSince),
      fix: deletionOf(file, setting, l10n, true),
      tag: 'unnecessary',
    };
  return {
    place,
    option,
    severity: 'error',
    message: l10n.t(
      '{0} is ignored since {1}, and the default counts. It is called {2} now.',
      option,
      former.ignoredSince,
      former.current,
    ),
    fix: renaming({ file, setting }, former.current, l10n),
  };
}

function unknownFinding({ file, setting }: GivenSetting, catalogue: OptionCatalogue, l10n: Translator): RuleFinding {
  const option = optionLabel(setting.group, setting.name);
  const place = placeIn(file, setting.nameRange);
  const added = catalogue.history(setting.group, setting.name)?.addedIn;
  const names = databaseOptions(catalogue, setting.group).map(({ name }) => name);
  const meant = nearest(setting.name.replaceAll('-', '_').toLowerCase(), names);
  if (added !== undefined && isAtLeast(added, catalogue.release) && added !== catalogue.release)
    return {
      place,
      option,
      message: l10n.t('{0} is ignored by {1}: it came with {2}.', option, catalogue.release, added),
    };
  if (meant === undefined)
    return { place, option, message: l10n.t('{0} has no option {1}: it is ignored.', catalogue.release, option) };
  return {
    place,
    option,
    message: l10n.t('{0} has no option {1}: it is ignored. Did you mean {2}?', catalogue.release, option, meant),
    fix: renaming({ file, setting }, meant, l10n),
  };
}

function renaming(
  { file, setting }: Pick<GivenSetting, 'file' | 'setting'>,
  name: string,
  l10n: Translator,
): ConfigFix {
  return {
    title: l10n.t('Rename to {0}', name),
    edits: [{ ...placeIn(file, setting.nameRange), text: name }],
    // The value has not counted so far; from now on it will.
    isSafe: false,
  };
}
