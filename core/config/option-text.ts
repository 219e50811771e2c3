import type { Translator } from '../text/l10n.ts';
import type { Option, OptionName, ValueType } from './option.ts';
import { isDatabaseGroup } from './rules/database-options.ts';
import { valueText } from './values.ts';

/** Our own line about an option, by `group/name`: `knowledge/options/descriptions.json`, or its translation. */
export type OptionDescriptions = Readonly<Record<string, string>>;

/** What an option does, in one line; undefined for the many that only the reference explains. */
export function descriptionOf(descriptions: OptionDescriptions, { group, name }: OptionName): string | undefined {
  // The groups of databases have the same options.
  return descriptions[`${isDatabaseGroup(group) ? 'database' : group}/${name}`];
}

/** The kind of values of an option, with bounds and choices: `whole number from 1 to 100`. */
export function typeText(type: ValueType, l10n: Translator): string {
  const { min, max, choices } = type;
  const word = typeWord(type, l10n);
  if (choices !== undefined) return l10n.t('{0}, one of: {1}', word, choices.map(each => String(each)).join(', '));
  if (min !== undefined && max !== undefined) return l10n.t('{0} from {1} to {2}', word, min, max);
  if (min !== undefined) return l10n.t('{0} from {1}', word, min);
  return max === undefined ? word : l10n.t('{0} up to {1}', word, max);
}

function typeWord(type: ValueType, l10n: Translator): string {
  switch (type.type) {
    case 'integer':
      return l10n.t('whole number');
    case 'float':
      return l10n.t('number');
    case 'boolean':
      return l10n.t('true or false');
    case 'port':
      return l10n.t('port');
    case 'list':
      return l10n.t('list, with commas between');
    case 'dict':
      return l10n.t('name:value pairs, with commas between');
    case 'uri':
      return l10n.t('address such as https://host:port/path');
    case 'range':
      return l10n.t('range such as 1-10');
    case 'ip-address':
      return l10n.t('IP address');
    case 'hostname':
    case 'host-address':
    case 'host-domain':
      return l10n.t('name or address of a host');
    case 'string':
    case 'unknown':
      return l10n.t('text');
  }
}

/** The default as people read it; `<none>` where there is none. */
export function defaultText(option: Option): string {
  if (option.default !== undefined) return valueText(option.default) === '' ? '""' : valueText(option.default);
  return option.sampleDefault ?? '<none>';
}
