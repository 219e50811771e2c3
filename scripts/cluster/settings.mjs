import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the cluster lives: everything that it writes is in this folder. */
export const stateFolder = process.env.NOVA_DOCTOR_CLUSTER ?? '/var/tmp/nova-doctor-cluster';

/** The controllers, and a host beside them that runs nova-compute, placement and the load, and has no containers. */
export const controllerNames = ['ctl1', 'ctl2', 'ctl3'];
export const computeName = 'cmp1';
export const hostNames = [...controllerNames, computeName];

export const bridgeName = 'novadoctor0';
export const imageName = 'nova-doctor-lab/debian:12';
export const cgroupName = 'nova-doctor-cluster';

/** The account that the product logs in with, and the passwords of services that nobody outside of the namespaces reaches. */
export const operatorName = 'operator';
export const passwords = { database: 'lab_db_pw', broker: 'lab_mq_pw', admin: 'lab_admin_pw' };
export const brokerUser = 'openstack';

/** The project and the image that requests to nova-api name; with noauth2 the token says who asks. */
export const projectId = '6f70656e737461636b20697320666f73';
export const imageId = '70a599e0-31e7-49b7-b260-868f441e862b';

/**
 * @typedef {{prefix: string}} ClusterSettings
 *   prefix: the first three bytes of the addresses, chosen when the cluster starts so that they meet no others
 */

export const settingsFile = join(stateFolder, 'settings.json');

/** @returns {ClusterSettings | undefined} undefined when there is no cluster */
export function readSettings() {
  if (!existsSync(settingsFile)) return undefined;
  return JSON.parse(readFileSync(settingsFile, 'utf8'));
}

/**
 * @param {ClusterSettings} settings
 */
export function addressesOf({ prefix }) {
  return {
    bridge: `${prefix}.1`,
    vip: `${prefix}.10`,
    ctl1: `${prefix}.11`,
    ctl2: `${prefix}.12`,
    ctl3: `${prefix}.13`,
    cmp1: `${prefix}.21`,
  };
}

/**
 * @param {string} host
 * @param {ClusterSettings} settings
 * @returns {string}
 */
export function addressOf(host, settings) {
  return /** @type {Record<string, string>} */ (addressesOf(settings))[host] ?? '';
}

/**
 * @param {string} host
 * @returns {string} the folder that holds what is this host's own: /etc, logs, containers
 */
export function folderOf(host) {
  return join(stateFolder, host);
}
