import type { EffectiveOption, OsloConfiguration } from '../../config/deployment.ts';
import type { TextRange } from '../../config/finding.ts';
import type { Option, OptionCatalogue } from '../../config/option.ts';
import { descriptionOf } from '../../config/option-text.ts';
import type { OsloFile, OsloSetting } from '../../config/oslo/oslo-file.ts';
import type { Translator } from '../../text/l10n.ts';
import { createLineIndex } from '../../text/line-index.ts';
import { codeSpan, escapeMarkdown } from '../../text/markdown.ts';
import { defaultText, explainedValue, optionAddress, optionLabel, typeText, valueText } from './option-text.ts';
import { osloPlaceAt } from './oslo-place.ts';
import type { JudgedDeployment } from './workspace.ts';

/** What the editor shows about a place of a file of configuration. */
export interface ConfigHover {
  readonly range: TextRange;
  /** Markdown in which no part of the file is mark-up. */
  readonly markdown: string;
}

export interface OsloHoverContext {
  readonly judged: JudgedDeployment;
  /** Our own line about an option, by `group/name`. */
  readonly descriptions: Readonly<Record<string, string>>;
  readonly l10n: Translator;
}

const mostServices = 6;

export function osloHover(file: OsloFile, offset: number, context: OsloHoverContext): ConfigHover | undefined {
  const place = osloPlaceAt(file, offset);
  const readers = context.judged.deployment.nova.filter(set => set.files.some(({ path }) => path === file.path));
  const catalogue = readers[0]?.options ?? context.judged.catalogues.nova;
  if (place === undefined) return undefined;
  if (place.kind === 'header') return groupHover(place.group.name, place.range, catalogue, context.l10n);
  const found = catalogue.find(place.setting.group, place.setting.name);
  const markdown =
    found === undefined
      ? unknownText(place.setting, catalogue, context.l10n)
      : optionText(found.option, found.isDeprecatedName ? place.setting : undefined, {
          catalogue,
          readers,
          ...context,
        });
  return markdown === undefined ? undefined : { range: place.range, markdown };
}

function groupHover(
  name: string,
  range: TextRange,
  catalogue: OptionCatalogue,
  l10n: Translator,
): ConfigHover | undefined {
  const count = catalogue.optionsOf(name).length;
  if (count === 0) return undefined;
  return {
    range,
    markdown: `**[${escapeMarkdown(name)}]**\n\n${l10n.t('{0} options in {1}', count, catalogue.release)}`,
  };
}

function unknownText(setting: OsloSetting, catalogue: OptionCatalogue, l10n: Translator): string | undefined {
  const history = catalogue.history(setting.group, setting.name);
  if (history === undefined) return undefined;
  const parts = [`**${escapeMarkdown(optionLabel(setting))}**`];
  if (history.renamedTo) parts.push(l10n.t('Renamed to {0}.', codeSpan(optionLabel(history.renamedTo))));
  if (history.removedIn) parts.push(l10n.t('Removed in {0}.', escapeMarkdown(history.removedIn)));
  if (history.addedIn) parts.push(l10n.t('New in {0}.', escapeMarkdown(history.addedIn)));
  return parts.join('\n\n');
}

/** Everything there is to say about an option. */
export function optionText(
  option: Option,
  givenAs: OsloSetting | undefined,
  context: Pick<OsloHoverContext, 'descriptions' | 'l10n'> & {
    readonly catalogue: OptionCatalogue;
    readonly readers: readonly OsloConfiguration[];
  },
): string {
  const { catalogue, descriptions, l10n, readers } = context;
  const description = descriptionOf(descriptions, option);
  const facts = [typeText(option, l10n)];
  const standard = defaultText(option);
  facts.push(
    standard === undefined ? l10n.t('no default') : l10n.t('default {0}', explainedValue(option, standard, l10n)),
  );
  if (option.isMutable) facts.push(l10n.t('read again at SIGHUP'));
  if (option.isRequired) facts.push(l10n.t('required'));
  const choices = option.choices?.map(choice => codeSpan(choice === null ? 'None' : String(choice))).join(', ');
  return [
    `**${escapeMarkdown(optionLabel(option))}** · ${escapeMarkdown(catalogue.release)}`,
    description === undefined ? undefined : escapeMarkdown(l10n.t(description)),
    facts.join(' · '),
    choices === undefined ? undefined : l10n.t('One of {0}', choices),
    givenAs === undefined ? undefined : l10n.t('{0} is a former name of this option.', codeSpan(optionLabel(givenAs))),
    option.isDeprecatedForRemoval ? l10n.t('It is deprecated and will be removed.') : undefined,
    effectiveText(option, readers, l10n),
    `[${l10n.t('Reference')}](${encodeURI(optionAddress(option, catalogue))})`,
  ]
    .filter(part => part !== undefined)
    .join('\n\n');
}

/** What services make of the option, and which file and line says so. */
function effectiveText(option: Option, readers: readonly OsloConfiguration[], l10n: Translator): string | undefined {
  const lines = new Map<string, string[]>();
  for (const reader of readers) {
    const text = effectiveLine(option, reader.get(option.group, option.name), reader, l10n);
    const name = [reader.service, reader.host].filter(part => part !== undefined).join(' @ ');
    lines.set(text, [...(lines.get(text) ?? []), name]);
  }
  if (lines.size === 0) return undefined;
  if (lines.size === 1) return l10n.t('Effective: {0}', [...lines.keys()][0] ?? '');
  return [...lines]
    .slice(0, mostServices)
    .map(
      ([text, names]) =>
        `- ${escapeMarkdown(names.filter(name => name !== '').join(', ') || l10n.t('all services'))}: ${text}`,
    )
    .join('\n');
}

function effectiveLine(
  option: Option,
  effective: EffectiveOption,
  reader: OsloConfiguration,
  l10n: Translator,
): string {
  const { place, value, raw } = effective;
  if (place === undefined && raw === undefined) {
    return reader.isPartial ? l10n.t('not set here') : l10n.t('the default');
  }
  const shown = option.isSecret
    ? l10n.t('a secret, not shown')
    : value === undefined
      ? l10n.t('no valid value')
      : explainedValue(option, valueText(value), l10n);
  if (place === undefined) return l10n.t('{0}, from the environment', shown);
  const file = reader.files.find(candidate => candidate.path === place.path);
  const line = file === undefined ? 0 : createLineIndex(file.text).lineAt(place.range.start);
  const name = place.path.slice(Math.max(place.path.lastIndexOf('/'), place.path.lastIndexOf('\\')) + 1);
  return l10n.t('{0}, from {1} line {2}', shown, codeSpan(name), line);
}
