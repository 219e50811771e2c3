import type { Translator } from '../../text/l10n.ts';
import { type DatabaseUrl, parseDatabaseUrl } from '../database-url.ts';
import type { Deployment, EffectiveOption, OsloConfiguration } from '../deployment.ts';
import type { ConfigFix, ConfigPlace, TextRange } from '../finding.ts';
import { librariesOf } from '../release-order.ts';
import { isFilledInLater } from '../values.ts';
import { databaseGroups } from './database-options.ts';
import { optionLabel, textAt } from './settings.ts';

/** The value of an option of a database group that some file sets and the release takes. */
export interface DatabaseValue {
  readonly configuration: OsloConfiguration;
  readonly group: string;
  readonly name: string;
  /** `[database]max_overflow`. */
  readonly option: string;
  readonly value: NonNullable<EffectiveOption['value']>;
  /** Of the value, quotes included. */
  readonly place: ConfigPlace;
  /** Of name and value. */
  readonly settingPlace: ConfigPlace;
}

/** Every database group in which a file sets the option to something valid. One former name may give it to two groups: it comes once. */
export function* databaseValues(deployment: Deployment, name: string): Iterable<DatabaseValue> {
  for (const configuration of deployment.nova) {
    const seen = new Set<string>();
    for (const group of databaseGroups) {
      const value = databaseValue(configuration, group, name);
      if (value === undefined) continue;
      const key = `${value.place.path}\n${value.place.range.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield value;
    }
  }
}

/** The value that a file sets for one option of one configuration; undefined where none does, or where it is not valid. */
export function databaseValue(
  configuration: OsloConfiguration,
  group: string,
  name: string,
): DatabaseValue | undefined {
  const { option, value, raw, place, valuePlace } = configuration.get(group, name);
  if (option === undefined || raw === undefined || value === undefined || value === '') return undefined;
  if (place === undefined || valuePlace === undefined || isFilledInLater(raw)) return undefined;
  return {
    configuration,
    group,
    name,
    option: optionLabel(group, name),
    value,
    place: valuePlace,
    settingPlace: place,
  };
}

/** As `databaseValues`, of whole numbers. */
export function* databaseNumbers(
  deployment: Deployment,
  name: string,
): Iterable<DatabaseValue & { readonly number: number }> {
  for (const value of databaseValues(deployment, name))
    if (typeof value.value === 'number') yield { ...value, number: value.value };
}

/** An address that a file gives, taken apart. */
export interface GivenUrl extends DatabaseValue {
  readonly text: string;
  /** Undefined where SQLAlchemy refuses it. */
  readonly url: DatabaseUrl | undefined;
  /** The place in the file of a part of the address; of the whole value where substitution moves the parts. */
  placeOf(range: TextRange): ConfigPlace;
  /** Whether `placeOf` is exact, so that a fix may replace the part. */
  readonly isExact: boolean;
}

/** Every address of a database that a file gives under this name. */
export function* databaseUrls(deployment: Deployment, name: string): Iterable<GivenUrl> {
  for (const value of databaseValues(deployment, name)) {
    const url = givenUrl(deployment, value);
    if (url !== undefined) yield url;
  }
}

/** The address that one configuration gives; undefined where it gives none, or one that is filled in later. */
export function databaseUrl(
  deployment: Deployment,
  configuration: OsloConfiguration,
  group: string,
  name = 'connection',
): GivenUrl | undefined {
  const value = databaseValue(configuration, group, name);
  return value === undefined ? undefined : givenUrl(deployment, value);
}

function givenUrl(deployment: Deployment, value: DatabaseValue): GivenUrl | undefined {
  const text = value.value;
  if (typeof text !== 'string' || isMasked(text)) return undefined;
  const { path, range } = value.place;
  const offset = (textAt(value.configuration, value.place) ?? '').indexOf(text);
  const is13 = librariesOf(deployment.options.release).sqlAlchemy.startsWith('1.3');
  return {
    ...value,
    text,
    url: parseDatabaseUrl(text, is13 ? '1.3' : '1.4 or later'),
    isExact: offset >= 0,
    placeOf: part =>
      offset < 0
        ? value.place
        : { path, range: { start: range.start + offset + part.start, end: range.start + offset + part.end } },
  };
}

/** Whether somebody has blotted out the whole value, as tools that gather files for support do. */
function isMasked(text: string): boolean {
  return /^(?:\*+|<[^>]*>|x{4,})$/i.test(text);
}

/** Writes another value. */
export function setTo(value: DatabaseValue, text: string, l10n: Translator): ConfigFix {
  return {
    title: l10n.t('Set {0} to {1}', value.option, text),
    edits: [{ ...value.place, text }],
    isSafe: false,
  };
}
