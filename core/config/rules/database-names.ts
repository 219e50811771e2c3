import type { Option, OptionCatalogue, OptionName } from '../option.ts';
import { databaseGroups, isDatabaseGroup, normalizedGroup } from './database-options.ts';

/** The options of a database group; those of `[database]` where the release's data hold none for it (placement's own). */
export function databaseOptions(catalogue: OptionCatalogue, group: string): readonly Option[] {
  const options = catalogue.optionsOf(normalizedGroup(group));
  return options.length > 0 ? options : catalogue.optionsOf('database');
}

/** Whether oslo.config reads this name in this group, whatever option it gives. */
export function isKnownName(catalogue: OptionCatalogue, group: string, name: string): boolean {
  return (
    databaseOptions(catalogue, group).some(option => option.name === name) ||
    optionsNamed(catalogue, group, name).length > 0
  );
}

/**
 * The options of database groups to which the release still gives a former name: one name may feed several groups. placement
 * reads files of its own, so what stands in other groups is taken for nova's.
 */
export function optionsNamed(catalogue: OptionCatalogue, group: string, name: string): readonly Option[] {
  const isPlacement = normalizedGroup(group) === 'placement_database';
  const groups = databaseGroups.filter(each => (each === 'placement_database') === isPlacement);
  return groups.flatMap(each =>
    catalogue.optionsOf(each).filter(option => option.deprecatedNames.some(old => isSameName(old, { group, name }))),
  );
}

function isSameName(left: OptionName, right: OptionName): boolean {
  return normalizedGroup(left.group) === normalizedGroup(right.group) && left.name === right.name;
}

/** Whether a group is written as it is registered: `[database]`, and not `[DATABASE]`. */
export function isCanonicalGroup(group: string): boolean {
  return !isDatabaseGroup(group) || databaseGroups.includes(group);
}
