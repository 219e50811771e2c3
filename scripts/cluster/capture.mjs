// What the real programs print, for the tests and the simulated cluster:
//   node scripts/cluster/capture.mjs      needs a cluster that is up; leaves it as it was
// writes test/fixtures/commands/real-cluster: NAME.out, NAME.err and COMMANDS.tsv (name, command, exit status).
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMain, UserFailure } from '../lib/failure.mjs';
import { inProject } from '../lib/paths.mjs';
import { callOn, mustOn, startOn } from './host.mjs';
import { controllerNames, passwords, stateFolder } from './settings.mjs';
import { until } from './shell.mjs';
import { isHealthy, vipHolders } from './status.mjs';

const folder = inProject('test/fixtures/commands/real-cluster');
/** @type {string[]} */
const table = [];

/**
 * Runs one command line on a host and keeps what it prints.
 *
 * @param {string} name
 * @param {string} line for a shell
 * @param {string} [host]
 */
async function capture(name, line, host = 'ctl1') {
  const { status, output, error } = await callOn(host, ['sh', '-c', line]);
  const neutral = (/** @type {string} */ text) => text.replaceAll(stateFolder, '/var/tmp/cluster');
  writeFileSync(join(folder, `${name}.out`), neutral(output));
  if (error !== '') writeFileSync(join(folder, `${name}.err`), neutral(error));
  table.push(`${name}\t${line}\t${status}`);
}

const database = 'docker exec -i mariadb mariadb -uroot';
const asNova = `docker exec -i mariadb mariadb --no-defaults -unova -p${passwords.database} -h 10.77.0.10`;

/** @type {readonly (readonly [string, string])[]} */
const queries = [
  ['variables_timeouts', "SHOW GLOBAL VARIABLES LIKE '%timeout%'"],
  ['processlist', 'SHOW PROCESSLIST'],
  ['full_processlist', 'SHOW FULL PROCESSLIST'],
  [
    'processlist_table',
    'SELECT id, user, host, db, command, time, state, info FROM information_schema.processlist ORDER BY time DESC',
  ],
  ['innodb_trx', 'SELECT * FROM information_schema.innodb_trx'],
  ['innodb_lock_waits', 'SELECT * FROM information_schema.innodb_lock_waits'],
  ['set_global', 'SET GLOBAL wait_timeout = 28800; SELECT @@GLOBAL.wait_timeout'],
  ['set_global_wrong', "SET GLOBAL wait_timeout = 'long'"],
  ['set_global_unknown', 'SET GLOBAL wait_time_out = 5'],
  ['kill_missing', 'KILL 4294967'],
  ['status_wsrep', "SHOW GLOBAL STATUS LIKE 'wsrep%'"],
  [
    'services',
    'SELECT host, `binary`, report_count, disabled, updated_at, version FROM nova.services WHERE deleted = 0',
  ],
  ['cell_mappings', 'SELECT id, uuid, name, transport_url FROM nova_api.cell_mappings'],
];

async function containerCommands() {
  await capture('docker_version', 'docker version');
  await capture('docker_ps', 'docker ps');
  await capture('docker_ps_all_json', "docker ps --all --no-trunc --format '{{json .}}'");
  await capture('docker_inspect', 'docker inspect nova_conductor');
  await capture('docker_inspect_missing', 'docker inspect nova-conductor');
  await capture('docker_stop', 'docker stop nova_scheduler', 'ctl3');
  await capture('docker_ps_all_stopped', 'docker ps --all', 'ctl3');
  await capture('docker_inspect_state_stopped', "docker inspect --format '{{json .State}}' nova_scheduler", 'ctl3');
  await capture('docker_stop_again', 'docker stop nova_scheduler', 'ctl3');
  await capture('docker_exec_stopped', 'docker exec nova_scheduler true', 'ctl3');
  await capture('docker_start', 'docker start nova_scheduler', 'ctl3');
  await capture('docker_start_again', 'docker start nova_scheduler', 'ctl3');
  await capture('docker_restart', 'docker restart --time 10 nova_scheduler', 'ctl3');
  await capture('docker_pause', 'docker pause nova_scheduler', 'ctl3');
  await capture('docker_inspect_state_paused', "docker inspect --format '{{json .State}}' nova_scheduler", 'ctl3');
  await capture('docker_unpause', 'docker unpause nova_scheduler', 'ctl3');
  await capture('docker_stop_missing', 'docker stop nova-conductor', 'ctl3');
  await capture('docker_exec', 'docker exec nova_scheduler nova-manage --version', 'ctl3');
  await capture('docker_exec_missing_program', 'docker exec nova_scheduler mysql --version', 'ctl3');
  await capture('docker_refused', 'runuser -u operator -- docker ps', 'ctl3');
}

async function podmanCommands() {
  const podman = [
    'podman --root /tmp/podman/root --runroot /tmp/podman/run --runtime runc --cgroup-manager cgroupfs --storage-driver vfs',
  ];
  const run = `run --detach --name nova_conductor --network host --ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --log-driver k8s-file -v /usr:/usr:ro -v /etc:/etc:ro`;
  const image = 'localhost/nova-doctor-lab/debian:12';
  await mustOn('ctl3', ['sh', '-c', `${podman} import ${join(stateFolder, 'image.tar')} ${image}`]);
  await capture('podman_run', `${podman} ${run} ${image} tini -- sleep 3600`, 'ctl3');
  await capture('podman_ps_all', `${podman} ps --all`, 'ctl3');
  await capture('podman_ps_all_json', `${podman} ps --all --format json`, 'ctl3');
  await capture('podman_inspect', `${podman} inspect nova_conductor`, 'ctl3');
  await capture('podman_exec', `${podman} exec nova_conductor nova-manage --version`, 'ctl3');
  await capture('podman_restart', `${podman} restart --time 1 nova_conductor`, 'ctl3');
  await capture('podman_stop', `${podman} stop --time 1 nova_conductor`, 'ctl3');
  await capture('podman_stop_again', `${podman} stop nova_conductor`, 'ctl3');
  await capture('podman_exec_stopped', `${podman} exec nova_conductor true`, 'ctl3');
  await capture('podman_start', `${podman} start nova_conductor`, 'ctl3');
  await capture('podman_stop_missing', `${podman} stop nova-conductor`, 'ctl3');
  await capture('podman_start_missing', `${podman} start nova-conductor`, 'ctl3');
  await mustOn('ctl3', ['sh', '-c', `${podman} rm --force --time 1 nova_conductor`]);
}

/** Replies that nobody waits for any more: who asked was killed while the conductors could not answer. */
async function leaveReplies() {
  for (const host of controllerNames) await mustOn(host, ['docker', 'pause', 'nova_conductor']);
  startOn('cmp1', ['timeout', '-s', 'KILL', '25', ...askWords(60)], 'ask.out');
  await until('messages for conductors', 40, async () => {
    const queues = await mustOn('ctl1', ['docker', 'exec', 'rabbitmq', 'rabbitmqctl', '-q', 'list_queues']);
    return /^conductor\.ctl2\t[1-9]/m.test(queues);
  });
  await capture(
    'rabbitmq_list_queues_stuck',
    `docker exec rabbitmq rabbitmqctl -q list_queues --formatter json ${columns}`,
  );
  await until('the end of who asked', 30, async () => {
    return (await callOn('cmp1', ['pgrep', '-f', 'ask-conductors'])).status !== 0;
  });
  for (const host of controllerNames) await mustOn(host, ['docker', 'unpause', 'nova_conductor']);
  return until('left replies', 60, async () => {
    const queues = await mustOn('ctl1', [
      ...['docker', 'exec', 'rabbitmq', 'rabbitmqctl', '-q', 'list_queues', 'name', 'messages', 'consumers'],
    ]);
    return /^(reply_\w+)\t[1-9]\d*\t0$/m.exec(queues)?.[1];
  });
}

const columns = 'name type messages messages_unacknowledged consumers state owner_pid';

/**
 * @param {number} seconds
 */
function askWords(seconds) {
  return ['python3', join(stateFolder, 'clients/ask-conductors'), String(seconds), ...controllerNames];
}

async function brokerCommands() {
  const broker = 'docker exec rabbitmq rabbitmqctl';
  const reply = await leaveReplies();
  await capture('rabbitmq_list_queues', `${broker} list_queues`);
  await capture('rabbitmq_list_queues_json', `${broker} -q list_queues -p / --formatter json ${columns}`);
  await capture('rabbitmq_list_consumers', `${broker} list_consumers`);
  await capture(
    'rabbitmq_list_consumers_json',
    `${broker} -q list_consumers -p / --formatter json queue_name channel_pid consumer_tag active`,
  );
  await capture(
    'rabbitmq_list_connections_json',
    `${broker} -q list_connections --formatter json pid user peer_host peer_port state client_properties`,
  );
  await capture('rabbitmq_list_vhosts', `${broker} -q list_vhosts name --no-table-headers`);
  await capture('rabbitmq_purge_queue', `${broker} purge_queue -p / ${reply}`);
  await capture('rabbitmq_purge_queue_quiet', `${broker} -q purge_queue -p / ${reply}`);
  await capture('rabbitmq_purge_queue_missing', `${broker} purge_queue -p / reply_missing`);
  await capture('rabbitmq_purge_queue_no_vhost', `${broker} purge_queue -p /nova ${reply}`);
  await capture('rabbitmq_list_queues_purged', `${broker} -q list_queues --formatter json ${columns}`);
  await capture('rabbitmq_cluster_status_json', `${broker} -q cluster_status --formatter json`);
  await capture('rabbitmq_await_startup', `${broker} await_startup`);
}

async function databaseCommands() {
  // A transaction that is held open, and one that waits for it.
  const update = "UPDATE nova.services SET disabled_reason = NULL WHERE `binary` = 'nova-scheduler'";
  const open = (/** @type {string} */ then) =>
    `printf "BEGIN; ${update.replaceAll('`', '\\`')};\\nSELECT SLEEP(40);\\n" ${then}`;
  startOn('ctl1', ['sh', '-c', open(`| ${database}`)], 'transaction.out');
  await until('an open transaction', 20, async () => {
    const answer = await mustOn('ctl1', [
      'sh',
      '-c',
      `${database} -N -e 'SELECT COUNT(*) FROM information_schema.innodb_trx'`,
    ]);
    return Number(answer) >= 1;
  });
  startOn('ctl1', ['sh', '-c', open(`| ${database}`)], 'transaction.out');
  await until('a lock wait', 30, async () => {
    const rows = await mustOn('ctl1', [
      'sh',
      '-c',
      `${database} -N -e 'SELECT * FROM information_schema.innodb_lock_waits'`,
    ]);
    return rows.trim() !== '';
  });
  for (const [name, query] of queries)
    await capture(`mariadb_${name}`, `${database} -e "${query.replaceAll('`', '\\`')}"`);
  await capture('mariadb_set_global_refused', `${asNova} -e 'SET GLOBAL wait_timeout = 28800'`);
  await capture('mariadb_innodb_trx_refused', `${asNova} -e 'SELECT * FROM information_schema.innodb_trx'`);
  const id = await mustOn('ctl1', [
    ...[
      'sh',
      '-c',
      `${database} -N -e "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%' LIMIT 1"`,
    ],
  ]);
  await capture('mariadb_kill_refused', `${asNova} -e 'KILL ${id.trim()}'`);
  await capture('mariadb_kill', `${database} -e 'KILL ${id.trim()}'`);
  await capture(
    'mariadb_wrong_password',
    `docker exec mariadb mariadb --no-defaults -unova -pwrong -h 10.77.0.10 -e 'SELECT 1'`,
  );
  await capture('mariadb_refused', `docker exec mariadb mariadb --no-defaults -unova -px -h 10.77.0.12 -e 'SELECT 1'`);
}

async function balancerCommands() {
  const [holder = 'ctl1'] = await vipHolders();
  const socket = (/** @type {string} */ line) =>
    `echo "${line}" | docker exec -i haproxy socat - UNIX-CONNECT:/var/lib/kolla/haproxy/haproxy.sock`;
  await capture('haproxy_show_info', socket('show info'), holder);
  await capture('haproxy_show_stat', socket('show stat'), holder);
  await capture('haproxy_show_servers_state', socket('show servers state'), holder);
  await capture('haproxy_show_servers_state_one', socket('show servers state nova_api'), holder);
  await capture('haproxy_show_backend', socket('show backend'), holder);
  await capture('haproxy_set_maint', socket('set server nova_api/ctl2 state maint'), holder);
  await capture('haproxy_show_stat_maint', socket('show stat'), holder);
  await capture('haproxy_show_servers_state_maint', socket('show servers state nova_api'), holder);
  await capture('haproxy_set_drain', socket('set server nova_api/ctl2 state drain'), holder);
  await capture('haproxy_set_ready', socket('set server nova_api/ctl2 state ready'), holder);
  await capture('haproxy_set_missing', socket('set server nova_api/ctl9 state maint'), holder);
  await capture('haproxy_unknown', socket('show nothing'), holder);
  await capture('haproxy_no_socket', 'docker exec haproxy socat - UNIX-CONNECT:/run/haproxy/admin.sock', holder);
}

async function networkCommands() {
  const [holder = 'ctl1'] = await vipHolders();
  const other = controllerNames.find(name => name !== holder) ?? 'ctl2';
  await capture('ip_addr_holder', 'ip addr', holder);
  await capture('ip_j_addr_holder', 'ip -j addr', holder);
  await capture('ip_j_addr_standby', 'ip -j addr', other);
  await capture('keepalived_logs', 'docker logs keepalived', holder);
  await capture('ps', 'ps -eo pid=,ppid=,etime=,args= -ww', holder);
  await capture('ss_established', "ss -tnp state established '( dport = :3306 or dport = :5672 )'", other);
}

await runMain(async () => {
  if (!(await isHealthy())) throw new UserFailure('Start the cluster first: node scripts/cluster/cluster.mjs up');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await networkCommands();
  await containerCommands();
  await balancerCommands();
  await databaseCommands();
  await brokerCommands();
  await podmanCommands();
  writeFileSync(join(folder, 'COMMANDS.tsv'), `${table.join('\n')}\n`);
  return 0;
});
