import { mkdtempSync, rmSync } from 'node:fs';
import { freemem } from 'node:os';
import { UserFailure } from '../lib/failure.mjs';
import { installPackages } from './packages.mjs';
import { cgroupName, stateFolder } from './settings.mjs';
import { call } from './shell.mjs';

/** What three controllers use, with some room: in bytes. */
const memory = 5 * 2 ** 30;

/** What hosts need of the kernel, tried in namespaces that end with the shell. */
const attempts = [
  ['mounts of its own', 'mount -t tmpfs tmpfs /mnt'],
  [
    'overlay file systems',
    'mkdir "$1/upper" "$1/work" && mount -t overlay -o "lowerdir=/var/lib,upperdir=$1/upper,workdir=$1/work" overlay /mnt',
  ],
  [
    'control groups',
    '(for FILE in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs; do [ ! -e "$FILE" ] || { mkdir "${FILE%/*}/$2" && rmdir "${FILE%/*}/$2"; } || exit 1; done)',
  ],
  ['a /proc of its own', 'mount -t proc proc /proc'],
  ['bridges', 'ip link add br0 type bridge'],
  ['cables between namespaces', 'ip link add veth0 type veth peer name veth1'],
  ['packet filters', 'iptables --list'],
  ['settings of the network', 'echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind'],
];

/**
 * Says what this machine lacks for the real cluster, after its packages were installed.
 *
 * @returns {Promise<string | undefined>} a sentence, or undefined where it can be started
 */
export async function whatLacksForCluster() {
  try {
    await installPackages();
  } catch (failure) {
    if (failure instanceof UserFailure) return failure.message;
    throw failure;
  }
  if (freemem() < memory)
    return `it needs ${memory / 2 ** 30} GiB of memory, and ${Math.floor(freemem() / 2 ** 20)} MiB are free.`;
  const lines = attempts.map(([what, command]) => `{ ${command}; } >/dev/null 2>&1 || { echo '${what}'; exit 1; }`);
  const script = ['set -u', ...lines].join('\n');
  // The layers of the hosts lie below the folder of the cluster: its file system has to take them.
  const folder = mkdtempSync(`${stateFolder}-attempt-`);
  const words = ['--net', '--mount', '--uts', '--pid', '--fork', '--propagation', 'private', '/bin/sh', '-c', script];
  const { status, output, error } = await call('unshare', [...words, 'sh', folder, `${cgroupName}-attempt`], {
    seconds: 30,
  });
  rmSync(folder, { recursive: true, force: true });
  if (status === 0) return undefined;
  return `hosts are namespaces of this machine, and its kernel does not give them ${output.trim() || error.trim()}.`;
}
