import type { Translator } from '../../text/l10n.ts';
import { nearest } from '../../text/nearest.ts';
import type { ConfigFix } from '../finding.ts';
import { memoByText } from '../memo.ts';
import type { OptionCatalogue, OptionName } from '../option.ts';
import type { Rule, RuleFinding } from '../rule.ts';
import { belongsToDatabaseRules } from './database-options.ts';
import { movingTo } from './fixes.ts';
import { deletionOf, type GivenSetting, givenSettings, optionLabel, placeIn } from './settings.ts';

/** A name that the release does not read in this group: misspelt, misplaced, of another release, or of nobody. */
export const osloUnknown: Rule = {
  id: 'OSLO-unknown',
  severity: 'warning',
  title: l10n => l10n.t('Option that the release does not know'),
  why: l10n => l10n.t('oslo.config passes over names that nobody has registered, without a word: the default counts.'),
  remedy: l10n => l10n.t('Correct the name or the group, or delete the line.'),
  source: 'oslo_config/cfg.py, _Namespace._get_file_value; options asked from nova and its libraries in each release',
  *check(deployment, l10n) {
    for (const given of givenSettings(deployment)) {
      const { configuration, setting } = given;
      const { group, name } = setting;
      if (belongsToDatabaseRules(group, name) || isJudgedElsewhere(group, name)) continue;
      if (configuration.options.find(group, name) !== undefined) continue;
      // A group that nobody knows is one finding, at its header; a name that a template makes is not judged.
      if (configuration.options.optionsOf(group).length === 0 || /[{}%@<>$]/.test(name)) continue;
      yield unknownName(given, configuration.options, l10n);
    }
  },
};

/** X019 says what took the place of the workers of nova's own web servers. */
function isJudgedElsewhere(group: string, name: string): boolean {
  return group === 'DEFAULT' && (name === 'osapi_compute_workers' || name === 'metadata_workers');
}

function unknownName(given: GivenSetting, options: OptionCatalogue, l10n: Translator): RuleFinding {
  const { file, setting } = given;
  const { group, name } = setting;
  const option = optionLabel(group, name);
  const finding = (message: string, fix?: ConfigFix, severity?: 'info'): RuleFinding => ({
    place: placeIn(file, setting.nameRange),
    option,
    message,
    ...(fix && { fix }),
    ...(severity && { severity }),
    tag: 'unnecessary',
  });
  const spelt = otherSpelling(options, group, name);
  if (spelt !== undefined)
    return finding(
      l10n.t('{0} is ignored: names count as they are registered, {1}.', option, spelt),
      movingTo(file, setting, { group, name: spelt }, false, l10n),
    );
  const past = ofOtherRelease(given, options, l10n);
  if (past !== undefined) return finding(past.message, past.fix);
  const misplaced = inOtherGroup(given, options, l10n);
  const isClear = group === 'DEFAULT' || misplaced?.isInDefault === true;
  if (misplaced !== undefined && isClear) return finding(misplaced.message, misplaced.fix);
  const meant = nearestOption(
    options,
    `${group}
${name}`,
  );
  if (meant !== undefined)
    return finding(
      l10n.t('{0} is ignored: {1} does not know it. Did you mean {2}?', option, options.release, meant),
      movingTo(file, setting, { group, name: meant }, false, l10n),
    );
  if (misplaced !== undefined) return finding(misplaced.message, misplaced.fix);
  if (options.isDynamic(group))
    return finding(
      l10n.t('{0}: no plug-in that ships with {1} reads this option.', option, options.release),
      undefined,
      'info',
    );
  return finding(l10n.t('{0} is ignored: {1} does not know it.', option, options.release));
}

/** The registered name that differs only by case, or by dashes for underscores. */
function otherSpelling(options: OptionCatalogue, group: string, name: string): string | undefined {
  const plain = name.toLowerCase().replaceAll('-', '_');
  return plain !== name && options.find(group, plain) !== undefined ? plain : undefined;
}

/** Comparing a name with hundreds is the slowest thing that any rule does. */
const nearestOption = memoByText((options: OptionCatalogue, groupAndName: string) => {
  const [group = '', name = ''] = groupAndName.split('\n');
  return nearest(
    name,
    options.optionsOf(group).map(each => each.name),
  );
});

function ofOtherRelease(
  { file, setting }: GivenSetting,
  options: OptionCatalogue,
  l10n: Translator,
): { message: string; fix?: ConfigFix } | undefined {
  const past = options.history(setting.group, setting.name);
  if (past === undefined) return undefined;
  const option = optionLabel(setting.group, setting.name);
  const to = past.renamedTo;
  if (to !== undefined && past.removedIn !== undefined && isCurrent(options, to))
    return {
      message: l10n.t(
        '{0} is ignored since {1}: its name is {2}.',
        option,
        past.removedIn,
        optionLabel(to.group, to.name),
      ),
      fix: movingTo(file, setting, to, false, l10n),
    };
  if (past.removedIn !== undefined && past.addedIn === undefined)
    return {
      message: l10n.t('{0} is ignored: it was removed in {1}.', option, past.removedIn),
      fix: deletionOf(file, setting, l10n, true),
    };
  if (past.addedIn !== undefined)
    return { message: l10n.t('{0} is ignored by {1}: it came with {2}.', option, options.release, past.addedIn) };
  return undefined;
}

function isCurrent(options: OptionCatalogue, { group, name }: OptionName): boolean {
  return options.find(group, name)?.isDeprecatedName === false;
}

/**
 * The groups that have an option of this name. Names such as `connection` or `password` stand in so many that naming them
 * helps nobody.
 */
function inOtherGroup(
  { file, setting }: GivenSetting,
  options: OptionCatalogue,
  l10n: Translator,
): { message: string; fix?: ConfigFix; isInDefault: boolean } | undefined {
  const { group, name } = setting;
  const groups = options.groups.filter(
    each => isCurrent(options, { group: each, name }) && !each.startsWith('sample_'),
  );
  if (groups.length === 0 || groups.length > 3) return undefined;
  const list = groups.map(each => `[${each}]`).join(', ');
  return {
    message: l10n.t('{0} is ignored: the option stands in {1}.', optionLabel(group, name), list),
    isInDefault: groups.length === 1 && groups[0] === 'DEFAULT',
    ...(groups.length === 1 && { fix: movingTo(file, setting, { group: groups[0]!, name }, false, l10n) }),
  };
}
