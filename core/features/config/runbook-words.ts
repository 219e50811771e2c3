import { knownServices } from '../../cluster/service-names.ts';
import type { KnownKey, KnownWords } from '../../runbook/known-words.ts';
import { runbookStructure } from '../../runbook/runbook-structure.ts';
import type { Translator } from '../../text/l10n.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import type { ConfigCompletion } from './oslo-completion.ts';
import type { ConfigHover } from './oslo-hover.ts';
import { item, type YamlPlace, yamlPlaceAt } from './yaml-place.ts';

/** A word that a runbook can have at a place. */
interface Word {
  readonly name: string;
  readonly detail: string;
  readonly isKey?: boolean;
}

/** Keys under which checks stand. */
const checkKeys = ['require', 'verify', 'preview'];

/**
 * Probes, actions and targets with their keys and values, ids of signatures, and parameters behind `${`.
 * @returns undefined where the schema alone tells what can stand here.
 */
export function runbookWordCompletions(
  text: string,
  offset: number,
  words: KnownWords,
  l10n: Translator,
): ConfigCompletion[] | undefined {
  const reference = /\$\{([\w-]*)$/.exec(text.slice(Math.max(0, offset - 100), offset));
  if (reference) return referenceCompletions(text, offset, reference[1]!.length, words);
  const place = yamlPlaceAt(text, offset);
  const found = wordsAt(place, words, l10n);
  if (found === undefined) return undefined;
  const isSpaced = place.word.start < offset || /[\s{[,"']$/.test(text.slice(0, place.word.start));
  return found
    .filter(({ isKey, name }) => !isKey || !place.siblings.has(name))
    .map(({ name, detail, isKey }, order) => {
      const hasColon = text[place.word.end] === ':';
      const written = isKey && !hasColon ? `${name}: ` : name;
      return {
        label: name,
        kind: isKey ? ('key' as const) : ('value' as const),
        detail,
        text: isSpaced || isKey ? written : ` ${written}`,
        range: place.word,
        order,
        ...(isKey && !hasColon ? { goesOn: true } : {}),
      };
    });
}

function referenceCompletions(text: string, offset: number, written: number, words: KnownWords): ConfigCompletion[] {
  const { parameters } = runbookStructure(text);
  const names = [
    ...parameters.map(({ name, detail }) => ({ name, detail })),
    ...(words.variables ?? []).map(name => ({ name, detail: '' })),
  ];
  const rest = /^[\w-]*/.exec(text.slice(offset))?.[0].length ?? 0;
  const range = { start: offset - written, end: offset + rest };
  const end = text[range.end] === '}' ? '' : '}';
  return names.map(({ name, detail }, order) => ({
    label: name,
    kind: 'value',
    detail,
    text: `${name}${end}`,
    range,
    order,
  }));
}

function wordsAt({ path, key, siblings }: YamlPlace, words: KnownWords, l10n: Translator): Word[] | undefined {
  const named = (all: readonly { name: string; describe(l10n: Translator): string }[]) =>
    all.map(word => ({ name: word.name, detail: word.describe(l10n) }));
  const inList = path.at(-1) === item ? path.at(-2) : undefined;
  const parent = inList ?? path.at(-1);
  if (inList === 'when' || key === 'when') return (words.signatures ?? []).map(name => ({ name, detail: '' }));
  if (inList === 'signatures') return (words.signatures ?? []).map(name => ({ name, detail: '' }));
  if (key === 'on' && inList === 'steps') {
    return [...named(words.targets), ...(words.controllers ?? []).map(name => ({ name, detail: '' }))];
  }
  if (parent === 'watch' && key === 'log') return knownServices.map(name => ({ name, detail: '' }));
  if (checkKeys.includes(parent ?? '')) {
    if (key === 'probe') return named(words.probes);
    const probe = words.probes.find(({ name }) => name === siblings.get('probe'));
    if (key !== undefined) return valuesOf(probe?.keys, key, l10n);
    if (probe) return keysOf(probe.keys, ['for', 'within'], l10n);
    return siblings.size === 0 ? [{ name: 'probe', detail: l10n.t('The name of the check.'), isKey: true }] : undefined;
  }
  if (parent !== 'run') return undefined;
  const action = words.actions.find(({ name }) => siblings.has(name) || key === name);
  if (key !== undefined) return valuesOf(action?.keys, key, l10n);
  if (action) return keysOf(action.keys, ['timeout'], l10n);
  return named(words.actions).map(word => ({ ...word, isKey: true }));
}

function keysOf(keys: readonly KnownKey[], also: readonly string[], l10n: Translator): Word[] {
  return [
    ...keys.map(key => ({ name: key.name, detail: key.describe(l10n), isKey: true })),
    ...also.map(name => ({ name, detail: l10n.t('a time with its unit, such as 500ms, 30s, 10m or 1h'), isKey: true })),
  ];
}

function valuesOf(keys: readonly KnownKey[] | undefined, name: string, l10n: Translator): Word[] | undefined {
  const key = keys?.find(each => each.name === name);
  const values = key?.words ?? (key?.type === 'boolean' ? ['true', 'false'] : undefined);
  return values?.map(value => ({ name: value, detail: key?.describe(l10n) ?? '' }));
}

/** What a probe, an action, a target, one of their keys, or a parameter is. */
export function runbookWordHover(
  text: string,
  offset: number,
  words: KnownWords,
  l10n: Translator,
): ConfigHover | undefined {
  const reference = referenceAt(text, offset);
  if (reference) {
    const parameter = runbookStructure(text).parameters.find(({ name }) => name === reference.name);
    return parameter && hoverOf(reference.name, `${parameter.detail}. ${parameter.description}`, reference.range);
  }
  const place = yamlPlaceAt(text, offset);
  const { word, key } = place;
  const name = text.slice(word.start, word.end);
  if (name === '') return undefined;
  const isKey = text[word.end] === ':';
  const found = isKey ? keyNamed(place, name, words, l10n) : valueNamed(place, key, name, words, l10n);
  return found === undefined ? undefined : hoverOf(name, found, word);
}

function keyNamed({ path, siblings, key }: YamlPlace, name: string, words: KnownWords, l10n: Translator) {
  const parent = path.at(-1) === item ? path.at(-2) : path.at(-1);
  if (checkKeys.includes(parent ?? '')) {
    const probe = words.probes.find(each => each.name === siblings.get('probe'));
    return probe?.keys.find(each => each.name === name)?.describe(l10n);
  }
  if (parent !== 'run') return undefined;
  const action = words.actions.find(each => each.name === name || siblings.has(each.name) || key === each.name);
  return action?.name === name ? action.describe(l10n) : action?.keys.find(each => each.name === name)?.describe(l10n);
}

function valueNamed(place: YamlPlace, key: string | undefined, name: string, words: KnownWords, l10n: Translator) {
  const list = key === 'probe' ? words.probes : key === 'on' ? words.targets : undefined;
  const word = list?.find(each => each.name === name);
  if (word) return word.describe(l10n);
  return wordsAt(place, words, l10n)?.find(each => each.name === name)?.detail;
}

function referenceAt(text: string, offset: number) {
  const from = Math.max(0, offset - 100);
  for (const match of text.slice(from, offset + 100).matchAll(/\$\{([A-Za-z][\w-]*)\}/g)) {
    const start = from + match.index;
    const end = start + match[0].length;
    if (start <= offset && offset <= end) return { name: match[1]!, range: { start, end } };
  }
  return undefined;
}

function hoverOf(name: string, text: string, range: ConfigHover['range']): ConfigHover | undefined {
  return text.trim() === '' ? undefined : { range, markdown: `**${escapeMarkdown(name)}**\n\n${escapeMarkdown(text)}` };
}
