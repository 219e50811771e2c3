import type { Option, OptionCatalogue, OptionName } from '../option.ts';
import { databaseGroups, isDatabaseGroup, normalizedGroup } from './database-options.ts';
import type { GivenSetting } from './settings.ts';

/** The options of a database group; none where the program does not read the group. */
export function databaseOptions(catalogue: OptionCatalogue, group: string): readonly Option[] {
  return catalogue.optionsOf(normalizedGroup(group));
}

/** Whether oslo.config reads this name in this group, whatever option it gives. */
export function isKnownName(catalogue: OptionCatalogue, group: string, name: string): boolean {
  return (
    databaseOptions(catalogue, group).some(option => option.name === name) ||
    optionsNamed(catalogue, group, name).length > 0
  );
}

/** The options of database groups to which the release still gives a former name: one name may feed several groups. */
export function optionsNamed(catalogue: OptionCatalogue, group: string, name: string): readonly Option[] {
  return databaseGroups.flatMap(each =>
    catalogue.optionsOf(each).filter(option => option.deprecatedNames.some(old => isSameName(old, { group, name }))),
  );
}

function isSameName(left: OptionName, right: OptionName): boolean {
  return normalizedGroup(left.group) === normalizedGroup(right.group) && left.name === right.name;
}

/** Of these options, those that have their value from this line: others have it from a line that wins. */
export function countsFor(
  { configuration, file, setting }: GivenSetting,
  options: readonly Option[],
): readonly Option[] {
  return options.filter(({ group, name }) => {
    const { place } = configuration.get(group, name);
    return place !== undefined && place.path === file.path && place.range.start === setting.range.start;
  });
}

/** Whether a group is written as it is registered: `[database]`, and not `[DATABASE]`. */
export function isCanonicalGroup(group: string): boolean {
  return !isDatabaseGroup(group) || databaseGroups.includes(group);
}
