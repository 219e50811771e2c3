import type { Translator } from '../text/l10n.ts';
import { isHostname, isIPv4, isIPv6, isUri } from './addresses.ts';
import { parseDict, parseList } from './collections.ts';
import type { Option, ValueType } from './option.ts';
import { strip } from './oslo/python-text.ts';

/** What a type of oslo.config makes of a text. A number that is left empty is undefined, as it is None there. */
export type OptionValue = string | number | boolean | readonly string[] | Readonly<Record<string, string>> | undefined;

/** Why oslo.config refuses a value when the service asks for it; `kind` is the rule that tells it. */
export interface ValueProblem {
  readonly kind: 'type' | 'range' | 'choice';
  /** Says what is wrong and what would be right. */
  message(l10n: Translator): string;
}

export type ParsedValue = { readonly value: OptionValue } | { readonly problem: ValueProblem };

/**
 * Reads a value as the option's type in oslo_config/types.py does.
 * @param raw as the reader of files gives it, substitution done.
 */
export function parseValue(type: ValueType, raw: string): ParsedValue {
  switch (type.type) {
    case 'string':
      return parseString(type, raw);
    case 'integer':
    case 'port':
    case 'float':
      return parseNumber(type, raw);
    case 'boolean':
      return parseBoolean(raw);
    case 'list':
      return parseList(type, raw);
    case 'dict':
      return parseDict(type, raw);
    case 'uri':
      return parseUri(type, raw);
    case 'range':
      return parseRange(type, raw);
    case 'ip-address':
      return isIPAddress(type, raw) ? { value: raw } : refused(l10n => l10n.t('“{0}” is not an IP address.', raw));
    case 'hostname':
      return isHostname(raw)
        ? { value: raw.replace(/\.$/, '') }
        : refused(l10n => l10n.t('“{0}” is not the name of a host.', raw));
    case 'host-address':
    case 'host-domain':
      return isIPAddress(type, raw) || isHostname(raw, type.type === 'host-domain')
        ? { value: raw.replace(/\.$/, '') }
        : refused(l10n => l10n.t('“{0}” is neither an IP address nor the name of a host.', raw));
    case 'unknown':
      return { value: raw };
  }
}

/** A value that does not have the type. */
export function refused(message: (l10n: Translator) => string): ParsedValue {
  return { problem: { kind: 'type', message } };
}

function parseString(type: ValueType, raw: string): ParsedValue {
  let value = raw;
  if (type.hasQuotes === true && (value[0] === '"' || value[0] === "'")) {
    if (value.length === 1 || value.at(-1) !== value[0])
      return refused(l10n => l10n.t('The quote in {0} is not closed.', raw));
    value = value.slice(1, -1);
  }
  const length = type.maxLength ?? 0;
  if (length > 0 && value.length > length && [...value].length > length)
    return outOfRange(l10n => l10n.t('The value is longer than {0} characters.', length));
  const pattern = type.pattern === undefined ? undefined : compiledPattern(type.pattern, type.ignoresCase === true);
  if (pattern !== undefined && !pattern.test(value))
    return refused(l10n => l10n.t('“{0}” does not match {1}.', value, type.pattern!));
  if (type.choices === undefined) return { value };
  const fold = (text: string) => (type.ignoresCase === true ? text.toLowerCase() : text);
  if (type.choices.some(choice => typeof choice === 'string' && fold(choice) === fold(value))) return { value };
  return notAChoice(type.choices, value);
}

function notAChoice(choices: readonly (string | number | null)[], value: string | number): ParsedValue {
  const list = choices.filter(choice => choice !== null).join(', ');
  return {
    problem: { kind: 'choice', message: l10n => l10n.t('“{0}” is not one of: {1}.', value, list) },
  };
}

function outOfRange(message: (l10n: Translator) => string): ParsedValue {
  return { problem: { kind: 'range', message } };
}

const compiledPatterns = new Map<string, RegExp | undefined>();

/** @returns undefined for what only Python understands: it is not judged then. */
function compiledPattern(pattern: string, ignoresCase: boolean): RegExp | undefined {
  const key = `${ignoresCase ? 'i' : ''}/${pattern}`;
  if (!compiledPatterns.has(key)) {
    let compiled: RegExp | undefined;
    try {
      compiled = new RegExp(pattern, ignoresCase ? 'iu' : 'u');
    } catch {
      compiled = undefined;
    }
    compiledPatterns.set(key, compiled);
  }
  return compiledPatterns.get(key);
}

function parseBoolean(raw: string): ParsedValue {
  const word = raw.toLowerCase();
  if (['true', '1', 'on', 'yes'].includes(word)) return { value: true };
  if (['false', '0', 'off', 'no'].includes(word)) return { value: false };
  return refused(l10n =>
    l10n.t('“{0}” is not a boolean: write true or false (1, 0, on, off, yes and no do as well).', raw),
  );
}

function parseNumber(type: ValueType, raw: string): ParsedValue {
  const text = strip(raw);
  if (text === '') return { value: undefined };
  const value = type.type === 'float' ? pythonFloat(text) : pythonInteger(text);
  if (value === undefined)
    return refused(l10n =>
      type.type === 'float' ? l10n.t('“{0}” is not a number.', raw) : l10n.t('“{0}” is not a whole number.', raw),
    );
  if (type.choices !== undefined) return type.choices.includes(value) ? { value } : notAChoice(type.choices, value);
  const min = type.min ?? (type.type === 'port' ? 0 : undefined);
  const max = type.max ?? (type.type === 'port' ? 65_535 : undefined);
  if (min !== undefined && value < min)
    return outOfRange(l10n => l10n.t('{0} is less than {1}, the least value.', text, min));
  if (max !== undefined && value > max)
    return outOfRange(l10n => l10n.t('{0} is more than {1}, the greatest value.', text, max));
  return { value };
}

/** What Python's `int()` makes of a text; undefined where it throws. */
function pythonInteger(text: string): number | undefined {
  const digits = asciiDigits(text);
  return /^[+-]?\d+(?:_\d+)*$/.test(digits) ? Number(digits.replaceAll('_', '')) : undefined;
}

/** What Python's `float()` makes of a text; undefined where it throws. */
function pythonFloat(text: string): number | undefined {
  const digits = asciiDigits(text);
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(digits);
  if (special !== null) {
    if (special[2]!.toLowerCase() === 'nan') return Number.NaN;
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const number = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/;
  return number.test(digits) ? Number(digits.replaceAll('_', '')) : undefined;
}

/** Decimal digits of other scripts count for Python, whose zeros stand at multiples of ten in each run of ten. */
function asciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, digit => {
    let zero = digit.codePointAt(0)!;
    while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1)) && digit.codePointAt(0)! - zero < 9) zero -= 1;
    return String(digit.codePointAt(0)! - zero);
  });
}

function isIPAddress(type: ValueType, raw: string): boolean {
  return (type.ipVersion !== 6 && isIPv4(raw)) || (type.ipVersion !== 4 && isIPv6(raw));
}

function parseUri(type: ValueType, raw: string): ParsedValue {
  if (!isUri(raw)) return refused(l10n => l10n.t('“{0}” is not an address such as https://host:port/path.', raw));
  const scheme = raw.slice(0, raw.indexOf(':')).toLowerCase();
  const { schemes, maxLength } = type;
  if (schemes !== undefined && !schemes.includes(scheme))
    return refused(l10n =>
      l10n.t('The address must begin with one of: {0}.', schemes.map(each => `${each}://`).join(', ')),
    );
  if (maxLength !== undefined && maxLength > 0 && [...raw].length > maxLength)
    return outOfRange(l10n => l10n.t('The value is longer than {0} characters.', maxLength));
  return { value: raw };
}

function parseRange(type: ValueType, raw: string): ParsedValue {
  const ends = /^(0|-?[1-9][0-9]*)(?:-(0|-?[1-9][0-9]*))?$/.exec(raw);
  if (ends === null) return refused(l10n => l10n.t('“{0}” is not a range such as 1-10.', raw));
  const [left, right] = [Number(ends[1]), Number(ends[2] ?? ends[1])];
  const [low, high] = left < right ? [left, right] : [right, left];
  const { min, max } = type;
  if (min !== undefined && low < min)
    return outOfRange(l10n => l10n.t('{0} is less than {1}, the least value.', low, min));
  if (max !== undefined && high > max)
    return outOfRange(l10n => l10n.t('{0} is more than {1}, the greatest value.', high, max));
  return { value: raw };
}

/**
 * Whether a text is one that another program fills in before oslo.config sees it (`{{ jinja }}`, `%(name)s`, `@NAME@`,
 * `<%= erb %>`, `${SHELL}`), or one that was masked: what it will be is not known, so it is not judged.
 */
export function isFilledInLater(raw: string): boolean {
  return /\{\{|\{%|%\([\w.]+\)s|<%|\$\{[A-Z][A-Z0-9_]*\}|^@[\w.-]+@$|^<[\w .:-]+>$|^\*{3,}$|^%[A-Z_]+%$|^__[A-Z_]+__$/.test(
    raw,
  );
}

/** A value in one line, as people write it in files: for messages and hovers. */
export function valueText(value: Option['default']): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, each]) => `${key}:${each}`)
      .join(',');
  return String(value);
}
