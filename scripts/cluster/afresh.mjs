import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { novaConf } from './configuration.mjs';
import { askConductors, askDatabase, brokerQueues } from './evidence.mjs';
import { callOn, mustOn } from './host.mjs';
import { endPress, restoreMaxConnections } from './more-breaks.mjs';
import { controllerNames, folderOf, readSettings } from './settings.mjs';
import { until } from './shell.mjs';

const novaContainers = ['nova_conductor', 'nova_scheduler', 'nova_api'];

/**
 * Brings the cluster back to how it is after its start, whatever a scenario has left: every scenario begins there, and none
 * depends on what another did. Nothing of the product is used.
 */
export async function startAfresh() {
  await endPress();
  await Promise.all(controllerNames.map(mendController));
  controllerNames.forEach(writeNovaConfiguration);
  await askDatabase('SET GLOBAL idle_transaction_timeout = 0');
  await restoreMaxConnections();
  await Promise.all(controllerNames.map(host => mustOn(host, ['docker', 'restart', '--time', '5', ...novaContainers])));
  await until('consumers', 300, async () => {
    const queues = await brokerQueues();
    return ['conductor', 'scheduler'].every(topic =>
      controllerNames.every(host => queues.some(({ name, consumers }) => name === `${topic}.${host}` && consumers > 0)),
    );
  });
  await removeQueuesWithoutConsumers();
  await until('answers of all conductors', 300, async () => {
    const answers = await askConductors(20);
    return controllerNames.every(host => answers[host]?.database === true);
  });
}

/**
 * @param {string} host
 */
async function mendController(host) {
  await callOn(host, ['iptables', '--flush']);
  await callOn(host, ['sh', '-c', 'rm -f /tmp/nova-lab-*; rm -rf /run/lock/nova-doctor']);
  await callOn(host, ['pkill', '-CONT', '-f', '/usr/bin/nova-']);
  await callOn(host, ['docker', 'unpause', ...novaContainers]);
  const { output } = await callOn(host, ['docker', 'ps', '--all', '--format', '{{.Names}}']);
  await mustOn(host, ['docker', 'start', ...output.trim().split('\n')]);
  const ready = controllerNames.map(name => `set server nova_api/${name} state ready`).join('; ');
  const socket = 'UNIX-CONNECT:/var/lib/kolla/haproxy/haproxy.sock';
  await callOn(host, ['docker', 'exec', '-i', 'haproxy', 'socat', '-', socket], { input: `${ready}\n` });
}

/**
 * What runbooks set in the files of a controller is taken out again, with the copies that they leave.
 *
 * @param {string} host
 */
function writeNovaConfiguration(host) {
  const settings = readSettings();
  if (settings === undefined) throw new Error('There is no cluster.');
  for (const service of ['nova-conductor', 'nova-scheduler', 'nova-api']) {
    const folder = join(folderOf(host), 'etc/kolla', service);
    const copies = readdirSync(folder).filter(name => name.startsWith('nova.conf.'));
    for (const name of copies) rmSync(join(folder, name));
    writeFileSync(join(folder, 'nova.conf'), novaConf(settings, host, { hasDatabase: true }));
  }
}

/** Left replies, and queues that a scenario made. */
export async function removeQueuesWithoutConsumers() {
  for (const { name, consumers } of await brokerQueues()) {
    if (consumers > 0) continue;
    await callOn('ctl1', ['docker', 'exec', 'rabbitmq', 'rabbitmqctl', '-q', 'delete_queue', name]);
  }
}
