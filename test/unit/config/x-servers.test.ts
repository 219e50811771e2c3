import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { xRules } from '../../../core/config/rules/x-rules.ts';
import { x038 } from '../../../core/config/rules/x038.ts';
import { x039 } from '../../../core/config/rules/x039.ts';
import { x040 } from '../../../core/config/rules/x040.ts';
import { x041 } from '../../../core/config/rules/x041.ts';
import { x042 } from '../../../core/config/rules/x042.ts';
import { x043 } from '../../../core/config/rules/x043.ts';
import { x044 } from '../../../core/config/rules/x044.ts';
import { x045 } from '../../../core/config/rules/x045.ts';
import { x046 } from '../../../core/config/rules/x046.ts';
import { x047 } from '../../../core/config/rules/x047.ts';
import { x048 } from '../../../core/config/rules/x048.ts';
import { x050 } from '../../../core/config/rules/x050.ts';
import { testCases } from './x-cases.ts';

const server = (name: string, more = '') => `    server ${name} 10.77.0.1${name}:3306 check${more}`;
const listen = (lines: string[], servers: string[]) =>
  `${['listen mariadb', '    bind 10.77.0.10:3306', ...lines.map(line => `    ${line}`), ...servers].join('\n')}\n`;
const nova = (address: string, lines = '') =>
  `[database]\nconnection = mysql+pymysql://nova:pw@${address}/nova\n${lines}`;

testCases(x038, [
  {
    about: 'three writers in turn',
    files: { 'haproxy.cfg': listen([], [server('1'), server('2'), server('3')]) },
    finds: [`haproxy.cfg: ${server('2').trim()}`],
    isFixed: true,
  },
  {
    about: 'one writer',
    files: {
      'haproxy.cfg': listen(['balance leastconn'], [server('1'), server('2', ' backup'), server('3', ' backup')]),
    },
    finds: [],
  },
  {
    about: 'the first one only',
    files: { 'haproxy.cfg': listen(['balance first'], [server('1'), server('2')]) },
    finds: [],
  },
  {
    about: 'several Mycat',
    files: { 'haproxy.cfg': listen([], [server('1'), server('2')]).replaceAll('3306 check', '8066 check') },
    finds: [],
  },
]);

const galera = '[mysqld]\nwsrep_cluster_address = gcomm://10.77.0.11,10.77.0.12\n';

testCases(x039, [
  {
    about: 'open ports of a Galera cluster',
    files: { 'haproxy.cfg': listen([], [server('1'), server('2', ' backup')]), 'my.cnf': galera },
    finds: [`haproxy.cfg: ${server('1').trim()}`],
  },
  {
    about: 'open ports of servers nothing is known about',
    files: { 'haproxy.cfg': listen([], [server('1'), server('2', ' backup')]) },
    finds: [`haproxy.cfg: ${server('1').trim()} (warning)`],
  },
  {
    about: 'clustercheck',
    files: { 'haproxy.cfg': listen(['option httpchk'], [server('1'), server('2')]), 'my.cnf': galera },
    finds: [],
  },
  {
    about: 'the option tcp-check without rules',
    files: { 'haproxy.cfg': listen(['option tcp-check'], [server('1'), server('2')]), 'my.cnf': galera },
    finds: [`haproxy.cfg: ${server('1').trim()}`],
  },
  {
    about: 'a check that speaks with the server',
    files: {
      'haproxy.cfg': listen(['option tcp-check', 'tcp-check expect string ready'], [server('1'), server('2')]),
      'my.cnf': galera,
    },
    finds: [],
  },
  {
    about: 'a helper on another port',
    files: { 'haproxy.cfg': listen([], [server('1', ' port 9200'), server('2', ' port 9200')]), 'my.cnf': galera },
    finds: [],
  },
  { about: 'a single server', files: { 'haproxy.cfg': listen([], [server('1')]), 'my.cnf': galera }, finds: [] },
]);

const shutdown = ' on-marked-down shutdown-sessions';

testCases(x040, [
  {
    about: 'two servers without it',
    files: { 'haproxy.cfg': listen([], [server('1'), server('2', ' backup')]) },
    finds: [`haproxy.cfg: ${server('1').trim()}`],
    isFixed: true,
  },
  {
    about: 'one of them without it, in a backend of its own',
    files: {
      'haproxy.cfg': `frontend f\n bind :3306\n default_backend b\nbackend b\n${server('1', shutdown)}\n${server('2')} # second\n`,
    },
    finds: [`haproxy.cfg: ${server('2').trim()}`],
    isFixed: true,
  },
  { about: 'on both', files: { 'haproxy.cfg': listen([], [server('1', shutdown), server('2', shutdown)]) }, finds: [] },
  {
    about: 'for all servers',
    files: { 'haproxy.cfg': listen([`default-server${shutdown}`], [server('1'), server('2')]) },
    finds: [],
  },
  { about: 'a single server', files: { 'haproxy.cfg': listen([], [server('1')]) }, finds: [] },
  {
    about: 'something else',
    files: {
      'haproxy.cfg': listen([], [server('1'), server('2')])
        .replaceAll('3306', '11211')
        .replace('mariadb', 'x'),
    },
    finds: [],
  },
]);

const rule = (pattern: string, active = 1) =>
  `mysql_users = ( { username="nova", default_hostgroup=0 } )\nmysql_query_rules = ( { rule_id=1, active=${active}, match_digest="${pattern}", destination_hostgroup=1 } )`;

testCases(x041, [
  {
    about: 'reads go to other servers',
    files: { 'nova.conf': nova('10.77.0.10:6033'), 'proxysql.cnf': rule('^SELECT') },
    finds: ['proxysql.cnf: { rule_id=1, active=1, match_digest="^SELECT", destination_hostgroup=1 }'],
  },
  { about: 'a rule that is off', files: { 'proxysql.cnf': rule('^SELECT', 0) }, finds: [] },
  { about: 'locking reads only', files: { 'proxysql.cnf': rule('^SELECT .* FOR UPDATE$') }, finds: [] },
  { about: 'no rules', files: { 'proxysql.cnf': 'mysql_query_rules = ()' }, finds: [] },
]);

const mycat = '<mycat:server><system></system></mycat:server>';

testCases(x042, [
  {
    about: 'nova through Mycat',
    files: { 'nova.conf': nova('10.77.0.10:8066'), 'server.xml': mycat },
    finds: ['nova.conf: mysql+pymysql://nova:pw@10.77.0.10:8066/nova'],
    isFixed: true,
  },
  { about: 'nova past Mycat', files: { 'nova.conf': nova('10.77.0.10:3306'), 'server.xml': mycat }, finds: [] },
]);

const apiDatabase = '[api_database]\nconnection = mysql+pymysql://nova:pw@10.77.0.10/nova_api\nmax_pool_size = 1\n';

testCases(x043, [
  {
    about: 'kolla’s template',
    files: { 'nova.conf': `${nova('10.77.0.10', 'max_pool_size = 1\nmax_overflow = 1000\n')}${apiDatabase}` },
    finds: ['nova.conf: 1000'],
    isFixed: true,
  },
  {
    about: 'overridden',
    files: { 'nova.conf': `${nova('10.77.0.10', 'max_overflow = 50\n')}${apiDatabase}` },
    finds: [],
  },
  {
    about: 'the same in both',
    files: { 'nova.conf': `${nova('10.77.0.10', 'max_overflow = 1000\n')}${apiDatabase}max_overflow = 1000\n` },
    finds: [],
  },
]);

testCases(x044, [
  {
    about: 'ten seconds and a pool of one',
    files: { 'nova.conf': nova('10.77.0.10', 'connection_recycle_time = 10\nmax_pool_size = 1\n') },
    finds: ['nova.conf: 10'],
  },
  { about: 'a pool of five', files: { 'nova.conf': nova('10.77.0.10', 'connection_recycle_time = 10\n') }, finds: [] },
  { about: 'an hour', files: { 'nova.conf': nova('10.77.0.10', 'max_pool_size = 1\n') }, finds: [] },
]);

testCases(x045, [
  {
    about: 'one of haproxy’s servers',
    files: { 'nova.conf': nova('10.77.0.11:3306'), 'haproxy.cfg': listen([], [server('1'), server('2', ' backup')]) },
    finds: ['nova.conf: 10.77.0.11'],
    isFixed: true,
  },
  {
    about: 'the virtual address',
    files: { 'nova.conf': nova('10.77.0.10'), 'haproxy.cfg': listen([], [server('1'), server('2', ' backup')]) },
    finds: [],
  },
  {
    about: 'a single server',
    files: { 'nova.conf': nova('10.77.0.11'), 'haproxy.cfg': listen([], [server('1')]) },
    finds: [],
  },
  {
    about: 'a server of its own',
    files: { 'nova.conf': nova('10.77.0.99'), 'haproxy.cfg': listen([], [server('1'), server('2')]) },
    finds: [],
  },
]);

testCases(x046, [
  {
    about: 'turned on, with oslo.db 17.2.1',
    release: '2025.1',
    files: { 'my.cnf': '[mariadb]\ninnodb-snapshot-isolation = ON\n' },
    finds: ['my.cnf: ON'],
    isFixed: true,
  },
  {
    about: 'turned off',
    release: '2025.1',
    files: { 'my.cnf': '[mariadb]\ninnodb_snapshot_isolation = OFF\n' },
    finds: [],
  },
  {
    about: 'with oslo.db 17.4.0',
    release: '2025.2',
    files: { 'my.cnf': '[mariadb]\ninnodb_snapshot_isolation\n' },
    finds: [],
  },
  { about: 'nothing said', release: 'zed', files: { 'my.cnf': '[mariadb]\n' }, finds: [] },
]);

testCases(x047, [
  {
    about: 'MySQL 8.4 by its section, SQLAlchemy 1.4.31',
    release: 'yoga',
    files: { 'my.cnf': '[mysqld-8.4]\n' },
    finds: ['my.cnf: [mysqld-8.4]'],
  },
  {
    about: 'a variable of 8.0.30',
    release: 'wallaby',
    files: { 'my.cnf': '[mysqld]\ninnodb_redo_log_capacity = 8G\n' },
    finds: ['my.cnf: innodb_redo_log_capacity'],
  },
  { about: 'SQLAlchemy 1.4.40', release: 'zed', files: { 'my.cnf': '[mysqld-8.4]\n' }, finds: [] },
  { about: 'a version that nothing tells', release: 'yoga', files: { 'my.cnf': '[mysqld]\n' }, finds: [] },
]);

const workspace = { '.nova-doctor.yaml': 'cluster: a\n' };

testCases(x048, [
  {
    about: 'two zones',
    files: workspace,
    timezones: { default: 'Asia/Shanghai', ctl2: 'UTC' },
    finds: ['.nova-doctor.yaml: cluster: a'],
  },
  { about: 'one zone', files: workspace, timezones: { default: 'Asia/Shanghai', ctl2: 'Asia/Shanghai' }, finds: [] },
  { about: 'none', files: workspace, finds: [] },
]);

const limits = (lines: string) => `[mysqld]\n${lines}`;

testCases(x050, [
  {
    about: 'SET GLOBAL, or a file that was changed since the start',
    files: { 'my.cnf': limits('max_connections = 4096\nwait_timeout = 28800\n') },
    database: { live: { maxConnections: 214, waitTimeout: 600 } },
    finds: ['my.cnf: 4096', 'my.cnf: 28800'],
  },
  {
    about: 'another value than the files of all servers',
    files: { 'ctl1/my.cnf': limits('max_connections = 4k'), 'ctl2/my.cnf': limits('max_connections = 4096') },
    database: { live: { maxConnections: 214 } },
    finds: ['ctl1/my.cnf: 4k', 'ctl2/my.cnf: 4096'],
  },
  {
    about: 'the value of one of the servers, whichever was asked',
    files: { 'ctl1/my.cnf': limits('max_connections = 200'), 'ctl2/my.cnf': limits('max_connections = 4096') },
    database: { live: { maxConnections: 4096 } },
    finds: [],
  },
  {
    about: 'a later file of the same server',
    files: {
      'ctl1/my.cnf': limits('max_connections = 200'),
      'etc/ctl1/50-server.cnf': limits('max_connections = 4096'),
    },
    database: { live: { maxConnections: 4096 } },
    finds: [],
  },
  { about: 'the server was not asked', files: { 'my.cnf': limits('max_connections = 200') }, finds: [] },
  {
    about: 'no file says it',
    files: { 'my.cnf': limits('port = 3306') },
    database: { live: { maxConnections: 9 } },
    finds: [],
  },
]);

describe('the list of the rules X', () => {
  it('holds each rule that has a file, under its own name', () => {
    const folder = new URL('../../../core/config/rules/', import.meta.url);
    const files = readdirSync(folder).flatMap(name => /^(x\d{3})\.ts$/.exec(name)?.[1] ?? []);
    assert.deepEqual(xRules.map(({ id }) => id.toLowerCase()).toSorted(), files.toSorted());
  });
});
