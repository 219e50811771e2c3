import type { Translator } from '../../text/l10n.ts';
import { nearest } from '../../text/nearest.ts';
import type { Deployment, OsloConfiguration } from '../deployment.ts';
import type { ConfigFix } from '../finding.ts';
import type { Option } from '../option.ts';
import { type SettingProblem, settingProblem } from '../oslo/configuration.ts';
import type { OsloFile, OsloSetting } from '../oslo/oslo-file.ts';
import type { RuleFinding } from '../rule.ts';
import { parseValue } from '../values.ts';
import { isDatabaseGroup } from './database-options.ts';
import { referenceOf } from './fixes.ts';
import { optionLabel, placeIn } from './settings.ts';

/** Findings about values that oslo.config refuses, of one kind. Only the value that counts is ever read, so only it is judged. */
export function* valueFindings(
  deployment: Deployment,
  kind: 'type' | 'range' | 'choice',
  l10n: Translator,
): Iterable<RuleFinding> {
  for (const { configuration, file, setting, option, problem } of refusedValues(deployment)) {
    const isReference = problem.kind === 'reference';
    if ((isReference ? 'type' : problem.kind) !== kind) continue;
    // OD004 tells of values of the wrong type in the groups of databases.
    if (kind === 'type' && !isReference && isDatabaseGroup(setting.group)) continue;
    const reason = isReference ? referenceMessage(option, problem.reference.text, l10n) : problem.message(l10n);
    const label = optionLabel(option.group, option.name);
    yield {
      place: placeIn(file, setting.valueRange),
      option: label,
      message: l10n.t(
        '{0}: {1} Whoever asks for the option gets an exception.',
        label,
        option.isSecret && !isReference ? l10n.t('The value is not valid.') : reason,
      ),
      docs: referenceOf(configuration.options, option.group, option.name),
      ...fixOf(file, setting, option, isReference ? problem.reference.text : undefined, l10n),
    };
  }
}

interface RefusedValue {
  readonly configuration: OsloConfiguration;
  readonly file: OsloFile;
  readonly setting: OsloSetting;
  readonly option: Option;
  readonly problem: NonNullable<SettingProblem>;
}

/** Three rules ask for the same. */
const refusedByDeployment = new WeakMap<Deployment, readonly RefusedValue[]>();

function refusedValues(deployment: Deployment): readonly RefusedValue[] {
  const known = refusedByDeployment.get(deployment);
  if (known !== undefined) return known;
  const refused = deployment.nova.flatMap(configuration =>
    configuration.files.flatMap(file =>
      file.groups.flatMap(({ settings }) => settings.flatMap(setting => refusedValue(configuration, file, setting))),
    ),
  );
  refusedByDeployment.set(deployment, refused);
  return refused;
}

function refusedValue(configuration: OsloConfiguration, file: OsloFile, setting: OsloSetting): RefusedValue[] {
  const refused: RefusedValue[] = [];
  for (const { option } of configuration.options.findAll(setting.group, setting.name)) {
    if (!option.isMulti && !counts(configuration.get(option.group, option.name).place, file, setting)) continue;
    const problem = settingProblem(configuration, configuration.options, option, setting);
    if (problem !== undefined) refused.push({ configuration, file, setting, option, problem });
  }
  return refused;
}

function counts(
  place: { readonly path: string; readonly range: { readonly start: number } } | undefined,
  file: OsloFile,
  setting: OsloSetting,
): boolean {
  return place?.path === file.path && place.range.start === setting.range.start;
}

function referenceMessage(option: Option, reference: string, l10n: Translator): string {
  // What follows the dollar sign may be a part of a password.
  if (option.isSecret) return l10n.t('A dollar sign stands for another option; for itself it is written twice ($$).');
  return l10n.t(
    '{0} stands for an option that does not exist or has no valid value; a dollar sign itself is written twice ($$).',
    reference,
  );
}

function fixOf(
  file: OsloFile,
  setting: OsloSetting,
  option: Option,
  reference: string | undefined,
  l10n: Translator,
): { fix?: ConfigFix } {
  const place = placeIn(file, setting.valueRange);
  const written = file.text.slice(place.range.start, place.range.end);
  if (reference !== undefined) {
    const at = setting.valueRange.start + Math.max(0, written.indexOf(reference));
    return {
      fix: {
        title: l10n.t('Write the dollar sign twice'),
        edits: [{ ...placeIn(file, { start: at, end: at }), text: '$' }],
        isSafe: false,
      },
    };
  }
  const commented = /^(.*?\S)\s*[#;]\s*(.*)$/.exec(setting.value);
  if (commented !== null && 'value' in parseValue(option, commented[1]!)) {
    const start = setting.range.start;
    return {
      fix: {
        title: l10n.t('Move the comment to a line of its own'),
        edits: [
          { ...placeIn(file, { start, end: start }), text: `# ${commented[2]}\n` },
          { ...place, text: commented[1]! },
        ],
        isSafe: true,
      },
    };
  }
  const choices =
    (option.type === 'boolean' ? ['true', 'false', 'yes', 'no', 'on', 'off'] : option.choices)?.map(String) ?? [];
  const meant = nearest(setting.value, choices);
  if (meant === undefined || option.isSecret) return {};
  return { fix: { title: l10n.t('Write {0}', meant), edits: [{ ...place, text: meant }], isSafe: false } };
}
