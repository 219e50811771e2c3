import type { Translator } from '../../text/l10n.ts';
import type { Deployment, OsloConfiguration } from '../deployment.ts';
import type { ConfigFix, ConfigPlace, TextRange } from '../finding.ts';
import type { OsloFile, OsloSetting } from '../oslo/oslo-file.ts';

/** One line of a file of nova, with the file and the configuration that it belongs to. */
export interface GivenSetting {
  readonly configuration: OsloConfiguration;
  readonly file: OsloFile;
  readonly setting: OsloSetting;
}

/** Many rules ask for them. */
const givenByDeployment = new WeakMap<Deployment, readonly GivenSetting[]>();

/** Every setting of every file of nova; a file that several services read comes once. */
export function givenSettings(deployment: Deployment): readonly GivenSetting[] {
  let given = givenByDeployment.get(deployment);
  if (given === undefined) {
    given = [...settingsOf(deployment)];
    givenByDeployment.set(deployment, given);
  }
  return given;
}

function* settingsOf(deployment: Deployment): Iterable<GivenSetting> {
  const seen = new Set<OsloFile>();
  for (const configuration of deployment.nova)
    for (const file of configuration.files) {
      if (seen.has(file)) continue;
      seen.add(file);
      for (const group of file.groups) for (const setting of group.settings) yield { configuration, file, setting };
    }
}

export function placeIn(file: { readonly path: string }, range: TextRange): ConfigPlace {
  return { path: file.path, range };
}

/** How an option is written in messages: `[database]max_overflow`. */
export function optionLabel(group: string, name: string): string {
  return `[${group}]${name}`;
}

/** Takes a setting out of its file, with its line ends. */
export function deletionOf(file: OsloFile, setting: OsloSetting, l10n: Translator, isSafe: boolean): ConfigFix {
  const edit = { ...placeIn(file, wholeLines(file.text, setting.range)), text: '' };
  return { title: l10n.t('Delete {0}', optionLabel(setting.group, setting.name)), edits: [edit], isSafe };
}

/** As `deletionOf`, for the setting that stands at a place. */
export function deletionAt(
  configuration: OsloConfiguration,
  place: ConfigPlace,
  l10n: Translator,
  isSafe: boolean,
): ConfigFix | undefined {
  for (const file of configuration.files) {
    if (file.path !== place.path) continue;
    for (const { settings } of file.groups)
      for (const setting of settings)
        if (setting.range.start <= place.range.start && place.range.end <= setting.range.end)
          return deletionOf(file, setting, l10n, isSafe);
  }
  return undefined;
}

/** The lines that a range touches, from the start of the first one to behind the end of the last one. */
export function wholeLines(text: string, range: TextRange): TextRange {
  const before = text.lastIndexOf('\n', range.start - 1);
  const after = text.indexOf('\n', range.end);
  return { start: range.start === 0 ? 0 : before + 1, end: after < 0 ? text.length : after + 1 };
}

/** The text of a file at a place; undefined where the configuration has no such file. */
export function textAt(configuration: OsloConfiguration, place: ConfigPlace): string | undefined {
  const file = configuration.files.find(({ path }) => path === place.path);
  return file?.text.slice(place.range.start, place.range.end);
}

/** Whether a service reads these files, as far as their place or name tells: true where nothing is known. */
export function mayBeReadBy(configuration: OsloConfiguration, ...services: readonly string[]): boolean {
  return configuration.service === undefined || isReadBy(configuration, ...services);
}

/** Whether the files are known to be those of one of these services: `nova-api` is also `nova-api-wsgi`. */
export function isReadBy(configuration: OsloConfiguration, ...services: readonly string[]): boolean {
  const own = configuration.service;
  return own !== undefined && services.some(service => own === service || own.startsWith(`${service}-`));
}
