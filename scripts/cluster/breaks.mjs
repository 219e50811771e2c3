import { askDatabase, brokerQueues, clientPath } from './evidence.mjs';
import { callOn, mustOn, startOn } from './host.mjs';
import { controllerNames } from './settings.mjs';
import { until } from './shell.mjs';

// What goes wrong in the scenarios. Every break waits until the real services show it.

/**
 * The seed case as closely as MariaDB allows: the server cuts connections that are idle for some seconds, and conductors
 * are held up in the middle of transactions, so that they come back to connections that are dead. Somebody who had asked
 * them is gone by then, and the replies stay behind.
 *
 * @param {{waitTimeout: number}} how
 */
export async function cutConnectionsInTransactions({ waitTimeout }) {
  await askDatabase(`SET GLOBAL wait_timeout = ${waitTimeout}`);
  await endConnectionsOfNova();
  // Another transaction keeps the rows in which services report, so that those of the conductors wait inside.
  const lock = await holdRows('SELECT id FROM nova.services FOR UPDATE');
  await until('transactions of all conductors', 60, conductorsWait);
  await pauseConductors();
  // Ends by SIGKILL, as a host does that loses its power: the queue for its replies stays.
  const ask = ['timeout', '-s', 'KILL', '30', 'python3', clientPath('ask-conductors'), '60', ...controllerNames];
  startOn('cmp1', ask, 'ask-conductors.out');
  await until('messages for the conductors', 60, async () => {
    const queues = await brokerQueues();
    return controllerNames.every(host =>
      queues.some(({ name, messages }) => name === `conductor.${host}` && messages >= 2),
    );
  });
  await lock.release();
  await until('the end of idle connections', 60, async () => {
    const [[count] = []] = await askDatabase('SELECT COUNT(*) FROM information_schema.innodb_trx');
    return Number(count) === 0;
  });
  await until(
    'the end of who asked',
    60,
    async () => (await callOn('cmp1', ['pgrep', '-f', 'ask-conductors'])).status !== 0,
  );
  await resumeConductors();
  await until('replies that nobody reads', 60, leftReplies);
}

/** @returns {Promise<import('./evidence.mjs').Queue[] | undefined>} undefined where there are none */
export async function leftReplies() {
  const queues = await brokerQueues();
  const left = queues.filter(
    ({ name, messages, consumers }) => /^reply_/.test(name) && messages > 0 && consumers === 0,
  );
  return left.length > 0 ? left : undefined;
}

/** Whether a transaction of each conductor waits for the row in which it reports. */
async function conductorsWait() {
  const services = await askDatabase("SELECT id FROM nova.services WHERE `binary` = 'nova-conductor' AND deleted = 0");
  const waiting = await askDatabase(
    "SELECT trx_query FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'",
  );
  return services.every(([id]) => waiting.some(([query = '']) => new RegExp(`services\\.id = ${id}\\b`).test(query)));
}

async function endConnectionsOfNova() {
  const rows = await askDatabase("SELECT id FROM information_schema.processlist WHERE user = 'nova'");
  for (const [id] of rows) await askDatabase(`KILL ${id}`).catch(() => undefined);
}

/**
 * @param {string} statement that locks rows
 * @returns {Promise<{release: () => Promise<void>}>}
 */
async function holdRows(statement) {
  const shell = `printf 'BEGIN; ${statement};\\nSELECT SLEEP(600);\\n' | docker exec -i mariadb mariadb -uroot`;
  startOn('ctl1', ['sh', '-c', shell], 'lock.out');
  const query = "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%' AND user = 'root'";
  const id = await until('the lock', 30, async () => (await askDatabase(query))[0]?.[0]);
  return { release: async () => void (await askDatabase(`KILL ${id}`)) };
}

async function pauseConductors() {
  await Promise.all(controllerNames.map(host => mustOn(host, ['docker', 'pause', 'nova_conductor'])));
}

async function resumeConductors() {
  await Promise.all(controllerNames.map(host => mustOn(host, ['docker', 'unpause', 'nova_conductor'])));
}
