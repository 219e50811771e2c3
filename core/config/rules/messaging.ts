import type { Deployment, OsloConfiguration } from '../deployment.ts';
import type { ConfigPlace, TextRange } from '../finding.ts';
import type { HaproxyFile, HaproxySection, HaproxySetting } from '../haproxy/haproxy-file.ts';
import { bindAddresses, effectiveSetting, readHaproxyTime } from '../haproxy/haproxy-values.ts';
import { backsOf } from '../idle-chain.ts';
import { parseTransportUrl, type TransportUrl } from '../transport-url.ts';
import { isFilledInLater } from '../values.ts';
import { textAt } from './settings.ts';

/** A number of a configuration that is known: set by a file, or the default where no other file may set it. */
export interface KnownNumber {
  readonly value: number;
  /** Of the value; undefined where the default counts. */
  readonly place: ConfigPlace | undefined;
}

/** What an option of whole numbers is worth; undefined where that cannot be told, or the release does not know it. */
export function knownNumber(configuration: OsloConfiguration, group: string, name: string): KnownNumber | undefined {
  const { value, raw, valuePlace } = configuration.get(group, name);
  if (typeof value !== 'number' || (raw === undefined && configuration.isPartial)) return undefined;
  return { value, place: valuePlace };
}

/** The address of the broker that a configuration gives. */
export interface GivenTransport {
  readonly configuration: OsloConfiguration;
  readonly url: TransportUrl;
  readonly place: ConfigPlace;
  placeOf(range: TextRange): ConfigPlace;
}

/** The address of the broker of each configuration that has one, but for those that are filled in later. */
export function transportsOf(deployment: Deployment): GivenTransport[] {
  return deployment.nova.flatMap(configuration => {
    // placement sends no messages, though kolla writes the address into its file too.
    if (configuration.options.find('DEFAULT', 'transport_url') === undefined) return [];
    const { value, raw, valuePlace } = configuration.get('DEFAULT', 'transport_url');
    if (typeof value !== 'string' || raw === undefined || valuePlace === undefined || isFilledInLater(raw)) return [];
    const url = parseTransportUrl(value);
    if (url === undefined || url.hosts.length === 0) return [];
    const offset = (textAt(configuration, valuePlace) ?? '').indexOf(value);
    const start = valuePlace.range.start + offset;
    const placeOf = (range: TextRange) =>
      offset < 0
        ? valuePlace
        : { path: valuePlace.path, range: { start: start + range.start, end: start + range.end } };
    return [{ configuration, url, place: valuePlace, placeOf }];
  });
}

/** A time-out of haproxy that counts for a section. */
export interface SectionTimeout {
  readonly file: HaproxyFile;
  readonly section: HaproxySection;
  readonly seconds: number;
  /** The word with the time, in whatever section it stands. */
  readonly place: ConfigPlace;
}

/** The sections of haproxy that answer on one of these ports, or have such a name. */
export function frontsOf(
  deployment: Deployment,
  ports: readonly number[],
  name: RegExp,
): { file: HaproxyFile; section: HaproxySection }[] {
  return deployment.haproxy.flatMap(file =>
    file.sections
      .filter(section => section.kind === 'listen' || section.kind === 'frontend')
      .filter(section => {
        const bound = bindAddresses(section).flatMap(({ port }) => port ?? []);
        return bound.length > 0 ? bound.some(port => ports.includes(port)) : name.test(section.name ?? '');
      })
      .map(section => ({ file, section })),
  );
}

/** A time-out that counts for a section; undefined where there is none. */
export function timeoutOf(
  deployment: Deployment,
  file: HaproxyFile,
  section: HaproxySection,
  kind: 'client' | 'server',
): SectionTimeout | undefined {
  const found = effectiveSetting(deployment.haproxy, section, 'timeout', kind);
  const word = found?.setting.words[2];
  const time = word && readHaproxyTime(word.text);
  if (found === undefined || word === undefined || time === undefined) return undefined;
  return {
    file,
    section,
    seconds: time.milliseconds / 1000,
    place: { path: pathOf(deployment, found.setting) ?? file.path, range: word.range },
  };
}

/** The time-outs of the servers behind a section. */
export function serverTimeouts(deployment: Deployment, file: HaproxyFile, section: HaproxySection): SectionTimeout[] {
  return backsOf(deployment, file, section).flatMap(
    back => timeoutOf(deployment, back.file, back.section, 'server') ?? [],
  );
}

function pathOf(deployment: Deployment, setting: HaproxySetting): string | undefined {
  return deployment.haproxy.find(file => file.sections.some(({ settings }) => settings.includes(setting)))?.path;
}
