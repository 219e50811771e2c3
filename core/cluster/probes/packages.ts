import type { CommandOutput } from '../command.ts';
import { commonFailure, type Probe, type ProbeFailure } from '../probe.ts';
import type { ServiceName } from '../service-names.ts';

/** Names of packages by service: Debian's and Ubuntu's, then Red Hat's. */
const packages: Readonly<Partial<Record<ServiceName, readonly string[]>>> = {
  'nova-api': ['nova-api', 'openstack-nova-api'],
  'nova-api-metadata': ['nova-api-metadata', 'openstack-nova-metadata-api'],
  'nova-scheduler': ['nova-scheduler', 'openstack-nova-scheduler'],
  'nova-conductor': ['nova-conductor', 'openstack-nova-conductor'],
  'nova-compute': ['nova-compute', 'openstack-nova-compute'],
  'nova-novncproxy': ['nova-novncproxy', 'nova-consoleproxy', 'openstack-nova-novncproxy'],
  'nova-spicehtml5proxy': ['nova-spiceproxy', 'nova-consoleproxy', 'openstack-nova-spicehtml5proxy'],
  'nova-serialproxy': ['nova-serialproxy', 'openstack-nova-serialproxy'],
  'nova-consoleauth': ['nova-consoleauth', 'openstack-nova-console'],
  'placement-api': ['placement-api', 'openstack-placement-api'],
  rabbitmq: ['rabbitmq-server'],
  mariadb: ['mariadb-server', 'mysql-server', 'percona-xtradb-cluster-server', 'mysql-community-server'],
  proxysql: ['proxysql', 'proxysql2'],
  maxscale: ['maxscale'],
  haproxy: ['haproxy'],
  keepalived: ['keepalived'],
  memcached: ['memcached'],
  libvirt: ['libvirt-daemon', 'libvirt'],
};

/** Versions of packages by the service that they install; services of containers have images instead. */
export type PackageVersions = ReadonlyMap<ServiceName, string>;

const allNames = [...new Set(Object.values(packages).flat())];

export const packagesProbe: Probe<PackageVersions> = {
  name: 'packages',
  // Both complain about packages that are not installed, and say what they know of the others.
  script: [
    'if command -v dpkg-query >/dev/null; then',
    '  dpkg-query -W -f "package \\${db:Status-Status} \\${Package} \\${Version}\\n" $PACKAGES 2>/dev/null',
    'elif command -v rpm >/dev/null; then',
    '  rpm -q --qf "package installed %{NAME} %{VERSION}-%{RELEASE}\\n" $PACKAGES 2>/dev/null',
    'else echo "dpkg-query and rpm: not found" >&2; exit 127; fi',
    'true',
  ].join('\n'),
  parameters: { PACKAGES: allNames.join(' ') },
  timeoutSeconds: 15,
  read: readPackages,
};

export function readPackages(output: CommandOutput): PackageVersions | ProbeFailure {
  if (output.status !== 0) return commonFailure(output) ?? { unreadable: 'not-understood', detail: '' };
  const installed = new Map<string, string>();
  for (const [, name, version] of output.standardOutput.matchAll(/^package installed (\S+) (\S+)$/gm)) {
    installed.set(name!, version!);
  }
  const versions = new Map<ServiceName, string>();
  for (const [service, names] of Object.entries(packages)) {
    const version = names.map(name => installed.get(name)).find(found => found !== undefined);
    if (version !== undefined) versions.set(service as ServiceName, version);
  }
  return versions;
}
