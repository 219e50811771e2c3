import type { Entry } from '../entry.ts';

/** What `knowledge/systems.json` says about how a program's logs are recognised. */
export interface WritingSystem {
  readonly id: string;
  readonly role: string;
  /** Regular expressions over the path of a log, with `/` between folders. */
  readonly paths: readonly string[];
  readonly containers: readonly string[];
  readonly processes: readonly string[];
  /** Loggers that only this program uses; one that ends in a dot stands for all that begin so. */
  readonly loggers: readonly string[];
}

/** Tells which service and which host wrote an entry. */
export interface Writers {
  /** What the path of a log says. */
  ofPath(path: string): { readonly service: string | undefined; readonly host: string | undefined };
  /** The service of an entry: what a wrapper says, else the path, else the logger. */
  service(entry: Pick<Entry, 'service' | 'logger'>, byPath: string | undefined): string | undefined;
}

/** Loggers whose entries tell the service where the path does not, beside those in the data. */
const moreLoggers: readonly (readonly [string, string])[] = [
  ['nova.scheduler.utils', 'nova-conductor'],
  ['nova.scheduler.client.', 'nova-compute'],
  ['nova.scheduler.', 'nova-scheduler'],
  ['nova.filters', 'nova-scheduler'],
  ['nova.weights', 'nova-scheduler'],
  ['nova.conductor.', 'nova-conductor'],
  ['nova.compute.', 'nova-compute'],
  ['neutron.', 'neutron-server'],
];

/** Words that name a kind of log or a folder of logs, never a host. */
const folderWords =
  /^(?:logs?|var|opt|srv|tmp|home|root|data|volumes?|_data|etc|kolla|containers?|docker|podman|pods?|journal|remote|syslog|messages|httpd|apache2?|nova|neutron|glance|cinder|keystone|placement|horizon|heat|swift|ironic|octavia|barbican|mariadb|mysql|galera|rabbitmq|haproxy|proxysql|mycat|maxscale|libvirt|qemu|memcached|keepalived|openvswitch|ovn|ceph|controllers?|computes?|fixtures?|tests?)$/i;
const hostName = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** Prepares the data of the systems for use. @throws SyntaxError when a path pattern is none: a bug in the data. */
export function createWriters(systems: readonly WritingSystem[]): Writers {
  const byPath = systems.map(system => ({ id: system.id, paths: system.paths.map(path => new RegExp(path)) }));
  const named = new Map<string, string>();
  for (const { id, containers, processes } of systems) {
    for (const name of [id, ...containers, ...processes]) if (!named.has(name)) named.set(name, id);
  }
  const owners = systems.filter(system => system.role !== 'library' && system.role !== 'cache');

  function ofLogger(logger: string): string | undefined {
    const isOf = (own: string) => logger === own || logger.startsWith(own.endsWith('.') ? own : `${own}.`);
    const found = owners.find(system => system.loggers.some(isOf));
    return found?.id ?? moreLoggers.find(([own]) => isOf(own))?.[1];
  }

  return {
    ofPath: path => {
      const plain = path.replaceAll('\\', '/');
      const found = byPath.find(system => system.paths.some(pattern => pattern.test(plain)));
      return { service: found?.id, host: hostOfPath(plain) };
    },
    service: (entry, byItsPath) => {
      const written = entry.service;
      if (written !== undefined)
        return named.get(written) ?? named.get(written.replace(/^devstack@|\.service$/g, '')) ?? written;
      return byItsPath ?? ofLogger(entry.logger);
    },
  };
}

/**
 * The host that a path names: the nearest folder above the log whose name looks like that of one host (it has a digit or
 * a domain), or what a sosreport's folder says.
 */
function hostOfPath(path: string): string | undefined {
  const folders = path.split('/').slice(0, -1).reverse();
  for (const folder of folders) {
    const report = /^sosreport-([A-Za-z0-9.-]+?)-(?:\d{4}-\d\d-\d\d|\d{6,})/.exec(folder);
    if (report) return report[1];
    if (folderWords.test(folder) || !hostName.test(folder)) continue;
    if (/\d/.test(folder) && /[A-Za-z]/.test(folder) && !/^v?\d/.test(folder)) return folder;
    if (/^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+$/i.test(folder) && !folder.includes('.log')) return folder;
  }
  return undefined;
}
