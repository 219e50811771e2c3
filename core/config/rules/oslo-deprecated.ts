import type { Translator } from '../../text/l10n.ts';
import type { Option } from '../option.ts';
import { normalizeGroup } from '../oslo/python-text.ts';
import { isAtLeast } from '../release-order.ts';
import type { Rule, RuleFinding } from '../rule.ts';
import { belongsToDatabaseRules } from './database-options.ts';
import { movingTo, referenceOf } from './fixes.ts';
import { deletionOf, type GivenSetting, givenSettings, optionLabel, placeIn } from './settings.ts';

/** A former name that the release still reads, or an option that it is about to remove. */
export const osloDeprecated: Rule = {
  id: 'OSLO-deprecated',
  severity: 'warning',
  title: l10n => l10n.t('Former name, or an option that will be removed'),
  why: l10n => l10n.t('It still works, with a warning in the log; a later release ignores it without one.'),
  remedy: l10n => l10n.t('Use the current name; look for what replaces an option that goes.'),
  source: 'oslo_config/cfg.py, deprecated_opts and deprecated_for_removal of each option in each release',
  *check(deployment, l10n) {
    for (const given of givenSettings(deployment)) {
      const { configuration, setting } = given;
      if (belongsToDatabaseRules(setting.group, setting.name)) continue;
      const found = configuration.options.findAll(setting.group, setting.name);
      const own = found.find(each => !each.isDeprecatedName);
      if (own === undefined && found.length > 0)
        yield formerName(
          given,
          found.map(each => each.option),
          l10n,
        );
      else if (own?.option.isDeprecatedForRemoval === true) yield forRemoval(given, own.option, l10n);
    }
  },
};

function formerName(
  { configuration, file, setting }: GivenSetting,
  options: readonly Option[],
  l10n: Translator,
): RuleFinding {
  const given = optionLabel(setting.group, setting.name);
  const current = options.map(each => optionLabel(each.group, each.name)).join(', ');
  const [option] = options;
  const common = { place: placeIn(file, setting.nameRange), option: given, tag: 'deprecated' as const };
  const docs = option === undefined ? {} : { docs: referenceOf(configuration.options, option.group, option.name) };
  const winner = option === undefined ? undefined : configuration.get(option.group, option.name);
  if (options.length === 1 && winner?.place !== undefined && winner.givenAs === undefined && !option!.isMulti)
    return {
      ...common,
      ...docs,
      message: l10n.t(
        '{0} is a former name of {1}, which is given too and counts: this line has no effect.',
        given,
        current,
      ),
      fix: deletionOf(file, setting, l10n, true),
      related: [{ place: winner.place, message: l10n.t('This line counts.') }],
    };
  const past = configuration.options.history(setting.group, setting.name);
  const message =
    past?.removedIn === undefined || isAtLeast(configuration.options.release, past.removedIn)
      ? l10n.t('{0} is a former name of {1}.', given, current)
      : l10n.t('{0} is a former name of {1}; from {2} on it is ignored.', given, current, past.removedIn);
  if (options.length !== 1) return { ...common, ...docs, message };
  return { ...common, ...docs, message, fix: movingTo(file, setting, option!, true, l10n) };
}

function forRemoval({ configuration, file, setting }: GivenSetting, option: Option, l10n: Translator): RuleFinding {
  const label = optionLabel(option.group, option.name);
  const past = configuration.options.history(normalizeGroup(option.group), option.name);
  return {
    place: placeIn(file, setting.nameRange),
    option: label,
    message:
      past?.removedIn === undefined
        ? l10n.t('{0} will be removed in a later release.', label)
        : l10n.t('{0} will be removed: {1} no longer knows it.', label, past.removedIn),
    docs: referenceOf(configuration.options, option.group, option.name),
    tag: 'deprecated',
  };
}
