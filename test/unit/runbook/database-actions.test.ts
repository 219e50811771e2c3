import assert from 'node:assert/strict';
import type { DatabaseConnection } from '../../../core/cluster/actions/database-admin.ts';
import { isNeverEnded, withoutLiterals } from '../../../core/runbook/actions/sql-kill.ts';
import { planStep, runCheck } from '../../../core/runbook/make-plan.ts';
import { english } from '../../../core/text/l10n.ts';
import { outputOf } from '../cluster/captured.ts';
import {
  type Answers,
  away,
  call,
  check,
  clusterState,
  holding,
  host,
  observerOf,
  service,
  step,
  vip,
} from './fake-cluster.ts';

const mariadb = service('mariadb', {
  owner: { kind: 'container', container: { engine: 'docker', name: 'mariadb' }, restartPolicy: 'no' },
});
const state = clusterState([holding('ctl1', [mariadb]), host('ctl2', [mariadb]), away('ctl3')]);

const server = (values: string, nodes = '10.77.0.11:3306,10.77.0.12:3306', version = '10.11.6-MariaDB\tDebian') =>
  outputOf(`server\t${version}\nwsrep_incoming_addresses\t${nodes}\n${values}`);
const timeouts = 'variable\twait_timeout\t600\t600\nvariable\tinteractive_timeout\t28800\t28800\n';

function planning(answers: Answers, file = '') {
  return { parameters: {}, observer: observerOf(state, `vip: ${vip}\nbecome: sudo\n${file}`, answers), l10n: english };
}

const set = step({
  id: 'set',
  on: 'database',
  run: call({ sql: 'set-global', variables: ['wait_timeout=28800', 'interactive_timeout=3600'] }),
});

describe('setting variables of the database', () => {
  it('is done on every node by itself, with the old values for undo', async () => {
    const { commands, notes, refusal } = await planStep(set, planning({ 'database-server': server(timeouts) }));
    assert.equal(refusal, undefined);
    assert.deepEqual(
      commands.map(({ id, controller }) => `${id} ${controller}`),
      ['set/ctl1/1 ctl1', 'set/ctl2/2 ctl2'],
    );
    assert.match(
      commands[0]?.printed ?? '',
      /STATEMENTS='SET GLOBAL wait_timeout = 28800; SET GLOBAL interactive_timeout = 3600'/,
    );
    assert.match(
      commands[0]?.undo?.[0]?.printed ?? '',
      /STATEMENTS='SET GLOBAL wait_timeout = 600; SET GLOBAL interactive_timeout = 28800'/,
    );
    assert.match(
      notes.join('\n'),
      /ctl1: wait_timeout is raised from 600 to 28800\.\nctl1: interactive_timeout is LOWERED from 28800 to 3600\./,
    );
    assert.match(notes.join('\n'), /Sessions that are open keep their values/);
    assert.match(notes.join('\n'), /below \[mysqld\]: wait_timeout = 28800, interactive_timeout = 3600/);
  });

  it('goes to each address that Galera tells, with the account of databaseAdmin', async () => {
    const observer = planning(
      { 'database-server': server(timeouts) },
      'databaseAdmin: {host: 10.77.0.12, loginPath: nova-doctor}\n',
    );
    const { commands } = await planStep(set, observer);
    assert.deepEqual(
      commands.map(({ controller }) => controller),
      ['ctl2', 'ctl2'],
    );
    assert.deepEqual(
      commands.map(({ printed }) => /DATABASE_HOST=(\S+); /.exec(printed)?.[1]),
      ['10.77.0.11', '10.77.0.12'],
    );
    assert.match(commands[0]?.printed ?? '', /LOGIN_PATH=nova-doctor; export LOGIN_PATH/);
  });

  it('says how it lasts on MySQL 8, and leaves alone what is so already', async () => {
    const same = 'variable\twait_timeout\t28800\t28800\nvariable\tinteractive_timeout\t3600\t3600\n';
    const { commands, notes } = await planStep(
      set,
      planning({ 'database-server': server(same, '', '8.0.36\tMySQL Community Server') }),
    );
    assert.deepEqual(commands, []);
    assert.match(notes.join('\n'), /SET PERSIST wait_timeout = 28800, interactive_timeout = 3600/);
  });

  it('is refused through a proxy, without permission, with unknown nodes and with what is no number', async () => {
    const refusal = async (output: ReturnType<typeof outputOf>) =>
      (await planStep(set, planning({ 'database-server': output }))).refusal ?? '';
    assert.match(await refusal(server('', '', '5.7.44-mycat-2.0\t')), /is a proxy/);
    assert.match(
      await refusal(outputOf('', { status: 1, standardError: "ERROR 1698 (28000): Access denied for user 'root'" })),
      /cannot be asked as an administrator: ERROR 1698/,
    );
    assert.match(
      await refusal(server(timeouts, 'a:3306,b:3306,c:3306')),
      /nodes that no host of this cluster stands for \(c:3306\)/,
    );
    const odd = step({ on: 'database', run: call({ sql: 'set-global', variables: ['wait_timeout=1; DROP TABLE x'] }) });
    assert.match((await planStep(odd, planning({}))).refusal ?? '', /is not a variable with a whole number/);
  });

  it('is verified on a new connection of every node', async () => {
    const see = (value: number) =>
      runCheck(
        check('variable', { name: 'wait_timeout', equals: value }),
        [],
        planning({ 'database-server': server(timeouts) }),
      );
    assert.equal((await see(600)).holds, true);
    assert.deepEqual((await see(28800)).holds, false);
  });
});

const connection = (more: Partial<DatabaseConnection>): DatabaseConnection => ({
  id: 1,
  user: 'nova',
  host: '10.77.0.11:4000',
  database: 'nova',
  command: 'Sleep',
  seconds: 0,
  state: '',
  transactionStarted: '',
  transactionSeconds: 0,
  statement: '',
  ...more,
});

describe('ending connections of the database', () => {
  const line = (values: readonly (string | number)[]) => ['connection', ...values].join('\t');
  const listed = outputOf(
    [
      line([11, 'nova', '10.77.0.11:4000', 'nova', 'Sleep', 980, '', '2026-11-22 22:00:00', 981, '']),
      line([
        12,
        'nova',
        '10.77.0.12:4001',
        'nova',
        'Query',
        70,
        'Sending data',
        '',
        0,
        "SELECT * FROM instances WHERE uuid='secret'",
      ]),
      line([13, 'nova', '10.77.0.12:4002', 'nova', 'Sleep', 4000, '', '', 0, '']),
      line([14, 'system user', '', '', 'Daemon', 9000, 'wsrep applier idle', '', 0, '']),
      line([15, 'root', 'localhost', 'nova', 'Query', 300, 'altering table', '', 0, 'ALTER TABLE instances ADD x int']),
    ].join('\n'),
  );
  const kill = step({ id: 'end', on: 'database', effect: 'destroy', run: call({ sql: 'kill', older: '60s' }) });

  it('lists the old ones, the oldest first, and chooses none', async () => {
    const answers = { 'database-server': server('', ''), 'database-connections': listed };
    const { rows, commands, notes } = await planStep(kill, planning(answers));
    assert.deepEqual(
      rows
        .slice(0, 2)
        .map(({ cells, isChosen }) => [cells.slice(0, 4).join(' '), cells.at(-2), cells.at(-1), isChosen]),
      [
        ['ctl1 11 nova 10.77.0.11:4000', 'transaction: 981 s', '', false],
        ['ctl1 12 nova 10.77.0.12:4001', 'statement: 70 s', 'SELECT * FROM instances WHERE uuid=?', false],
      ],
    );
    assert.equal(rows.length, 4);
    assert.deepEqual(
      commands.map(({ row }) => row),
      rows.map(({ id }) => id),
    );
    assert.match(
      commands[0]?.printed ?? '',
      /p\.ID = 11 AND p\.USER = '\\''nova'\\'' AND p\.HOST = '\\''10\.77\.0\.11:4000'\\'' AND t\.trx_started = '\\''2026-11-22 22:00:00'\\''/,
    );
    assert.match(commands[0]?.printed ?? '', /KILL='KILL CONNECTION 11'/);
    assert.match(notes.join(), /4 are never ended/);
    const seen = await runCheck(check('transactions', { older: '60s', 'at-most': 3 }), [], planning(answers));
    assert.equal(seen.holds, false);
    assert.match(seen.seen, /ctl1: 2 older than 60 s, the oldest 981 s/);
  });

  it('never touches replication, Galera, backups, changes of the schema and the server itself', () => {
    const never = [
      { user: 'system user' },
      { user: 'event_scheduler', command: 'Daemon' },
      { user: 'replica', command: 'Binlog Dump GTID' },
      { user: 'mariabackup', statement: 'SELECT 1' },
      { user: 'root', statement: '  alter table x add y int' },
      { user: 'root', statement: '/* tool */ CREATE INDEX a ON b (c)' },
      { user: 'root', statement: 'SELECT /*!40001 SQL_NO_CACHE */ * FROM instances' },
      { user: 'root', state: 'Waiting for table metadata lock' },
      { user: 'nova', state: 'wsrep: initiating pre-commit' },
    ];
    for (const more of never) assert.equal(isNeverEnded(connection(more)), true, JSON.stringify(more));
    for (const statement of ['SELECT 1', 'UPDATE instances SET created_at=1', '']) {
      assert.equal(isNeverEnded(connection({ statement })), false, statement);
    }
  });

  it('shows statements without what users wrote', () => {
    assert.equal(
      withoutLiterals(`UPDATE a SET b='it\\'s', c="x", d=0x1F, e=12.5 WHERE f='open`),
      'UPDATE a SET b=?, c=?, d=?, e=? WHERE f=?',
    );
  });
});
