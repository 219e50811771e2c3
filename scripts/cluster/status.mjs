import { requestApi } from './api.mjs';
import { callOn, outerProcess } from './host.mjs';
import { addressesOf, controllerNames, hostNames, readSettings } from './settings.mjs';

/**
 * @returns {Promise<boolean>} whether all hosts run and nova says that all its services are up
 */
export async function isHealthy() {
  if (readSettings() === undefined || hostNames.some(host => outerProcess(host) === undefined)) return false;
  const { status, body } = await requestApi('GET', '/os-services', undefined, 20);
  if (status !== 200) return false;
  /** @type {{binary: string, host: string, state: string}[]} */
  const services = body?.services ?? [];
  const isUp = (/** @type {string} */ binary, /** @type {string} */ host) =>
    services.some(service => service.binary === binary && service.host === host && service.state === 'up');
  return (
    isUp('nova-compute', 'cmp1') &&
    controllerNames.every(host => isUp('nova-conductor', host) && isUp('nova-scheduler', host))
  );
}

/**
 * @returns {Promise<string[]>} the controllers that have the VIP, by their kernels
 */
export async function vipHolders() {
  const settings = readSettings();
  if (settings === undefined) return [];
  const { vip } = addressesOf(settings);
  const answers = await Promise.all(
    controllerNames.map(async host => ({ host, ...(await callOn(host, ['ip', '-4', '-o', 'addr'])) })),
  );
  return answers.filter(({ output }) => output.includes(` ${vip}/`)).map(({ host }) => host);
}

/**
 * @param {(text: string) => void} say
 * @returns {Promise<boolean>}
 */
export async function status(say) {
  const running = hostNames.filter(host => outerProcess(host) !== undefined);
  if (running.length === 0) {
    say('There is no cluster.');
    return false;
  }
  say(`hosts: ${running.join(' ')}`);
  say(`VIP: ${(await vipHolders()).join(' ') || 'nowhere'}`);
  for (const host of controllerNames.filter(name => running.includes(name))) {
    const { output } = await callOn(host, ['docker', 'ps', '--all', '--format', '{{.Names}}: {{.Status}}']);
    say(`${host}: ${output.trim().split('\n').sort().join(', ')}`);
  }
  const isWell = await isHealthy();
  say(isWell ? 'nova says that all its services are up.' : 'nova is not well.');
  return isWell;
}
