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
    'nova-cond': 'nova-conductor',
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
    'rabbitmq-bundle-podman': 'rabbitmq',
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
    .replace(/^(?:openstack|tripleo|kolla|edpm|devstack@n|snap\.openstack-hypervisor\.|snap\.openstack\.)-?/, match =>
      match.startsWith('devstack') ? 'nova' : '',
    )
    .replace(/-container$/, '')
    .replace(/^(nova(?:-super)?-conductor)(?:-cell\d+)$/, '$1')
    .replace(/^(nova-novncproxy)(?:-cell\d+)$/, '$1');
}

/** The service that a command line runs, by the program or by the script that an interpreter runs. */
export function serviceOfCommandLine(line: string): ServiceName | undefined {
  const words = line.trim().split(/\s+/).slice(0, 4);
  // `nova-conductor: worker` and `uwsgi` rename themselves; supervisors and `timeout` have the program among their words.
  for (const word of words) {
    if (word.startsWith('-')) continue;
    const base = word.replace(/:$/, '').split('/').at(-1) ?? '';
    if (/^(?:python[\d.]*|timeout|dumb-init|sh|bash|tini|conmon|env|sudo|nice)$/.test(base)) continue;
    if (base === 'beam.smp') return 'rabbitmq';
    return serviceOfName(base);
  }
  return undefined;
}
