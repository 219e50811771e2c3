import { type DatabaseUrl, isMySql, parseDatabaseUrl } from './database-url.ts';
import type { Deployment, EffectiveOption, OsloConfiguration } from './deployment.ts';
import type { ConfigPlace, TextRange } from './finding.ts';
import type { HaproxyFile, HaproxySection } from './haproxy/haproxy-file.ts';
import type { HaproxyAddress } from './haproxy/haproxy-values.ts';
import {
  bindAddresses,
  effectiveSetting,
  readHaproxyTime,
  serversOf,
  settingOf,
  settingsOf,
} from './haproxy/haproxy-values.ts';
import type { MycatServer } from './mycat/mycat-files.ts';
import { databaseValue } from './mysql/database-values.ts';
import type { ProxySqlFile } from './proxysql/proxysql-file.ts';
import { proxySqlVariable } from './proxysql/proxysql-file.ts';

/** A time after which a program on the way to the database closes a connection that nobody uses. */
export interface IdleTimeout {
  readonly program: 'haproxy' | 'mycat' | 'proxysql' | 'mysql';
  /** As the program calls it: `timeout client`, `idleTimeout`, `mysql-wait_timeout`, `wait_timeout`. */
  readonly name: string;
  readonly seconds: number;
  /** As it is written; undefined where the program's default counts. */
  readonly written: string | undefined;
  /** Where the value stands. Undefined for a default of the program. */
  readonly place: ConfigPlace | undefined;
}

/** One program on the way, with the file that tells about it. */
export type Hop =
  | {
      readonly program: 'haproxy';
      readonly file: HaproxyFile;
      /** A `listen` or `frontend`, and then the `backend` it leads to. */
      readonly front: HaproxySection;
      readonly backs: readonly { readonly file: HaproxyFile; readonly section: HaproxySection }[];
    }
  | { readonly program: 'mycat'; readonly file: MycatServer }
  | { readonly program: 'proxysql'; readonly file: ProxySqlFile }
  | { readonly program: 'mysql' };

/** The way from one set of nova's files to a database. */
export interface DatabasePath {
  readonly configuration: OsloConfiguration;
  /** `database`, `api_database`, `placement_database`. */
  readonly group: string;
  /** `connection`, `slave_connection`. */
  readonly name: string;
  readonly option: EffectiveOption;
  readonly url: DatabaseUrl;
  /** In the order in which a statement passes them. The last one is always the database. */
  readonly hops: readonly Hop[];
  /** Those that end a connection of nova's pool, in the order of the hops. */
  readonly idleTimeouts: readonly IdleTimeout[];
}

const databaseUrlOptions: readonly { readonly group: string; readonly name: string }[] = [
  { group: 'database', name: 'connection' },
  { group: 'database', name: 'slave_connection' },
  { group: 'api_database', name: 'connection' },
  { group: 'api_database', name: 'slave_connection' },
  { group: 'placement_database', name: 'connection' },
  { group: 'placement_database', name: 'slave_connection' },
];

const cache = new WeakMap<Deployment, readonly DatabasePath[]>();

/** The ways of all MySQL URLs of a deployment. A URL that is a template (`{hostname}`) has none. */
export function databasePaths(deployment: Deployment): readonly DatabasePath[] {
  const known = cache.get(deployment);
  if (known) return known;
  const paths = deployment.nova.flatMap(configuration =>
    databaseUrlOptions.flatMap(({ group, name }) => {
      const option = configuration.get(group, name);
      const url = typeof option.value === 'string' ? parseDatabaseUrl(option.value) : undefined;
      if (!url?.host || !isMySql(url) || /[{}]/.test(url.host.text)) return [];
      const hops = hopsTo(deployment, url.host.text, portOf(url) ?? 3306);
      return [{ configuration, group, name, option, url, hops, idleTimeouts: timeoutsOf(deployment, hops) }];
    }),
  );
  cache.set(deployment, paths);
  return paths;
}

/** The port of an address; undefined where it names none. */
export function portOf(url: DatabaseUrl): number | undefined {
  return url.port && /^\d+$/.test(url.port.text) ? Number(url.port.text) : undefined;
}

/** The place of a part of a URL, where it stands in the file as it counts; else that of the whole value. */
export function urlPlace({ configuration, option }: DatabasePath, range: TextRange): ConfigPlace | undefined {
  const place = option.valuePlace;
  if (!place || typeof option.value !== 'string') return place;
  const text = configuration.files.find(file => file.path === place.path)?.text;
  const start = text?.slice(place.range.start, place.range.end).indexOf(option.value) ?? -1;
  if (start < 0) return place;
  const from = place.range.start + start;
  return { path: place.path, range: { start: from + range.start, end: from + range.end } };
}

/** The idle timeout that rules: the smallest one. Undefined where nothing on the way ends idle connections. */
export function smallestIdleTimeout(path: Pick<DatabasePath, 'idleTimeouts'>): IdleTimeout | undefined {
  return path.idleTimeouts.reduce<IdleTimeout | undefined>(
    (best, timeout) => (best && best.seconds <= timeout.seconds ? best : timeout),
    undefined,
  );
}

/** Most hops that a way may have; a proxy that leads to itself ends here. */
const mostHops = 6;

function hopsTo(deployment: Deployment, host: string, port: number): Hop[] {
  const hops: Hop[] = [];
  let targets: readonly HaproxyAddress[] = [{ host, port }];
  while (hops.length < mostHops) {
    const hop = firstOf(targets, target => haproxyAt(deployment, hops, target));
    if (!hop) break;
    hops.push(hop);
    const next = hop.backs.flatMap(({ section }) => serversOf(section).flatMap(server => server.address ?? []));
    if (next.length === 0) break;
    targets = next;
  }
  const proxy = firstOf(targets, target => mycatAt(deployment, target) ?? proxySqlAt(deployment, target));
  if (proxy) hops.push(proxy);
  hops.push({ program: 'mysql' });
  return hops;
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

export type HaproxyHop = Extract<Hop, { program: 'haproxy' }>;

function haproxyAt(
  deployment: Deployment,
  passed: readonly Hop[],
  { host, port }: HaproxyAddress,
): HaproxyHop | undefined {
  for (const file of deployment.haproxy) {
    for (const front of file.sections) {
      if (front.kind !== 'listen' && front.kind !== 'frontend') continue;
      if (passed.some(hop => hop.program === 'haproxy' && hop.front === front)) continue;
      if (modeOf(deployment, front) === 'http') continue;
      const backs = backsOf(deployment, file, front);
      if (answersAt(front, backs, host, port)) return { program: 'haproxy', file, front, backs };
    }
  }
  return undefined;
}

/** The mode of a section: `http`, `tcp`; undefined where nothing says it, which is `tcp`. */
export function modeOf(deployment: Deployment, section: HaproxySection): string | undefined {
  return effectiveSetting(deployment.haproxy, section, 'mode')?.setting.words[1]?.text;
}

/** The sections whose servers a `listen` or `frontend` leads to. */
export function backsOf(deployment: Deployment, file: HaproxyFile, front: HaproxySection): HaproxyHop['backs'] {
  if (front.kind === 'listen' && serversOf(front).length > 0) return [{ file, section: front }];
  const names = [...settingsOf(front, 'use_backend'), ...settingsOf(front, 'default_backend')];
  const fallback = effectiveSetting(deployment.haproxy, front, 'default_backend')?.setting;
  const wanted = new Set([...names, ...(fallback ? [fallback] : [])].map(setting => setting.words[1]?.text));
  return deployment.haproxy.flatMap(other =>
    other.sections
      .filter(section => (section.kind === 'backend' || section.kind === 'listen') && wanted.has(section.name))
      .map(section => ({ file: other, section })),
  );
}

/** A wildcard answers on every address of haproxy's own host, which is not that of the servers behind it. */
function answersAt(
  front: HaproxySection,
  backs: HaproxyHop['backs'],
  host: string | undefined,
  port: number | undefined,
): boolean {
  const leadsThere = backs.some(({ section }) =>
    serversOf(section).some(server => server.address?.host === host && server.address?.port === port),
  );
  return bindAddresses(front).some(bind => {
    if (bind.port === undefined || bind.port !== port) return false;
    return bind.host === undefined ? !leadsThere : sameHost(bind.host, host);
  });
}

/** Whether two hosts may be the same; a name may stand for any address. */
function sameHost(one: string, other: string | undefined): boolean {
  return other === undefined || one === other || isName(one) !== isName(other);
}

function isName(host: string): boolean {
  return !/^(?:[\d.]+|[\da-f]*:[\da-f:.]*)$/i.test(host);
}

/** Mycat, where it answers on the address. */
export function mycatAt(deployment: Deployment, { port }: HaproxyAddress): Hop | undefined {
  const file = deployment.mycatServers.find(server => mycatNumber(server, 'serverPort', 8066) === port);
  return file && { program: 'mycat', file };
}

/** A number of Mycat's `<system>`, or its default. */
export function mycatNumber(server: MycatServer, name: string, otherwise: number): number {
  const value = mycatSystem(server, name)?.value;
  return value !== undefined && /^-?\d+$/.test(value) ? Number(value) : otherwise;
}

/** A property of Mycat's `<system>`; the last one, as later ones win. */
export function mycatSystem(server: MycatServer, name: string) {
  return server.system.findLast(property => property.name === name);
}

/** ProxySQL, where it answers on the address. */
export function proxySqlAt(deployment: Deployment, { host, port }: HaproxyAddress): Hop | undefined {
  const file = deployment.proxysql.find(proxy =>
    (proxySqlVariable(proxy, 'interfaces')?.value ?? '0.0.0.0:6033').split(';').some(written => {
      const match = /^\[?([^[\]]*?)\]?:(\d+)$/.exec(written.trim());
      if (!match || Number(match[2]) !== port) return false;
      return /^(?:|\*|::|0\.0\.0\.0)$/.test(match[1]!) ? true : sameHost(match[1]!, host);
    }),
  );
  return file && { program: 'proxysql', file };
}

/** Mycat and ProxySQL hold connections of their own to the database, so its `wait_timeout` ends none of nova's behind them. */
function timeoutsOf(deployment: Deployment, hops: readonly Hop[]): IdleTimeout[] {
  const timeouts: IdleTimeout[] = [];
  for (const hop of hops) {
    if (hop.program === 'haproxy') timeouts.push(...haproxyTimeouts(deployment, hop));
    if (hop.program === 'mycat') return [...timeouts, mycatTimeout(hop.file)];
    if (hop.program === 'proxysql') return [...timeouts, proxySqlTimeout(hop.file)];
    if (hop.program === 'mysql') timeouts.push(waitTimeout(deployment));
  }
  return timeouts;
}

/**
 * In TCP mode `timeout tunnel` takes the place of both others once the connection is established (seen with haproxy 2.6);
 * without a timeout haproxy waits for ever.
 */
export function haproxyTimeouts(deployment: Deployment, hop: HaproxyHop): IdleTimeout[] {
  const backs = hop.backs.map(back => back.section);
  const tunnel = haproxyTimeout(deployment, [hop.front, ...backs], 'tunnel');
  if (tunnel) return tunnel.seconds > 0 ? [tunnel] : [];
  return [haproxyTimeout(deployment, [hop.front], 'client'), haproxyTimeout(deployment, backs, 'server')].filter(
    timeout => timeout !== undefined && timeout.seconds > 0,
  ) as IdleTimeout[];
}

function haproxyTimeout(
  deployment: Deployment,
  sections: readonly HaproxySection[],
  kind: string,
): IdleTimeout | undefined {
  const own = sections.find(section => settingOf(section, 'timeout', kind)) ?? sections[0];
  const found = own && effectiveSetting(deployment.haproxy, own, 'timeout', kind);
  const word = found?.setting.words[2];
  const time = word && readHaproxyTime(word.text);
  if (!found || !word || !time) return undefined;
  const file = deployment.haproxy.find(one => one.sections.includes(found.section));
  return {
    program: 'haproxy',
    name: `timeout ${kind}`,
    seconds: time.milliseconds / 1000,
    written: word.text,
    place: file && { path: file.path, range: word.range },
  };
}

/** SystemConfig.java: DEFAULT_IDLE_TIMEOUT is half an hour. */
function mycatTimeout(file: MycatServer): IdleTimeout {
  const property = mycatSystem(file, 'idleTimeout');
  return {
    program: 'mycat',
    name: 'idleTimeout',
    seconds: mycatNumber(file, 'idleTimeout', 1_800_000) / 1000,
    written: property?.value,
    place: property && { path: file.path, range: property.valueRange },
  };
}

function proxySqlTimeout(file: ProxySqlFile): IdleTimeout {
  const variable = proxySqlVariable(file, 'wait_timeout');
  const milliseconds = variable && /^\d+$/.test(variable.value) ? Number(variable.value) : 28_800_000;
  return {
    program: 'proxysql',
    name: 'mysql-wait_timeout',
    seconds: milliseconds / 1000,
    written: variable?.value,
    place: variable && { path: file.path, range: variable.valueRange },
  };
}

/** `wait_timeout` of the database, as it is known, or the default of MySQL and MariaDB. */
export function waitTimeout(deployment: Deployment): IdleTimeout {
  const found = databaseValue(deployment, 'wait_timeout');
  const { value = 28_800, written, place } = found ?? {};
  return { program: 'mysql', name: 'wait_timeout', seconds: value, written, place };
}
