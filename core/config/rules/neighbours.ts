import type { Translator } from '../../text/l10n.ts';
import type { Deployment, OsloConfiguration } from '../deployment.ts';
import type { ConfigFix, ConfigPlace } from '../finding.ts';
import { type DatabasePath, databasePaths, type IdleTimeout, smallestIdleTimeout } from '../idle-chain.ts';
import { setOption } from './edits.ts';

/** How an option is written in messages: `[database]max_overflow`. */
export function label(group: string, name: string): string {
  return `[${group}]${name}`;
}

/** Takes each place once: services that read the same file would be told the same. */
export function oncePerPlace<T>(items: readonly T[], placeOf: (item: T) => ConfigPlace | undefined): T[] {
  const seen = new Set<string>();
  return items.filter(item => {
    const place = placeOf(item);
    const key = place ? `${place.path}\n${place.range.start}` : '';
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The ways to the database, each URL of each file once. */
export function distinctPaths(deployment: Deployment): readonly DatabasePath[] {
  return oncePerPlace(databasePaths(deployment), path => path.option.valuePlace);
}

/** Where an option is set, or the header of its group where its default counts. */
export function optionPlace(configuration: OsloConfiguration, group: string, name: string): ConfigPlace {
  return configuration.get(group, name).valuePlace ?? configuration.groupPlace(group);
}

/** A pool of connections: those of one group of options, for its `connection` and its `slave_connection`. */
export interface DatabasePool {
  readonly configuration: OsloConfiguration;
  readonly group: string;
  readonly paths: readonly DatabasePath[];
  /** Of all its ways. */
  readonly idleTimeouts: readonly IdleTimeout[];
  /** How long it keeps a connection, in seconds: 3600 unless a file says otherwise; below 1 it is no limit. */
  readonly recycle: number;
}

/** The pools of a deployment, once for each place of their URL and their recycle time. */
export function databasePools(deployment: Deployment): readonly DatabasePool[] {
  const pools = new Map<string, DatabasePath[]>();
  for (const path of databasePaths(deployment)) {
    const key = `${deployment.nova.indexOf(path.configuration)}\n${path.group}`;
    pools.set(key, [...(pools.get(key) ?? []), path]);
  }
  const all = [...pools.values()].map(paths => {
    const { configuration, group } = paths[0]!;
    const recycle = configuration.numberOf(group, 'connection_recycle_time') ?? 3600;
    return { configuration, group, paths, recycle, idleTimeouts: paths.flatMap(path => path.idleTimeouts) };
  });
  const seen = new Set<string>();
  return all.filter(({ configuration, group, paths }) => {
    const places = [paths[0]!.option.valuePlace, configuration.get(group, 'connection_recycle_time').valuePlace];
    const key = places.map(place => (place ? `${place.path} ${place.range.start}` : '')).join('\n');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * A recycle time below an idle timeout: 10 % or 60 seconds less, whichever is more, in whole minutes where it is long.
 * Undefined where the timeout is so short that it must be a mistake itself.
 */
function recycleBelow(seconds: number): number | undefined {
  if (seconds < 10) return undefined;
  if (seconds <= 120) return Math.floor(seconds / 2);
  const below = seconds - Math.max(60, seconds / 10);
  return Math.floor(below / 60) * 60 || Math.floor(below);
}

/** Sets the recycle time of a pool below every idle timeout on its way. */
export function recycleFix(pool: DatabasePool, l10n: Translator): ConfigFix | undefined {
  const smallest = smallestIdleTimeout(pool);
  const seconds = smallest && recycleBelow(smallest.seconds);
  if (seconds === undefined) return undefined;
  const edit = setOption(pool.configuration, pool.group, 'connection_recycle_time', String(seconds));
  const name = label(pool.group, 'connection_recycle_time');
  return { title: l10n.t('Set {0} to {1}', name, seconds), edits: [edit], isSafe: false };
}

/** A duration as people write it: `1800 s (30 min)`. */
export function secondsLabel(seconds: number): string {
  const rounded = Math.round(seconds * 1000) / 1000;
  if (seconds >= 3600 && seconds % 3600 === 0) return `${rounded} s (${seconds / 3600} h)`;
  if (seconds >= 120 && seconds % 60 === 0) return `${rounded} s (${seconds / 60} min)`;
  return `${rounded} s`;
}

/** `haproxy timeout client`, `Mycat idleTimeout`. */
export function timeoutLabel({ program, name }: IdleTimeout): string {
  const programs = { haproxy: 'haproxy', mycat: 'Mycat', proxysql: 'ProxySQL', mysql: 'MySQL' };
  return `${programs[program]} ${name}`;
}

/** The start of a file, to point at where something is missing in it. */
export function startOf(file: { readonly path: string; readonly text: string }): ConfigPlace {
  const end = file.text.search(/[\r\n]|$/);
  return { path: file.path, range: { start: 0, end } };
}

/** A list of related places without those that are unknown. */
export function relatedPlaces(
  items: readonly (readonly [place: ConfigPlace | undefined, message: string])[],
): { place: ConfigPlace; message: string }[] {
  return items.flatMap(([place, message]) => (place ? [{ place, message }] : []));
}
