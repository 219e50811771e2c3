import { askDatabase, brokerQueues, clientPath } from './evidence.mjs';
import { callOn, mustOn, startOn } from './host.mjs';
import { controllerNames } from './settings.mjs';
import { until } from './shell.mjs';

// What goes wrong in the scenarios. Every break waits until the real services show it.

/**
 * The seed case as closely as MariaDB allows: the server cuts connections that are idle for some seconds inside of a
 * transaction, and all conductors are held up in the middle of one, so that they come back to connections that are dead.
 * Somebody who had asked them is gone by then, and the replies stay behind.
 *
 * @param {{idleSeconds: number}} how
 */
export async function cutConnectionsInTransactions({ idleSeconds }) {
  await askDatabase(`SET GLOBAL idle_transaction_timeout = ${idleSeconds}`);
  // The time-out holds for connections that are opened from now on.
  await Promise.all(controllerNames.map(host => mustOn(host, ['docker', 'restart', '--time', '5', 'nova_conductor'])));
  await until('consumers', 90, async () =>
    (await brokerQueues()).some(({ name, consumers }) => name === 'conductor' && consumers === 3),
  );
  // Another transaction keeps the rows in which services report, so that those of the conductors wait inside.
  const lock = await holdRows('SELECT id FROM nova.services FOR UPDATE');
  await until('transactions of all conductors', 90, conductorsWait);
  await pauseConductors();
  const asked = await askWhilePaused();
  await lock.release();
  await until('the end of all transactions', 60, async () => {
    const [[count] = []] = await askDatabase('SELECT COUNT(*) FROM information_schema.innodb_trx');
    return Number(count) === 0;
  });
  await asked.ended();
  await resumeConductors();
  await until('replies that nobody reads', 60, leftReplies);
}

/** Somebody asks all conductors and ends as a host does that loses its power: the queue for the replies stays. */
async function askWhilePaused() {
  const ask = ['timeout', '-s', 'KILL', '30', 'python3', clientPath('ask-conductors'), '60', ...controllerNames];
  startOn('cmp1', ask, 'ask-conductors.out');
  await until('messages for the conductors', 60, async () => {
    const queues = await brokerQueues();
    return controllerNames.every(host =>
      queues.some(({ name, messages }) => name === `conductor.${host}` && messages >= 2),
    );
  });
  const isGone = async () => (await callOn('cmp1', ['pgrep', '-f', 'ask-conductors'])).status !== 0;
  return {
    ended: async () => {
      await callOn('cmp1', ['pkill', '-KILL', '-f', 'clients/ask-conductors']);
      await until('the end of who asked', 30, isGone);
    },
  };
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

/**
 * @param {string} statement that locks rows
 * @returns {Promise<{release: () => Promise<void>}>} release: gives the rows free and waits until they are
 */
export async function holdRows(statement) {
  const flag = '/tmp/nova-lab-lock';
  const begin = `SET SESSION wait_timeout = 600; SET SESSION idle_transaction_timeout = 0; BEGIN; ${statement}; DO 'nova-lab';`;
  const client = 'docker exec -i mariadb mariadb -uroot --unbuffered';
  const shell = `touch ${flag}; { echo "${begin}"; while [ -e ${flag} ]; do sleep 0.2; done; echo 'ROLLBACK;'; } | ${client}`;
  startOn('ctl1', ['sh', '-c', shell], 'lock.out');
  const isHeld = async () => {
    const rows = await askDatabase('SELECT trx_rows_locked FROM information_schema.innodb_trx WHERE trx_query IS NULL');
    return rows.some(([locked]) => Number(locked) >= 3);
  };
  await until('the lock', 30, isHeld);
  return {
    release: async () => {
      await mustOn('ctl1', ['rm', '-f', flag]);
      await until('the end of the lock', 30, async () => !(await isHeld()));
    },
  };
}

async function pauseConductors() {
  await Promise.all(controllerNames.map(host => mustOn(host, ['docker', 'pause', 'nova_conductor'])));
}

async function resumeConductors() {
  await Promise.all(controllerNames.map(host => mustOn(host, ['docker', 'unpause', 'nova_conductor'])));
}
