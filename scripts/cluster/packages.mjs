import { existsSync } from 'node:fs';
import { findDebianProgram } from '../lib/debian-packages.mjs';
import { UserFailure } from '../lib/failure.mjs';

const purpose = 'The real cluster is made of the programs of Debian 12';
const elsewhere = 'it runs on Debian 12 only.';

/** Packages with a program of each. */
const packages = [
  ['openssh-server', '/usr/sbin/sshd'],
  ['openssh-client', '/usr/bin/ssh'],
  ['sudo', '/usr/bin/sudo'],
  ['iproute2', '/usr/sbin/ip'],
  ['iptables', '/usr/sbin/iptables'],
  ['procps', '/usr/bin/ps'],
  ['curl', '/usr/bin/curl'],
  ['socat', '/usr/bin/socat'],
  ['tini', '/usr/bin/tini'],
  ['docker.io', '/usr/sbin/dockerd'],
  ['mariadb-server', '/usr/sbin/mariadbd'],
  ['rabbitmq-server', '/usr/lib/rabbitmq/bin/rabbitmq-server'],
  ['haproxy', '/usr/sbin/haproxy'],
  ['keepalived', '/usr/sbin/keepalived'],
  ['nova-conductor', '/usr/bin/nova-conductor'],
  ['nova-scheduler', '/usr/bin/nova-scheduler'],
  ['nova-api', '/usr/bin/nova-api'],
  ['python3-placement', '/usr/lib/python3/dist-packages/placement/wsgi.py'],
  ['ansible-core', '/usr/bin/ansible-playbook'],
];

/** Sees to it that the programs of the cluster are here. */
export async function installPackages() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new UserFailure('The real cluster makes network namespaces: it needs Linux, and root.');
  }
  // Services of packages are not to be started on this machine.
  const hold = '/usr/sbin/policy-rc.d';
  const isMissing = packages.some(([, program]) => !existsSync(program ?? ''));
  const { rmSync, writeFileSync } = await import('node:fs');
  const mustHold = isMissing && !existsSync(hold);
  if (mustHold) writeFileSync(hold, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    for (const [name = '', program = ''] of packages) await findDebianProgram({ name, program, purpose, elsewhere });
  } finally {
    if (mustHold) rmSync(hold);
  }
}
