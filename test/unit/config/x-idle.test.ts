import { x001 } from '../../../core/config/rules/x001.ts';
import { x002 } from '../../../core/config/rules/x002.ts';
import { x003 } from '../../../core/config/rules/x003.ts';
import { x004 } from '../../../core/config/rules/x004.ts';
import { x005 } from '../../../core/config/rules/x005.ts';
import { x006 } from '../../../core/config/rules/x006.ts';
import { x007 } from '../../../core/config/rules/x007.ts';
import { x008 } from '../../../core/config/rules/x008.ts';
import { x009 } from '../../../core/config/rules/x009.ts';
import { testCases } from './x-cases.ts';

const nova = (recycle = '', port = 3306) =>
  `[database]\nconnection = mysql+pymysql://nova:pw@10.77.0.10:${port}/nova\n${recycle}`;
const recycled = (seconds: number, port?: number) => nova(`connection_recycle_time = ${seconds}\n`, port);
const haproxy = (client: string, server = client, port = 3306) =>
  `listen mariadb\n    bind 10.77.0.10:${port}\n    timeout client ${client}\n    timeout server ${server}\n    server a 10.77.0.11:${port} check\n`;
const mycat = (name: string, value: number) =>
  `<mycat:server><system>\n<property name="${name}">${value}</property>\n</system></mycat:server>`;

testCases(x001, [
  {
    about: 'a recycle time of an hour through haproxy with half an hour',
    files: { 'nova.conf': recycled(3600), 'haproxy.cfg': haproxy('1800s') },
    finds: ['nova.conf: 3600'],
    isFixed: true,
  },
  {
    about: 'the default of an hour, with the group as its place',
    files: { 'nova.conf': nova(), 'my.cnf': '[mysqld]\nwait_timeout = 600\n' },
    finds: ['nova.conf: [database]'],
    isFixed: true,
  },
  {
    about: 'each group for itself, and the same as the time-out',
    files: {
      'nova.conf': `${recycled(59)}[api_database]\nconnection = mysql+pymysql://nova:pw@10.77.0.10/nova_api\nconnection_recycle_time = 60\n`,
      'haproxy.cfg': haproxy('1m'),
    },
    finds: ['nova.conf: 60'],
    isFixed: true,
  },
  {
    about: 'a time-out of haproxy without unit, which no recycle time can be below',
    files: { 'nova.conf': recycled(3600), 'haproxy.cfg': haproxy('3600') },
    finds: ['nova.conf: 3600'],
  },
  {
    about: 'a slave_connection on a way of its own',
    files: {
      'nova.conf': `${recycled(3600)}slave_connection = mysql+pymysql://nova:pw@10.77.0.99:6033/nova\n`,
      'proxysql.cnf': 'mysql_variables = { wait_timeout = 1200000 }',
    },
    finds: ['nova.conf: 3600'],
    isFixed: true,
  },
  {
    about: 'what .nova-doctor.yaml says about the server',
    files: { 'nova.conf': recycled(3600) },
    database: { waitTimeout: 3600 },
    finds: ['nova.conf: 3600'],
    isFixed: true,
  },
  {
    about: 'a service with a recycle time of its own',
    files: { 'nova.conf': recycled(280), 'nova-api/nova.conf': recycled(600), 'haproxy.cfg': haproxy('300s') },
    finds: ['nova-api/nova.conf: 600'],
    isFixed: true,
  },
  { about: 'below all of them', files: { 'nova.conf': recycled(280), 'haproxy.cfg': haproxy('300s') }, finds: [] },
  { about: 'kolla’s ten seconds', files: { 'nova.conf': recycled(10), 'haproxy.cfg': haproxy('1m') }, finds: [] },
  {
    about: 'no recycling, which OD014 reports',
    files: { 'nova.conf': recycled(-1), 'haproxy.cfg': haproxy('1m') },
    finds: [],
  },
  { about: 'nothing known about the way, which OD015 reports', files: { 'nova.conf': recycled(90000) }, finds: [] },
  {
    about: 'wait_timeout behind Mycat, which has connections of its own',
    files: { 'nova.conf': recycled(600, 8066), 'server.xml': mycat('x', 1), 'my.cnf': '[mysqld]\nwait_timeout=300' },
    finds: [],
  },
]);

testCases(x002, [
  {
    about: 'numbers that are seconds in somebody’s mind',
    files: {
      'haproxy.cfg':
        'defaults\n timeout client 3600\n timeout server 60\n timeout connect 10\n timeout queue 60\nlisten a\n timeout client 7200\n timeout server 28800\n',
    },
    finds: ['3600', '60', '10', '60', '7200', '28800'].map(value => `haproxy.cfg: ${value}`),
    isFixed: true,
  },
  {
    about: 'Debian’s numbers, units, no limit, and milliseconds that are meant so',
    files: {
      'haproxy.cfg':
        'defaults\n timeout connect 5000\n timeout client 50000\n timeout server 50000\n timeout queue 100\nlisten a\n timeout client 3600s\n timeout server 0\n timeout http-keep-alive 1\nlisten b\n timeout client 1500\n timeout server 90000\n',
    },
    finds: [],
  },
]);

testCases(x003, [
  {
    about: 'a minute on one side and an hour on the other',
    files: { 'haproxy.cfg': haproxy('1m', '1h') },
    finds: ['haproxy.cfg: 1m'],
    isFixed: true,
  },
  {
    about: 'one of them from the defaults, which stay as they are',
    files: {
      'haproxy.cfg':
        'defaults\n timeout client 1m\n timeout server 1m\nfrontend f\n bind :3306\n default_backend mysql\nbackend mysql\n timeout server 1h\n server a 10.77.0.11:3306\n',
    },
    finds: ['haproxy.cfg: 1m'],
    isFixed: true,
  },
  { about: 'the same in other units', files: { 'haproxy.cfg': haproxy('3600s', '1h') }, finds: [] },
  {
    about: 'a section of something else',
    files: { 'haproxy.cfg': haproxy('1m', '1h', 5672).replace('mariadb', 'rabbitmq') },
    finds: [],
  },
  {
    about: 'a tunnel time-out for both',
    files: { 'haproxy.cfg': `${haproxy('1m', '1h')}    timeout tunnel 1h\n` },
    finds: [],
  },
]);

testCases(x004, [
  {
    about: 'a minute for statements',
    files: { 'haproxy.cfg': haproxy('1m') },
    finds: ['haproxy.cfg: 1m', 'haproxy.cfg: 1m'],
    isFixed: true,
  },
  {
    about: 'less than what was measured',
    files: { 'haproxy.cfg': haproxy('2h', '1h') },
    longestTransaction: 4000,
    finds: ['haproxy.cfg: 1h'],
    isFixed: true,
  },
  { about: 'an hour', files: { 'haproxy.cfg': haproxy('3600s') }, finds: [] },
  {
    about: 'more than what was measured',
    files: { 'haproxy.cfg': haproxy('1800s') },
    longestTransaction: 986,
    finds: [],
  },
  {
    about: 'a section of something else',
    files: { 'haproxy.cfg': haproxy('1m', '1m', 5672).replace('mariadb', 'x') },
    finds: [],
  },
]);

testCases(x005, [
  {
    about: 'wait_timeout below the recycle time',
    files: { 'nova.conf': recycled(3600), 'my.cnf': '[mysqld]\nwait_timeout = 600\n' },
    finds: ['my.cnf: 600'],
    isFixed: true,
  },
  {
    about: 'interactive_timeout changed in its stead',
    files: { 'nova.conf': recycled(3600), 'my.cnf': '[mysqld]\ninteractive_timeout = 600\n' },
    finds: ['my.cnf: interactive_timeout'],
  },
  {
    about: 'both above the recycle time',
    files: { 'nova.conf': recycled(280), 'my.cnf': '[mysqld]\nwait_timeout = 600\ninteractive_timeout = 600\n' },
    finds: [],
  },
  {
    about: 'neither of them',
    files: { 'nova.conf': recycled(280), 'my.cnf': '[client]\ninteractive_timeout = 6\n' },
    finds: [],
  },
]);

testCases(x006, [
  {
    about: 'five minutes in Mycat, an hour in nova',
    files: { 'nova.conf': recycled(3600, 8066), 'server.xml': mycat('idleTimeout', 300_000) },
    finds: ['server.xml: 300000'],
    isFixed: true,
  },
  {
    about: 'Mycat’s default of half an hour',
    files: { 'nova.conf': nova('', 8066), 'server.xml': mycat('x', 1) },
    finds: ['server.xml: <mycat:server><system>'],
    isFixed: true,
  },
  {
    about: 'nova first',
    files: { 'nova.conf': recycled(240, 8066), 'server.xml': mycat('idleTimeout', 300_000) },
    finds: [],
  },
  {
    about: 'nova past Mycat',
    files: { 'nova.conf': recycled(3600), 'server.xml': mycat('idleTimeout', 300_000) },
    finds: [],
  },
]);

testCases(x007, [
  {
    about: 'a transaction was measured that took longer',
    files: { 'nova.conf': nova('', 8066), 'server.xml': mycat('sqlExecuteTimeout', 300) },
    longestTransaction: 986,
    finds: ['server.xml: 300'],
    isFixed: true,
  },
  {
    about: 'the default, as information where nothing was measured',
    files: { 'nova.conf': nova('', 8066), 'server.xml': mycat('x', 1) },
    finds: ['server.xml: <mycat:server><system> (info)'],
    isFixed: true,
  },
  {
    about: 'longer than what was measured',
    files: { 'nova.conf': nova('', 8066), 'server.xml': mycat('sqlExecuteTimeout', 1200) },
    longestTransaction: 986,
    finds: [],
  },
  {
    about: 'long enough for anything',
    files: { 'nova.conf': nova('', 8066), 'server.xml': mycat('sqlExecuteTimeout', 7200) },
    finds: [],
  },
  {
    about: 'nova does not pass it',
    files: { 'nova.conf': nova(), 'server.xml': mycat('sqlExecuteTimeout', 300) },
    finds: [],
  },
]);

testCases(x008, [
  {
    about: 'the server closes after one minute, Mycat looks every five',
    files: { 'my.cnf': '[mysqld]\nwait_timeout=60\n', 'server.xml': mycat('x', 1) },
    finds: ['my.cnf: 60'],
    isFixed: true,
  },
  { about: 'ten minutes', files: { 'my.cnf': '[mysqld]\nwait_timeout=600\n', 'server.xml': mycat('x', 1) }, finds: [] },
  { about: 'no Mycat', files: { 'my.cnf': '[mysqld]\nwait_timeout=60\n' }, finds: [] },
  {
    about: 'nothing known about the server',
    files: { 'server.xml': mycat('dataNodeIdleCheckPeriod', 90_000_000) },
    finds: [],
  },
]);

testCases(x009, [
  { about: 'Mycat’s manager', files: { 'nova.conf': nova('', 9066) }, finds: ['nova.conf: 9066'], isFixed: true },
  { about: 'ProxySQL’s admin', files: { 'nova.conf': nova('', 6032) }, finds: ['nova.conf: 6032'], isFixed: true },
  { about: 'X Protocol', files: { 'nova.conf': nova('', 33060) }, finds: ['nova.conf: 33060'], isFixed: true },
  { about: 'replication of Galera', files: { 'nova.conf': nova('', 4567) }, finds: ['nova.conf: 4567'], isFixed: true },
  {
    about: 'a manager’s port that Mycat’s file gives',
    files: { 'nova.conf': nova('', 9999), 'server.xml': mycat('managerPort', 9999) },
    finds: ['nova.conf: 9999'],
    isFixed: true,
  },
  {
    about: 'the ports for clients',
    files: { 'nova.conf': nova('', 8066), 'b/nova.conf': nova('', 6033), 'c/nova.conf': nova('', 3306) },
    finds: [],
  },
  {
    about: 'a port that Mycat’s file gives to clients',
    files: { 'nova.conf': nova('', 9066), 'server.xml': mycat('serverPort', 9066) },
    finds: [],
  },
]);
