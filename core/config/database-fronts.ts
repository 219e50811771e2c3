import type { Deployment } from './deployment.ts';
import type { HaproxyFile, HaproxySection } from './haproxy/haproxy-file.ts';
import { bindAddresses, type HaproxyServer, serversOf } from './haproxy/haproxy-values.ts';
import { backsOf, databasePaths, type HaproxyHop, modeOf, mycatAt, proxySqlAt } from './idle-chain.ts';

/** A place of haproxy through which the database is reached. */
export interface DatabaseFront {
  readonly hop: HaproxyHop;
  readonly file: HaproxyFile;
  /** A `listen` or `frontend`. */
  readonly section: HaproxySection;
  readonly servers: readonly (HaproxyServer & { readonly file: HaproxyFile; readonly section: HaproxySection })[];
  readonly leadsTo: 'mysql' | 'mycat' | 'proxysql';
}

const databasePorts: readonly number[] = [3306, 6033, 8066];
const databaseNames = /mysql|mariadb|galera|percona|mycat|proxysql/i;

const cache = new WeakMap<Deployment, readonly DatabaseFront[]>();

/** The sections of haproxy that lead to the database: those that a URL of nova passes, and those whose port or name tells. */
export function databaseFronts(deployment: Deployment): readonly DatabaseFront[] {
  const known = cache.get(deployment);
  if (known) return known;
  const passed = new Set(
    databasePaths(deployment).flatMap(path => path.hops.flatMap(hop => (hop.program === 'haproxy' ? [hop.front] : []))),
  );
  const fronts = deployment.haproxy.flatMap(file =>
    file.sections
      .filter(section => section.kind === 'listen' || section.kind === 'frontend')
      .filter(section => modeOf(deployment, section) !== 'http')
      .filter(section => passed.has(section) || looksLikeDatabase(section))
      .map(section => frontOf(deployment, file, section)),
  );
  cache.set(deployment, fronts);
  return fronts;
}

function looksLikeDatabase(section: HaproxySection): boolean {
  const ports = bindAddresses(section).map(address => address.port ?? 0);
  return (
    ports.some(port => databasePorts.includes(port)) || (ports.length > 0 && databaseNames.test(section.name ?? ''))
  );
}

function frontOf(deployment: Deployment, file: HaproxyFile, section: HaproxySection): DatabaseFront {
  const backs = backsOf(deployment, file, section);
  const servers = backs.flatMap(back => serversOf(back.section).map(server => ({ ...server, ...back })));
  const addresses = servers.flatMap(server => server.address ?? []);
  const isMycat = addresses.some(address => mycatAt(deployment, address) !== undefined || address.port === 8066);
  const isProxySql = addresses.some(address => proxySqlAt(deployment, address) !== undefined || address.port === 6033);
  return {
    hop: { program: 'haproxy', file, front: section, backs },
    file,
    section,
    servers,
    leadsTo: isMycat ? 'mycat' : isProxySql ? 'proxysql' : 'mysql',
  };
}

/** `listen mariadb`, as messages name a section. */
export function sectionLabel(section: HaproxySection): string {
  return section.name === undefined ? section.kind : `${section.kind} ${section.name}`;
}
