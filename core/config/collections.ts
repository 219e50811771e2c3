import type { ValueType } from './option.ts';
import { strip } from './oslo/python-text.ts';
import { type ParsedValue, parseValue, refused } from './values.ts';

const anyString: ValueType = { type: 'string' };

/**
 * A list of oslo.config: elements between commas. Where an element is not valid, what follows its comma is tried as a part of
 * it, because oslo.config does not know whether elements hold commas either.
 */
export function parseList(type: ValueType, raw: string): ParsedValue {
  let text = strip(raw).replace(/,+$/, '');
  if (type.hasBounds === true) {
    if (!text.startsWith('[') || !text.endsWith(']'))
      return refused(l10n => l10n.t('The list must be enclosed in [ and ].'));
    text = text.slice(1, -1);
  }
  const parts = text === '' ? [] : text.split(',');
  const item = type.item ?? anyString;
  const values: string[] = [];
  const failure = joinUntilValid(parts, part => {
    const parsed = parseValue(item, strip(part));
    if ('value' in parsed) values.push(String(parsed.value ?? ''));
    return parsed;
  });
  return failure ?? tooShort(type, values.length) ?? { value: values };
}

/** A dict of oslo.config: `key:value` between commas, with the same way of finding out which comma separates. */
export function parseDict(type: ValueType, raw: string): ParsedValue {
  let text = strip(raw);
  if (type.hasBounds === true) {
    if (!text.startsWith('{') || !text.endsWith('}'))
      return refused(l10n => l10n.t('The value must be enclosed in { and }.'));
    text = text.slice(1, -1);
  }
  const item = type.item ?? anyString;
  const values = new Map<string, string>();
  let repeated: string | undefined;
  const failure = joinUntilValid(text === '' ? [] : text.split(','), part => {
    const colon = part.indexOf(':');
    if (colon < 0) return refused(l10n => l10n.t('Write name:value pairs with commas between them.'));
    const parsed = parseValue(item, strip(part.slice(colon + 1)));
    if ('problem' in parsed) return parsed;
    const key = strip(part.slice(0, colon));
    if (key === '' || values.has(key)) repeated ??= key;
    values.set(key, String(parsed.value ?? ''));
    return parsed;
  });
  if (failure !== undefined) return failure;
  if (repeated === '') return refused(l10n => l10n.t('There is a value without a name before its colon.'));
  if (repeated !== undefined) return refused(l10n => l10n.t('The name {0} appears twice.', repeated ?? ''));
  return tooShort(type, values.size) ?? { value: Object.fromEntries(values) };
}

/** @returns the refusal of the last part that could not be made valid. */
function joinUntilValid(parts: readonly string[], parse: (part: string) => ParsedValue): ParsedValue | undefined {
  let index = 0;
  while (index < parts.length) {
    let part = parts[index]!;
    let parsed = parse(part);
    while ('problem' in parsed) {
      index += 1;
      if (index === parts.length) return parsed;
      part += `,${parts[index]!}`;
      parsed = parse(part);
    }
    index += 1;
  }
  return undefined;
}

function tooShort(type: ValueType, length: number): ParsedValue | undefined {
  const least = type.minLength ?? 0;
  if (length >= least) return undefined;
  return {
    problem: { kind: 'range', message: l10n => l10n.t('At least {0} elements are needed.', least) },
  };
}
