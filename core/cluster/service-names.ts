/** The services that a controller is looked through for, in the order in which people read them. */
export const knownServices = [
  'nova-api',
  'nova-api-metadata',
  'nova-scheduler',
  'nova-super-conductor',
  'nova-conductor',
  'nova-compute',
  'nova-novncproxy',
  'nova-spicehtml5proxy',
  'nova-serialproxy',
  'nova-consoleauth',
  'placement-api',
  'rabbitmq',
  'mariadb',
  'mycat',
  'proxysql',
  'maxscale',
  'haproxy',
  'keepalived',
  'memcached',
  'libvirt',
] as const;

export type ServiceName = (typeof knownServices)[number];

/**
 * Further names of the same services: of containers (kolla, TripleO, kolla of old releases, juju's charms), of units
 * (Debian, Red Hat) and of programs. Dashes stand for underscores too.
 */
const otherNames = new Map<string, ServiceName>(
  Object.entries<ServiceName>({
    'nova-osapi-compute': 'nova-api',
    'nova-api-os-compute': 'nova-api',
    'nova-api-wsgi': 'nova-api',
    'nova-metadata': 'nova-api-metadata',
    'nova-metadata-api': 'nova-api-metadata',
    'nova-metadata-wsgi': 'nova-api-metadata',
    // devstack's units: n-api, n-api-meta, n-sch, n-cond-cell1, n-super-cond, n-cpu, n-novnc-cell1.
    'nova-api-meta': 'nova-api-metadata',
    'nova-sch': 'nova-scheduler',
    'nova-cond': 'nova-conductor',
    'nova-super-cond': 'nova-super-conductor',
    'nova-cpu': 'nova-compute',
    'nova-novnc': 'nova-novncproxy',
    'nova-cauth': 'nova-consoleauth',
    'nova-conductor-cell': 'nova-conductor',
    'nova-cell-conductor': 'nova-conductor',
    'nova-vnc-proxy': 'nova-novncproxy',
    'nova-libvirt': 'libvirt',
    'nova-virtqemud': 'libvirt',
    libvirtd: 'libvirt',
    virtqemud: 'libvirt',
    placement: 'placement-api',
    'nova-placement-api': 'placement-api',
    'nova-placement': 'placement-api',
    'rabbitmq-server': 'rabbitmq',
    'rabbitmq-bundle': 'rabbitmq',
    'rabbitmq-bundle-docker': 'rabbitmq',
    'rabbitmq-bundle-podman': 'rabbitmq',
    'galera-bundle': 'mariadb',
    'galera-bundle-docker': 'mariadb',
    'haproxy-bundle': 'haproxy',
    'haproxy-bundle-docker': 'haproxy',
    'outward-rabbitmq': 'rabbitmq',
    'oslo-messaging-rpc': 'rabbitmq',
    mysql: 'mariadb',
    mysqld: 'mariadb',
    mariadbd: 'mariadb',
    galera: 'mariadb',
    'galera-bundle-podman': 'mariadb',
    'haproxy-bundle-podman': 'haproxy',
  }),
);

/** All names that are known, as they are compared: with dashes, and without what deployments put around them. */
export const allServiceNames: readonly string[] = [...knownServices, ...otherNames.keys()];

/** The service that a name of a container, a unit or a program stands for. */
export function serviceOfName(name: string): ServiceName | undefined {
  const plain = plainName(name);
  const known = (knownServices as readonly string[]).includes(plain) ? (plain as ServiceName) : otherNames.get(plain);
  if (known) return known;
  // TripleO numbers the replicas of its bundles: galera-bundle-podman-0.
  const replica = plain.replace(/-\d+$/, '');
  return replica === plain ? undefined : serviceOfName(replica);
}

/** Takes off what deployments put around the name of a service. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.service$/, '')
    .replace(/^\//, '')
    .replaceAll('_', '-')
    .replace(/^devstack@(?:n-)?/, match => (match.endsWith('n-') ? 'nova-' : ''))
    .replace(/^(?:openstack|tripleo|kolla|edpm|snap\.openstack-hypervisor\.|snap\.openstack\.)-?/, '')
    .replace(/-container$/, '')
    .replace(/^(nova-(?:(?:super-)?cond(?:uctor)?|novnc(?:proxy)?|api-meta(?:data)?))-cell\d+$/, '$1');
}

/** The service that a command line runs, by the program or by the script that an interpreter runs. */
export function serviceOfCommandLine(line: string): ServiceName | undefined {
  const words = line.trim().split(/\s+/).slice(0, 4);
  // `nova-conductor: worker` and `uwsgi` rename themselves; supervisors and `timeout` have the program among their words.
  for (const word of words) {
    // busybox shows a process's own name in braces before its command line.
    if (/^[-{]/.test(word)) continue;
    const base = word.replace(/:$/, '').split('/').at(-1) ?? '';
    if (/^(?:python[\d.]*|timeout|dumb-init|sh|bash|tini|conmon|env|sudo|nice|\d+[smhd]?)$/.test(base)) continue;
    if (base === 'beam.smp') return 'rabbitmq';
    return serviceOfName(base);
  }
  return undefined;
}
