import { existsSync } from 'node:fs';
import { addressOf, bridgeName, hostNames } from './settings.mjs';
import { call, must } from './shell.mjs';

/**
 * @param {string} host
 * @returns {string} the name of its network namespace
 */
export function namespaceOf(host) {
  return `nova-doctor-${host}`;
}

/**
 * @param {string} host
 * @returns {string} the host's end of its cable, in this machine's own namespace
 */
function cableOf(host) {
  return `nd-${host}`;
}

/**
 * Chooses addresses that no route of this machine knows.
 *
 * @returns {Promise<string>} the first three bytes
 */
export async function freePrefix() {
  const routes = await must('ip', ['-4', 'route', 'show', 'table', 'all']);
  const addresses = await must('ip', ['-4', 'addr']);
  for (let second = 77; second < 100; second += 1) {
    const prefix = `10.${second}.0`;
    if (!`${routes}${addresses}`.includes(`${prefix}.`)) return prefix;
  }
  throw new Error('All networks from 10.77.0.0/24 to 10.99.0.0/24 are in use on this machine.');
}

/**
 * One bridge, and for each host a network namespace with an eth0 on it.
 *
 * @param {import('./settings.mjs').ClusterSettings} settings
 */
export async function makeNetwork(settings) {
  await must('ip', ['link', 'add', bridgeName, 'type', 'bridge']);
  await must('ip', ['addr', 'add', `${settings.prefix}.1/24`, 'dev', bridgeName]);
  await must('ip', ['link', 'set', bridgeName, 'up']);
  for (const host of hostNames) {
    const namespace = namespaceOf(host);
    await must('ip', ['netns', 'add', namespace]);
    await must('ip', ['link', 'add', cableOf(host), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace]);
    await must('ip', ['link', 'set', cableOf(host), 'master', bridgeName, 'up']);
    const inside = ['-n', namespace];
    await must('ip', [...inside, 'addr', 'add', `${addressOf(host, settings)}/24`, 'dev', 'eth0']);
    await must('ip', [...inside, 'link', 'set', 'lo', 'up']);
    await must('ip', [...inside, 'link', 'set', 'eth0', 'up']);
  }
}

/** Removes what makeNetwork makes; what is not there is passed over. */
export async function removeNetwork() {
  for (const host of hostNames) {
    if (existsSync(`/sys/class/net/${cableOf(host)}`)) await call('ip', ['link', 'del', cableOf(host)]);
    if (existsSync(`/var/run/netns/${namespaceOf(host)}`)) await call('ip', ['netns', 'del', namespaceOf(host)]);
  }
  if (existsSync(`/sys/class/net/${bridgeName}`)) await call('ip', ['link', 'del', bridgeName]);
}
