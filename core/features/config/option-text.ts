import type { Option, OptionCatalogue } from '../../config/option.ts';
import { parseValue } from '../../config/values.ts';
import type { Translator } from '../../text/l10n.ts';
import { codeSpan } from '../../text/markdown.ts';
import { unitOf, unitText } from './units.ts';

/** The page of the reference that explains an option. Releases are named by their word up to Zed, by their number since. */
export function optionAddress(option: Option, catalogue: OptionCatalogue): string {
  const project = option.namespace.startsWith('placement') ? 'placement' : 'nova';
  return `https://docs.openstack.org/${project}/${catalogue.release}/configuration/config.html#${option.group}.${option.name}`;
}

export function optionLabel({ group, name }: { readonly group: string; readonly name: string }): string {
  return `[${group}]${name}`;
}

/** The type of an option and what its values may be: `integer, from 1 to 65535`. */
export function typeText(option: Option, l10n: Translator): string {
  const names: Readonly<Record<Option['type'], string>> = {
    string: l10n.t('string'),
    integer: l10n.t('integer'),
    float: l10n.t('number'),
    boolean: l10n.t('boolean'),
    port: l10n.t('port'),
    list: l10n.t('list'),
    dict: l10n.t('key:value pairs'),
    uri: l10n.t('URI'),
    hostname: l10n.t('host name'),
    'host-address': l10n.t('address of a host'),
    'host-domain': l10n.t('address of a host'),
    'ip-address': l10n.t('IP address'),
    range: l10n.t('range of numbers'),
    unknown: l10n.t('value'),
  };
  const parts = [names[option.type]];
  const { min, max } = option;
  if (min !== undefined && max !== undefined) parts.push(l10n.t('from {0} to {1}', min, max));
  else if (min !== undefined) parts.push(l10n.t('from {0}', min));
  else if (max !== undefined) parts.push(l10n.t('up to {0}', max));
  if (option.isMulti) parts.push(l10n.t('several times'));
  return parts.join(', ');
}

/** The default as it would be written into the file; undefined where there is none. */
export function defaultText(option: Option): string | undefined {
  if (option.isSecret) return undefined;
  return option.default === undefined ? option.sampleDefault : valueText(option.default);
}

/** A value as files write it. */
export function valueText(value: NonNullable<Option['default']>): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'object') {
    const parts = Array.isArray(value) ? value : Object.entries(value).map(([key, item]) => `${key}:${item}`);
    return parts.join(',');
  }
  return String(value);
}

/** A value with what it means: `3600` (1 h). */
export function explainedValue(option: Option, text: string, l10n: Translator): string {
  const unit = unitOf(option);
  const parsed = unit === undefined ? undefined : parseValue(option, text);
  const number =
    parsed !== undefined && 'value' in parsed && typeof parsed.value === 'number' ? parsed.value : undefined;
  const meaning = unit === undefined || number === undefined ? undefined : unitText(number, unit, l10n);
  const written = text === '' ? l10n.t('empty') : codeSpan(text);
  return meaning === undefined ? written : `${written} (${meaning})`;
}
