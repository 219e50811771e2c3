import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stopHost } from './host.mjs';
import { removeNetwork } from './network.mjs';
import { cgroupName, hostNames, stateFolder } from './settings.mjs';
import { until } from './shell.mjs';

/** Ends the cluster, or what is left of one, and removes all that it made. */
export async function down() {
  await Promise.all(hostNames.map(stopHost));
  await removeNetwork();
  await until('the removal of the folder', 30, async () => {
    // Mounts are gone when the last process of a host is.
    rmSync(stateFolder, { recursive: true, force: true });
    return !existsSync(stateFolder);
  });
  removeControlGroups();
}

/** The kernel keeps the control groups of containers when their engine is killed. */
function removeControlGroups() {
  const root = '/sys/fs/cgroup';
  if (!existsSync(root)) return;
  const hierarchies = readdirSync(root).map(name => join(root, name, cgroupName));
  for (const folder of [join(root, cgroupName), ...hierarchies]) {
    if (existsSync(folder)) removeEmpty(folder);
  }
}

/**
 * @param {string} folder
 */
function removeEmpty(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmpty(join(folder, entry.name));
  }
  try {
    rmdirSync(folder);
  } catch {
    // It is in use by something that is not ours any more; the next end of a cluster tries again.
  }
}
