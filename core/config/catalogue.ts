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
  readonly sampleDefault?: string;
  readonly namespace: string;
}

/** All options of a release: by group, by name. */
export interface OptionsOfRelease {
  readonly release: string;
  readonly groups: Readonly<Record<string, Readonly<Record<string, OptionData>>>>;
  /** Options of keystoneauth's plug-ins by the plug-in's name in `auth_type`; those of `*` are common. Their former names begin with `/`. */
  readonly authPlugins?: Readonly<Record<string, Readonly<Record<string, OptionData>>>>;
}

/** What became of names that some release knows and others do not: `knowledge/options/history.json`, by `group/name`. */
export type OptionHistory = Readonly<
  Record<string, { readonly renamedTo?: string; readonly removedIn?: string; readonly addedIn?: string }>
>;

/**
 * Groups that nova registers by values of other options: for each type of mediated device
 * (`[devices]enabled_mdev_types`), and for each physical network (`[neutron]physnets`).
 */
const groupsByValue = /^(?:vgpu|mdev|neutron_physnet)_.|^neutron_tunneled$/;

/** Makes the options of a release searchable. */
export function createOptionCatalogue(data: OptionsOfRelease, history: OptionHistory): OptionCatalogue {
  const byGroup = new Map<string, Option[]>();
  const byName = new Map<string, NamedOptions>();
  const authGroups = new Map<string, () => Option[]>();
  let plugins: ReadonlyMap<string, OptionData> | undefined;
  const add = (option: Option) => {
    addName(byName, option, option, false);
    for (const old of option.deprecatedNames) addName(byName, old, option, true);
  };
  for (const [group, options] of Object.entries(data.groups)) {
    const list = Object.entries(options).map(([name, each]) => optionFrom(group, name, each));
    byGroup.set(normalizeGroup(group), list);
    for (const option of list) add(option);
    if (options.auth_type !== undefined)
      authGroups.set(normalizeGroup(group), () => {
        plugins ??= mergedPlugins(data.authPlugins ?? {});
        return pluginOptions(group, options, plugins, history);
      });
  }
  const groups = Object.keys(data.groups);
  const complete = new Set<string>();
  /** Options of plug-ins are hundreds; they are made for the groups that are asked for. */
  const normalized = (group: string): string => {
    const key = normalizeGroup(group);
    if (complete.has(key)) return key;
    complete.add(key);
    for (const option of authGroups.get(key)?.() ?? []) {
      byGroup.get(key)!.push(option);
      add(option);
    }
    return key;
  };
  const findAll = (group: string, name: string) => byName.get(normalized(group))?.get(name) ?? [];
  return {
    release: data.release,
    groups,
    optionsOf: group => byGroup.get(normalized(group)) ?? [],
    find: (group, name) => findAll(group, name)[0],
    findAll,
    isDynamic: group => authGroups.has(normalizeGroup(group)) || groupsByValue.test(group.toLowerCase()),
    history: (group, name) => {
      const facts = history[`${normalizeGroup(group)}/${name}`];
      if (facts === undefined) return undefined;
      const { renamedTo, ...rest } = facts;
      return renamedTo === undefined ? rest : { ...rest, renamedTo: optionName(renamedTo) };
    },
  };
}

type NamedOptions = Map<string, { readonly option: Option; readonly isDeprecatedName: boolean }[]>;

/** Lets a name stand for an option; an option's own name comes before what was its name formerly. */
function addName(
  byName: Map<string, NamedOptions>,
  { group, name }: OptionName,
  option: Option,
  isDeprecatedName: boolean,
): void {
  const key = normalizeGroup(group);
  let names = byName.get(key);
  if (names === undefined) {
    names = new Map();
    byName.set(key, names);
  }
  const before = names.get(name);
  if (before === undefined) names.set(name, [{ option, isDeprecatedName }]);
  else if (isDeprecatedName) before.push({ option, isDeprecatedName });
  else before.unshift({ option, isDeprecatedName });
}

/** What plug-ins of keystoneauth register in a group when the service starts, besides what the service does itself. */
function pluginOptions(
  group: string,
  registered: Readonly<Record<string, OptionData>>,
  plugins: ReadonlyMap<string, OptionData>,
  history: OptionHistory,
): Option[] {
  const found: Option[] = [];
  for (const [name, data] of plugins) {
    if (registered[name] !== undefined) continue;
    // A former option of the service itself (`[neutron]url`) does not become a name of some plug-in's option.
    const isFree = (old: string) => history[`${normalizeGroup(group)}${old}`] === undefined;
    found.push(optionFrom(group, name, { ...data, deprecatedNames: (data.deprecatedNames ?? []).filter(isFree) }));
  }
  return found;
}

/** Plug-ins share options. Whether one is required is a matter of the plug-in that the file chooses. */
function mergedPlugins(plugins: NonNullable<OptionsOfRelease['authPlugins']>): ReadonlyMap<string, OptionData> {
  const merged = new Map<string, OptionData>();
  for (const options of Object.values(plugins))
    for (const [name, data] of Object.entries(options)) {
      const names = [...(merged.get(name)?.deprecatedNames ?? []), ...(data.deprecatedNames ?? [])];
      merged.set(name, { ...data, isRequired: false, deprecatedNames: [...new Set(names)] });
    }
  return merged;
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
    deprecatedNames: (deprecatedNames ?? []).map(each => optionName(each.startsWith('/') ? group + each : each)),
    group,
    name,
  };
}

/** Reads `group/name`; groups hold no stroke. */
function optionName(text: string): OptionName {
  const stroke = text.indexOf('/');
  return { group: text.slice(0, stroke), name: text.slice(stroke + 1) };
}
