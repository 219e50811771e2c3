import type { EffectiveOption, OsloConfiguration } from '../deployment.ts';
import type { ConfigPlace } from '../finding.ts';
import { memoByText } from '../memo.ts';
import type { Option, OptionCatalogue, OptionName } from '../option.ts';
import { isFilledInLater, type OptionValue, parseValue, type ValueProblem } from '../values.ts';
import type { OsloFile, OsloSetting } from './oslo-file.ts';
import { normalizeGroup } from './python-text.ts';
import { type Reference, substitute } from './substitution.ts';

/** From one keystroke to the next nearly all values stay as they are. */
const parsedValue = memoByText(parseValue);

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

type GivenValue = Pick<EffectiveOption, 'value' | 'isRefused'>;

function createReader(
  files: readonly OsloFile[],
  catalogue: OptionCatalogue,
  environment: Readonly<Record<string, string>>,
) {
  const indexes = files.map(file => ({ path: file.path, settings: settingsByName(file) }));
  const known = new Map<string, Map<string, EffectiveOption>>();
  const asked = new Set<string>();
  const hasEnvironment = Object.keys(environment).length > 0;

  function effective(group: string, name: string): EffectiveOption {
    const normalized = normalizeGroup(group);
    let ofGroup = known.get(normalized);
    const before = ofGroup?.get(name);
    if (before !== undefined) return before;
    const key = `${normalized}\n${name}`;
    // An option that stands for itself, over whatever way, has no value: oslo.config gives up on it too.
    if (asked.has(key)) return { ...nothing(undefined), isRefused: true };
    asked.add(key);
    const result = find(group, name);
    asked.delete(key);
    if (ofGroup === undefined) {
      ofGroup = known.get(normalized) ?? new Map<string, EffectiveOption>();
      known.set(normalized, ofGroup);
    }
    ofGroup.set(name, result);
    return result;
  }

  function find(group: string, name: string): EffectiveOption {
    const option = catalogue.find(group, name)?.option;
    const own = option ?? { group, name };
    const variable = hasEnvironment
      ? environment[`OS_${own.group.toUpperCase()}__${own.name.toUpperCase()}`]
      : undefined;
    if (variable !== undefined)
      return { ...nothing(option), raw: variable, ...valueFrom(option, own.group, [variable]) };
    const found = settingsOf(own, option);
    const last = found.at(-1);
    if (last === undefined) return { ...nothing(option), ...(option !== undefined && defaultOf(option)) };
    const { path, setting, under } = last;
    const isOwn = normalizeGroup(under.group) === normalizeGroup(own.group) && under.name === own.name;
    const isMulti = option?.isMulti === true;
    return {
      option,
      ...valueFrom(option, own.group, isMulti ? found.map(each => each.setting.value) : [setting.value]),
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

  function valueFrom(option: Option | undefined, group: string, raws: readonly string[]): GivenValue {
    const values: string[] = [];
    for (const raw of raws) {
      const filled = substitute(raw, reference => referenceValue(group, reference));
      if ('missing' in filled) return { value: undefined, isRefused: true };
      if (option !== undefined && isFilledInLater(filled.text)) return { value: undefined };
      const parsed = option === undefined ? { value: filled.text } : parsedValue(option, filled.text);
      if ('problem' in parsed) return { value: undefined, isRefused: true };
      if (option?.isMulti !== true) return { value: parsed.value };
      values.push(typeof parsed.value === 'object' ? filled.text : String(parsed.value ?? ''));
    }
    return { value: values };
  }

  function referenceValue(group: string, reference: Reference): string | undefined {
    return referenceText(catalogue, group, reference, effective);
  }

  function defaultOf(option: Option): GivenValue {
    const value = option.default;
    if (typeof value !== 'string' || !value.includes('$')) return { value };
    const filled = substitute(value, reference => referenceValue(option.group, reference));
    return 'text' in filled ? { value: filled.text } : { value: undefined, isRefused: true };
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
  const target = referenceTarget(catalogue, ownGroup, group, name);
  if (target === undefined) return undefined;
  const { value, isRefused } = effective(target.group, target.name);
  if (isRefused === true) return undefined;
  if (value === undefined) return '';
  return pythonText(value);
}

/** Here names of groups count as they are registered, and `${DEFAULT.name}` stands for nothing (run with nova 26 and 31). */
function referenceTarget(
  catalogue: OptionCatalogue,
  ownGroup: string,
  group: string | undefined,
  name: string,
): Option | undefined {
  const isOwn = group === undefined;
  if (!isOwn && (group === 'DEFAULT' || !catalogue.groups.includes(group))) return undefined;
  const candidates = isOwn ? [ownGroup, 'DEFAULT'] : [group];
  for (const each of candidates) {
    const found = catalogue.find(each, name);
    if (found?.isDeprecatedName === false) return found.option;
  }
  return undefined;
}

/** What Python's `str` makes of a value. */
function pythonText(value: NonNullable<OptionValue>): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(pythonQuoted).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, each]) => `${pythonQuoted(key)}: ${pythonQuoted(each)}`)
    .join(', ')}}`;
}

function pythonQuoted(text: string): string {
  return `'${text}'`;
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
  const parsed = parsedValue(option, filled.text);
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
