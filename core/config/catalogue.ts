import type { Option, OptionCatalogue, OptionName, OptionType, ValueType } from './option.ts';
import { normalizeGroup } from './oslo/python-text.ts';

/** One option as the files of `knowledge/options` hold it; what is left out is usual. */
export interface OptionData extends Omit<ValueType, 'type' | 'item'> {
  /** `string` where it is left out. */
  readonly type?: OptionType;
  readonly item?: ValueType;
  readonly isMulti?: boolean;
  readonly default?: NonNullable<Option['default']>;
  readonly isSecret?: boolean;
  readonly isMutable?: boolean;
  readonly isRequired?: boolean;
  /** `group/name`, the first one first. */
  readonly deprecatedNames?: readonly string[];
  readonly isDeprecatedForRemoval?: boolean;
  readonly deprecatedSince?: string;
  readonly namespace: string;
}

/** All options of a release: by group, by name. */
export interface OptionsOfRelease {
  readonly release: string;
  readonly groups: Readonly<Record<string, Readonly<Record<string, OptionData>>>>;
}

/** What became of names that some release knows and others do not: `knowledge/options/history.json`, by `group/name`. */
export type OptionHistory = Readonly<
  Record<string, { readonly renamedTo?: string; readonly removedIn?: string; readonly addedIn?: string }>
>;

/** Groups whose options plug-ins register at run time, which the file chooses: by lower-case name. */
export type DynamicGroups = ReadonlySet<string>;

/** Makes the options of a release searchable. */
export function createOptionCatalogue(
  data: OptionsOfRelease,
  history: OptionHistory,
  dynamicGroups: DynamicGroups,
): OptionCatalogue {
  const byGroup = new Map<string, Option[]>();
  const byName = new Map<string, { option: Option; isDeprecatedName: boolean }[]>();
  const add = (group: string, name: string, option: Option, isDeprecatedName: boolean) => {
    const key = `${normalizeGroup(group)}/${name}`;
    const before = byName.get(key);
    if (before === undefined) byName.set(key, [{ option, isDeprecatedName }]);
    else if (isDeprecatedName) before.push({ option, isDeprecatedName });
    else before.unshift({ option, isDeprecatedName });
  };
  for (const [group, options] of Object.entries(data.groups)) {
    const list = Object.entries(options).map(([name, each]) => optionFrom(group, name, each));
    byGroup.set(group, list);
    for (const option of list) {
      add(group, option.name, option, false);
      for (const old of option.deprecatedNames) add(old.group, old.name, option, true);
    }
  }
  const groups = [...byGroup.keys()];
  const optionsByNormalizedGroup = new Map(groups.map(group => [normalizeGroup(group), byGroup.get(group)!]));
  const findAll = (group: string, name: string) => byName.get(`${normalizeGroup(group)}/${name}`) ?? [];
  return {
    release: data.release,
    groups,
    optionsOf: group => optionsByNormalizedGroup.get(normalizeGroup(group)) ?? [],
    find: (group, name) => findAll(group, name)[0],
    findAll,
    isDynamic: group => dynamicGroups.has(group.toLowerCase()),
    history: (group, name) => {
      const facts = history[`${normalizeGroup(group)}/${name}`];
      if (facts === undefined) return undefined;
      const { renamedTo, ...rest } = facts;
      return renamedTo === undefined ? rest : { ...rest, renamedTo: optionName(renamedTo) };
    },
  };
}

function optionFrom(group: string, name: string, data: OptionData): Option {
  const { deprecatedNames, ...facts } = data;
  return {
    type: 'string',
    isMulti: false,
    isSecret: false,
    isMutable: false,
    isRequired: false,
    isDeprecatedForRemoval: false,
    ...facts,
    ...(data.item === undefined ? {} : { itemType: data.item.type }),
    deprecatedNames: (deprecatedNames ?? []).map(optionName),
    group,
    name,
  };
}

/** Reads `group/name`; groups hold no stroke. */
function optionName(text: string): OptionName {
  const stroke = text.indexOf('/');
  return { group: text.slice(0, stroke), name: text.slice(stroke + 1) };
}
