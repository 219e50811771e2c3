import type { TextRange } from '../../config/finding.ts';
import type { Option, OptionCatalogue } from '../../config/option.ts';
import type { OsloFile } from '../../config/oslo/oslo-file.ts';
import type { Translator } from '../../text/l10n.ts';
import { defaultText, explainedValue, typeText } from './option-text.ts';
import { groupNameAt } from './oslo-place.ts';

/** Something to write at a place. */
export interface ConfigCompletion {
  readonly label: string;
  readonly kind: 'group' | 'option' | 'value' | 'key';
  /** Short, beside the label. */
  readonly detail: string;
  /** What takes the place of `range`. */
  readonly text: string;
  readonly range: TextRange;
  readonly isDeprecated?: boolean;
  /** Those with lower ones come first. */
  readonly order: number;
  /** Whether completion goes on behind it: with the values of an option. */
  readonly goesOn?: boolean;
  /** Markdown that explains it, made when it is asked for. */
  readonly option?: Option;
}

/**
 * Groups behind `[`, options at the start of a line, values behind `=`.
 * @param file as it was read from the text that is being written.
 */
export function osloCompletions(
  file: OsloFile,
  offset: number,
  catalogue: OptionCatalogue,
  l10n: Translator,
): ConfigCompletion[] {
  const line = lineAround(file.text, offset);
  const before = file.text.slice(line.start, offset);
  if (/^\s*[#;]/.test(before)) return [];
  if (before.startsWith('[')) return groupCompletions(file, line, offset, catalogue, l10n);
  const group = groupNameAt(file, offset);
  if (group === undefined) return [];
  const assignment = /^([^\s=:][^=:]*?)[ \t]*[=:][ \t]*/.exec(before);
  if (assignment === null)
    return /^[\w-]*$/.test(before) ? optionCompletions(file, line, offset, group, catalogue, l10n) : [];
  const option = catalogue.find(group, assignment[1]!.trim())?.option;
  if (option === undefined) return [];
  return valueCompletions(option, file.text, line, line.start + assignment[0].length, offset, l10n);
}

function lineAround(text: string, offset: number): TextRange {
  const start = offset === 0 ? 0 : Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const length = text.slice(offset).search(/[\r\n]/);
  return { start, end: length === -1 ? text.length : offset + length };
}

function groupCompletions(
  file: OsloFile,
  line: TextRange,
  offset: number,
  catalogue: OptionCatalogue,
  l10n: Translator,
): ConfigCompletion[] {
  const written = file.text.slice(line.start, line.end);
  const close = written.indexOf(']');
  const range = {
    start: line.start,
    end: close === -1 ? Math.max(offset, line.start + written.trimEnd().length) : line.start + close + 1,
  };
  const here = groupNameAt(file, line.start - 1);
  const known = new Set(file.groups.map(group => group.name));
  return [...new Set(['DEFAULT', ...catalogue.groups])]
    .filter(group => catalogue.optionsOf(group).length > 0 && group !== here)
    .map(group => ({
      label: `[${group}]`,
      kind: 'group',
      detail: l10n.t('{0} options in {1}', catalogue.optionsOf(group).length, catalogue.release),
      text: `[${group}]`,
      range,
      order: known.has(group) ? 1 : 0,
    }));
}

function optionCompletions(
  file: OsloFile,
  line: TextRange,
  offset: number,
  group: string,
  catalogue: OptionCatalogue,
  l10n: Translator,
): ConfigCompletion[] {
  const rest = file.text.slice(offset, line.end);
  // Behind the name the assignment goes on: only the name is replaced.
  const name = /^[\w-]*/.exec(rest)?.[0] ?? '';
  const hasSign = /^[\w-]*[ \t]*[=:]/.test(rest);
  const range = { start: line.start, end: offset + name.length };
  const given = new Set(
    file.groups
      .filter(other => other.name.toLowerCase() === group.toLowerCase())
      .flatMap(other => other.settings)
      .filter(setting => setting.nameRange.start !== line.start)
      .map(setting => setting.name),
  );
  return catalogue
    .optionsOf(group)
    .filter(option => option.isMulti || !given.has(option.name))
    .map(option => {
      const standard = defaultText(option);
      const detail = standard === undefined ? typeText(option, l10n) : `${typeText(option, l10n)} = ${standard}`;
      return {
        label: option.name,
        kind: 'option',
        detail,
        text: hasSign ? option.name : `${option.name} = `,
        range,
        order: option.isDeprecatedForRemoval ? 1 : 0,
        isDeprecated: option.isDeprecatedForRemoval,
        goesOn: !hasSign,
        option,
      };
    });
}

function valueCompletions(
  option: Option,
  text: string,
  line: TextRange,
  start: number,
  offset: number,
  l10n: Translator,
): ConfigCompletion[] {
  // Elements of lists are completed one by one.
  const isList = option.type === 'list' && option.item?.choices !== undefined;
  const from = isList ? Math.max(start, start + text.slice(start, offset).lastIndexOf(',') + 1) : start;
  const begin = from + (/^[ \t]*/.exec(text.slice(from, offset))?.[0].length ?? 0);
  const comma = isList ? text.slice(offset, line.end).indexOf(',') : -1;
  const end =
    comma === -1 ? Math.max(offset, line.start + text.slice(line.start, line.end).trimEnd().length) : offset + comma;
  const range = { start: begin, end };
  const standard = defaultText(option);
  const words = choicesOf(option);
  const values = standard === undefined || words.includes(standard) || isList ? words : [standard, ...words];
  return values.map((value, index) => ({
    label: value,
    kind: 'value',
    detail:
      value === standard
        ? l10n.t('default {0}', explainedValue(option, value, l10n).replaceAll('`', ''))
        : typeText(option, l10n),
    text: value,
    range,
    order: value === standard ? 0 : index + 1,
  }));
}

function choicesOf(option: Option): string[] {
  if (option.type === 'boolean') return ['True', 'False'];
  const choices = option.choices ?? (option.type === 'list' ? option.item?.choices : undefined) ?? [];
  return choices.filter(choice => choice !== null && choice !== '').map(String);
}
