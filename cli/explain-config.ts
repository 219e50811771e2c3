import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Option, OptionCatalogue } from '../core/config/option.ts';
import { defaultText, descriptionOf, type OptionDescriptions, typeText } from '../core/config/option-text.ts';
import type { Rule } from '../core/config/rule.ts';
import { referenceOf } from '../core/config/rules/fixes.ts';
import { configRules } from '../core/config/rules/rules.ts';
import { wrap } from '../core/text/layout.ts';
import { type OptionKnowledge, readOptionDescriptions, readOptionKnowledge } from '../io/option-knowledge.ts';
import { currentLanguage } from './language.ts';

/** A name such as `password` stands in many groups; all of them would help nobody. */
const mostGroups = 8;

/** What people are told about a rule. */
export type RuleText = Pick<Rule, 'id' | 'severity' | 'title' | 'why' | 'remedy' | 'source'>;

/** All rules on configuration and on Python. Those on Python come with their parser, which is loaded only here. */
export async function allRules(): Promise<readonly RuleText[]> {
  const { pythonRules } = await import('../core/python/lint.ts');
  return [...configRules, ...pythonRules];
}

/** What a rule says, why, what to do, and where that comes from; undefined where the word is no rule. */
export function explainRule(word: string, rules: readonly RuleText[], width: number): string | undefined {
  const rule = rules.find(({ id }) => id.toLowerCase() === word.toLowerCase());
  if (rule === undefined) return undefined;
  return [
    ...wrap(rule.title(l10n), width),
    `${rule.id}, ${severityWord(rule.severity)}`,
    '',
    ...wrap(rule.why(l10n), width),
    '',
    l10n.t('Do'),
    ...wrap(`  • ${rule.remedy(l10n)}`, width, '    '),
    '',
    ...wrap(l10n.t('Source: {0}', rule.source), width),
  ].join('\n');
}

function severityWord(severity: string): string {
  if (severity === 'error') return l10n.t('error');
  return severity === 'warning' ? l10n.t('warning') : l10n.t('info');
}

/**
 * Facts about an option: `max_overflow`, `[database]max_overflow`, `database.max_overflow`.
 * @param folder path of the `knowledge` folder.
 * @returns undefined where no release knows it.
 */
export function explainOption(word: string, folder: string, width: number): string | undefined {
  const asked = /^(?:\[([^\]]+)\]\s*|([^./\s]+)[./])?([\w-]+)$/.exec(word.trim());
  if (asked === null) return undefined;
  const group = asked[1] ?? asked[2];
  const name = asked[3]!.replaceAll('-', '_');
  const knowledge = readOptionKnowledge(join(folder));
  const descriptions = readOptionDescriptions(folder, currentLanguage());
  const found = findOptions(knowledge, group, name);
  if (found.length === 0) return undefined;
  const shown = found.slice(0, mostGroups).map(each => optionLines(each, knowledge, descriptions, width).join('\n'));
  const rest = found.slice(mostGroups).map(({ option }) => `[${option.group}]`);
  if (rest.length > 0) shown.push(wrap(l10n.t('Also in {0}.', rest.join(', ')), width).join('\n'));
  return shown.join('\n\n');
}

interface Found {
  readonly option: Option;
  /** The newest release that has it. */
  readonly catalogue: OptionCatalogue;
}

/** Options of this name, each of the newest release that has it. */
function findOptions(knowledge: OptionKnowledge, group: string | undefined, name: string): Found[] {
  const found = new Map<string, Found>();
  for (const release of knowledge.releases.toReversed()) {
    const catalogues = knowledge.cataloguesOf(release)!;
    for (const catalogue of [catalogues.nova, catalogues.placement]) {
      const groups = group === undefined ? catalogue.groups : [group];
      for (const option of groups.flatMap(each => catalogue.findAll(each, name)).map(each => each.option)) {
        const key = `${option.group}/${option.name}`;
        if (!found.has(key)) found.set(key, { option, catalogue });
      }
    }
  }
  return [...found.values()].toSorted((left, right) => left.option.group.length - right.option.group.length);
}

function optionLines(
  { option, catalogue }: Found,
  knowledge: OptionKnowledge,
  descriptions: OptionDescriptions,
  width: number,
): string[] {
  const description = descriptionOf(descriptions, option);
  const past = catalogue.history(option.group, option.name);
  const old = option.deprecatedNames.map(each => `[${each.group}]${each.name}`).join(', ');
  const facts = [
    l10n.t('Type: {0}', typeText(option, l10n)),
    l10n.t('Default: {0}', defaultText(option)),
    ...defaultsBefore(option, knowledge),
    option.isMulti ? l10n.t('May be given several times.') : '',
    option.isMutable ? l10n.t('A running service takes a new value at SIGHUP.') : '',
    old === '' ? '' : l10n.t('Former names: {0}', old),
    past?.addedIn === undefined ? '' : l10n.t('Since {0}', past.addedIn),
    past?.removedIn === undefined ? '' : l10n.t('Gone in {0}', past.removedIn),
    option.isDeprecatedForRemoval ? l10n.t('Will be removed.') : '',
    l10n.t('Registered by {0}', option.namespace),
    referenceOf(catalogue, option.group, option.name),
  ].filter(line => line !== '');
  return [
    `[${option.group}]${option.name}`,
    ...(description === undefined ? [] : wrap(description, width)),
    ...facts.flatMap(line => wrap(`  ${line}`, width, '    ')),
  ];
}

/** Where an earlier release had another default. */
function defaultsBefore(option: Option, knowledge: OptionKnowledge): string[] {
  let last: string | undefined;
  const changes: string[] = [];
  for (const release of knowledge.releases) {
    const catalogues = knowledge.cataloguesOf(release)!;
    const found = [catalogues.nova, catalogues.placement].flatMap(each => each.optionsOf(option.group));
    const own = found.find(each => each.name === option.name);
    if (own === undefined) continue;
    const text = defaultText(own);
    if (last !== undefined && last !== text) changes.push(l10n.t('Default before {0}: {1}', release, last));
    last = text;
  }
  return changes;
}
