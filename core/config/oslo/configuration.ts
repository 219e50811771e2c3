import type { EffectiveOption, OsloConfiguration } from '../deployment.ts';
import type { ConfigPlace } from '../finding.ts';
import type { Option, OptionCatalogue, OptionName } from '../option.ts';
import { isFilledInLater, type OptionValue, parseValue, type ValueProblem } from '../values.ts';
import type { OsloFile, OsloSetting } from './oslo-file.ts';
import { normalizeGroup } from './python-text.ts';
import { type Reference, substitute } from './substitution.ts';

/** Who reads the files, and what the environment of the process says. */
export interface ConfigurationContext {
  readonly service?: string | undefined;
  readonly host?: string | undefined;
  readonly isPartial?: boolean | undefined;
  /** The variables of the process: `OS_DATABASE__MAX_POOL_SIZE` wins over the files, as in oslo.config. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/**
 * What oslo.config makes of several files.
 * @param files in the order in which the service reads them (`nova.conf`, then `nova.conf.d/*.conf` by name): later ones win.
 */
export function createOsloConfiguration(
  files: readonly OsloFile[],
  catalogue: OptionCatalogue,
  context: ConfigurationContext = {},
): OsloConfiguration {
  const reader = createReader(files, catalogue, context.environment ?? {});
  const get = (group: string, name: string) => reader.effective(group, name);
  const worth = (group: string, name: string) => get(group, name).value;
  return {
    files,
    service: context.service,
    host: context.host,
    options: catalogue,
    isPartial: context.isPartial === true,
    get,
    numberOf: (group, name) => ofType(worth(group, name), 'number'),
    stringOf: (group, name) => ofType(worth(group, name), 'string'),
    booleanOf: (group, name) => ofType(worth(group, name), 'boolean'),
    isSet: (group, name) => get(group, name).raw !== undefined,
    groupPlace: group => groupPlace(files, group),
  };
}

function ofType<T extends 'number' | 'string' | 'boolean'>(
  value: OptionValue,
  type: T,
): (T extends 'number' ? number : T extends 'string' ? string : boolean) | undefined {
  return typeof value === type ? (value as never) : undefined;
}

interface Found {
  readonly path: string;
  readonly setting: OsloSetting;
  readonly under: OptionName;
}

function createReader(
  files: readonly OsloFile[],
  catalogue: OptionCatalogue,
  environment: Readonly<Record<string, string>>,
) {
  const indexes = files.map(file => ({ path: file.path, settings: settingsByName(file) }));
  const known = new Map<string, EffectiveOption>();
  const asked = new Set<string>();

  function effective(group: string, name: string): EffectiveOption {
    const key = `${normalizeGroup(group)}\n${name}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    // An option that stands for itself, over whatever way, has no value: oslo.config gives up on it too.
    if (asked.has(key)) return nothing(undefined);
    asked.add(key);
    const result = find(group, name);
    asked.delete(key);
    known.set(key, result);
    return result;
  }

  function find(group: string, name: string): EffectiveOption {
    const option = catalogue.find(group, name)?.option;
    const own = option ?? { group, name };
    const variable = environment[`OS_${own.group.toUpperCase()}__${own.name.toUpperCase()}`];
    if (variable !== undefined)
      return { ...nothing(option), raw: variable, value: valueFrom(option, own.group, [variable]) };
    const found = settingsOf(own, option);
    const last = found.at(-1);
    if (last === undefined) return { ...nothing(option), value: option === undefined ? undefined : defaultOf(option) };
    const { path, setting, under } = last;
    const isOwn = normalizeGroup(under.group) === normalizeGroup(own.group) && under.name === own.name;
    const isMulti = option?.isMulti === true;
    return {
      option,
      value: valueFrom(option, own.group, isMulti ? found.map(each => each.setting.value) : [setting.value]),
      raw: setting.value,
      place: { path, range: setting.range },
      namePlace: { path, range: setting.nameRange },
      valuePlace: { path, range: setting.valueRange },
      givenAs: isOwn ? undefined : under,
    };
  }

  /** What counts for an option, the winner last: of the last file that has it, and there under its first name that occurs. */
  function settingsOf(own: OptionName, option: Option | undefined): Found[] {
    const names = [own, ...(option?.deprecatedNames ?? [])];
    const all: Found[] = [];
    for (const { path, settings } of indexes.toReversed()) {
      for (const under of names) {
        const here = settings.get(settingKey(under.group, under.name))?.map(setting => ({ path, setting, under }));
        if (here === undefined) continue;
        if (option?.isMulti !== true) return here;
        all.unshift(...here);
      }
    }
    return all;
  }

  function valueFrom(option: Option | undefined, group: string, raws: readonly string[]): OptionValue {
    const values: string[] = [];
    for (const raw of raws) {
      const filled = substitute(raw, reference => referenceValue(group, reference));
      if ('missing' in filled) return undefined;
      if (option !== undefined && isFilledInLater(filled.text)) return undefined;
      const parsed = option === undefined ? { value: filled.text } : parseValue(option, filled.text);
      if ('problem' in parsed) return undefined;
      if (option?.isMulti !== true) return parsed.value;
      values.push(typeof parsed.value === 'object' ? filled.text : String(parsed.value ?? ''));
    }
    return values;
  }

  function referenceValue(group: string, reference: Reference): string | undefined {
    return referenceText(catalogue, group, reference, effective);
  }

  function defaultOf(option: Option): OptionValue {
    const value = option.default;
    if (typeof value !== 'string' || !value.includes('$')) return value;
    const filled = substitute(value, reference => referenceValue(option.group, reference));
    return 'text' in filled ? filled.text : value;
  }

  return { effective };
}

/** The text that stands for a reference; undefined where there is no option of this name in the release. */
function referenceText(
  catalogue: OptionCatalogue,
  ownGroup: string,
  { group, name }: Reference,
  effective: (group: string, name: string) => EffectiveOption,
): string | undefined {
  const target =
    group === undefined
      ? (catalogue.find(ownGroup, name) ?? catalogue.find('DEFAULT', name))
      : catalogue.find(group, name);
  if (target === undefined || target.isDeprecatedName) return undefined;
  const value = effective(target.option.group, target.option.name).value;
  if (value === undefined) return '';
  return typeof value === 'object'
    ? JSON.stringify(value)
    : typeof value === 'boolean'
      ? pythonWord(value)
      : String(value);
}

function pythonWord(value: boolean): string {
  return value ? 'True' : 'False';
}

/** Why oslo.config refuses the value of one setting, as it stands in the file; undefined where it does not. */
export type SettingProblem = ValueProblem | { readonly kind: 'reference'; readonly reference: Reference } | undefined;

/**
 * Judges the value of one setting for an option, with what the other options of the configuration are worth.
 * Values that are filled in before oslo.config sees them are not judged.
 */
export function settingProblem(
  configuration: OsloConfiguration,
  catalogue: OptionCatalogue,
  option: Option,
  setting: OsloSetting,
): SettingProblem {
  if (isFilledInLater(setting.value)) return undefined;
  const filled = substitute(setting.value, reference =>
    referenceText(catalogue, option.group, reference, (group, name) => configuration.get(group, name)),
  );
  if ('missing' in filled) return { kind: 'reference', reference: filled.missing };
  if (isFilledInLater(filled.text)) return undefined;
  const parsed = parseValue(option, filled.text);
  return 'problem' in parsed ? parsed.problem : undefined;
}

function nothing(option: Option | undefined): EffectiveOption {
  return {
    option,
    value: undefined,
    raw: undefined,
    place: undefined,
    namePlace: undefined,
    valuePlace: undefined,
    givenAs: undefined,
  };
}

function settingKey(group: string, name: string): string {
  return `${normalizeGroup(group)}\n${name}`;
}

function settingsByName(file: OsloFile): Map<string, OsloSetting[]> {
  const settings = new Map<string, OsloSetting[]>();
  for (const group of file.groups)
    for (const setting of group.settings) {
      const key = settingKey(setting.group, setting.name);
      const before = settings.get(key);
      if (before === undefined) settings.set(key, [setting]);
      else before.push(setting);
    }
  return settings;
}

function groupPlace(files: readonly OsloFile[], group: string): ConfigPlace {
  const wanted = normalizeGroup(group);
  for (const file of files.toReversed()) {
    const found = file.groups.find(each => normalizeGroup(each.name) === wanted);
    if (found !== undefined) return { path: file.path, range: found.headerRange };
  }
  return { path: files[0]?.path ?? '', range: { start: 0, end: 0 } };
}
