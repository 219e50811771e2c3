import { x010 } from '../../../core/config/rules/x010.ts';
import { x011 } from '../../../core/config/rules/x011.ts';
import { x012 } from '../../../core/config/rules/x012.ts';
import { x013 } from '../../../core/config/rules/x013.ts';
import { x014 } from '../../../core/config/rules/x014.ts';
import { x015 } from '../../../core/config/rules/x015.ts';
import { x016 } from '../../../core/config/rules/x016.ts';
import { x017 } from '../../../core/config/rules/x017.ts';
import { x018 } from '../../../core/config/rules/x018.ts';
import { x019 } from '../../../core/config/rules/x019.ts';
import { x020 } from '../../../core/config/rules/x020.ts';
import { x021 } from '../../../core/config/rules/x021.ts';
import { x022 } from '../../../core/config/rules/x022.ts';
import { x023 } from '../../../core/config/rules/x023.ts';
import { x024 } from '../../../core/config/rules/x024.ts';
import { testCases } from './x-cases.ts';

/** Four workers of each service, on three controllers: 156 engines. */
const workers =
  '[DEFAULT]\nosapi_compute_workers = 4\nmetadata_workers = 4\n[conductor]\nworkers = 4\n[scheduler]\nworkers = 4\n';
const database = (lines = '') => `[database]\nconnection = mysql+pymysql://nova:pw@10.77.0.10/nova\n${lines}`;
const api = (lines = '') => `[api_database]\nconnection = mysql+pymysql://nova_api:pw@10.77.0.10/nova_api\n${lines}`;
const pools = (lines: string) => `${workers}${database(lines)}${api(lines)}`;
const counts = { controllers: 3, cores: 16, cells: 1 };
const server = (connections: number, more = '') => `[mysqld]\nmax_connections = ${connections}\n${more}`;

testCases(x010, [
  {
    about: '8,580 connections for a database of 4,096',
    files: { 'nova.conf': pools(''), 'my.cnf': server(4096) },
    counts,
    finds: ['nova.conf: [database]'],
    isFixed: true,
  },
  {
    about: 'more than four fifths, at the largest number',
    files: { 'nova.conf': pools('max_pool_size = 5\nmax_overflow = 20\n'), 'my.cnf': server(4096) },
    counts,
    finds: ['nova.conf: 20 (warning)'],
    isFixed: true,
  },
  {
    about: 'too many, but the number of controllers is not known',
    files: { 'nova.conf': pools(''), 'my.cnf': server(2000) },
    finds: ['nova.conf: [database] (warning)'],
    isFixed: true,
  },
  {
    about: 'too many are kept open, however many controllers there are',
    files: { 'nova.conf': pools('max_pool_size = 50\n'), 'my.cnf': server(2000) },
    finds: ['nova.conf: 50'],
    isFixed: true,
  },
  {
    about: 'no limit at all',
    files: { 'nova.conf': pools('max_overflow = -1\n'), 'my.cnf': server(100_000) },
    counts,
    finds: ['nova.conf: -1'],
    isFixed: true,
  },
  {
    about: 'workers by cores, which are limited too',
    files: { 'nova.conf': `${database()}${api()}` },
    counts,
    database: { maxConnections: 10_000 },
    finds: ['nova.conf: [database]'],
    isFixed: true,
  },
  {
    about: 'less than four fifths',
    files: { 'nova.conf': pools('max_pool_size = 5\nmax_overflow = 10\n'), 'my.cnf': server(4096) },
    counts,
    finds: [],
  },
  { about: 'no limit is known', files: { 'nova.conf': pools('max_overflow = 500\n') }, counts, finds: [] },
  {
    about: 'compute nodes only',
    files: { 'nova-compute/nova.conf': '[libvirt]\n', 'my.cnf': server(10) },
    counts,
    finds: [],
  },
]);

testCases(x011, [
  {
    about: '3,120 of 4,096 kept open',
    files: { 'nova.conf': pools('max_pool_size = 20\nmax_overflow = 0\n'), 'my.cnf': server(4096) },
    counts,
    finds: ['nova.conf: 20'],
    isFixed: true,
  },
  { about: '780 of 4,096', files: { 'nova.conf': pools(''), 'my.cnf': server(4096) }, counts, finds: [] },
  { about: 'no limit is known', files: { 'nova.conf': pools('max_pool_size = 50\n') }, counts, finds: [] },
]);

const haproxy = (global: number, listen: string, more = '') =>
  `global\n    maxconn ${global}\nlisten mysql\n    bind 10.77.0.10:3306\n${listen}    server a 10.77.0.11:3306 check${more}\n`;

testCases(x012, [
  {
    about: 'of the program and of the section',
    files: { 'nova.conf': pools(''), 'haproxy.cfg': haproxy(4000, '    maxconn 2000\n') },
    counts,
    finds: ['haproxy.cfg: 4000', 'haproxy.cfg: 2000'],
    isFixed: true,
  },
  {
    about: 'enough',
    files: { 'nova.conf': pools(''), 'haproxy.cfg': haproxy(40_000, '    maxconn 0\n') },
    counts,
    finds: [],
  },
  {
    about: 'none written',
    files: { 'nova.conf': pools(''), 'haproxy.cfg': 'listen mysql\n bind :3306\n' },
    counts,
    finds: [],
  },
]);

const proxysql = (limit: string, more = '') =>
  `mysql_servers = ( { address="10.77.0.11", port=3306${limit} }, { address="10.77.0.12"${limit} } )\n${more}`;
const oneWriter = 'mysql_galera_hostgroups = ( { writer_hostgroup=0, max_writers=1 } )';

testCases(x013, [
  {
    about: 'one writer with 200, pools of 780',
    files: { 'nova.conf': pools(''), 'proxysql.cnf': proxysql(', max_connections=200', oneWriter) },
    counts,
    finds: ['proxysql.cnf: 200'],
    isFixed: true,
  },
  {
    about: 'the default of 1000',
    files: { 'nova.conf': pools(''), 'proxysql.cnf': proxysql('', oneWriter) },
    counts,
    finds: [],
  },
  {
    about: 'two writers with 500',
    files: { 'nova.conf': pools(''), 'proxysql.cnf': proxysql(', max_connections=500') },
    counts,
    finds: [],
  },
]);

const schema = (most: number) =>
  `<mycat:schema><dataHost name="h" maxCon="${most}"><writeHost host="m" url="10.77.0.21:3306"/></dataHost></mycat:schema>`;

testCases(x014, [
  {
    about: 'more than the server accepts',
    files: { 'nova.conf': pools(''), 'schema.xml': schema(5000), 'my.cnf': server(4096) },
    counts,
    finds: ['schema.xml: 5000'],
    isFixed: true,
  },
  {
    about: 'less than nova’s pools keep',
    files: { 'nova.conf': pools(''), 'schema.xml': schema(500), 'my.cnf': server(4096) },
    counts,
    finds: ['schema.xml: 500 (warning)'],
    isFixed: true,
  },
  {
    about: 'between them',
    files: { 'nova.conf': pools(''), 'schema.xml': schema(1000), 'my.cnf': server(4096) },
    counts,
    finds: [],
  },
]);

testCases(x015, [
  {
    about: '5,000 files are enough for 4,190 connections only',
    files: { 'my.cnf': server(4191, 'open-files-limit = 5000\n') },
    finds: ['my.cnf: 4191'],
    isFixed: true,
  },
  { about: 'just enough', files: { 'my.cnf': server(4190, 'open_files_limit = 5000\n') }, finds: [] },
  { about: 'no limit is written', files: { 'my.cnf': server(100_000) }, finds: [] },
  {
    about: 'a limit that is left to the server',
    files: { 'my.cnf': server(100_000, 'open_files_limit = -1\n') },
    finds: [],
  },
  {
    about: 'MariaDB keeps less for itself',
    files: { 'my.cnf': '[mariadb]\nmax_connections = 4500\nopen_files_limit = 5000\n' },
    finds: [],
  },
]);

testCases(x016, [
  {
    about: '32 GB of pool and 4,096 connections in 36 GB',
    files: { 'my.cnf': server(4096, 'innodb_buffer_pool_size = 32G\n') },
    database: { memory: 36 * 2 ** 30 },
    finds: ['my.cnf: 4096'],
  },
  {
    about: 'in 64 GB',
    files: { 'my.cnf': server(4096, 'innodb_buffer_pool_size = 32G\n') },
    database: { memory: 64 * 2 ** 30 },
    finds: [],
  },
  {
    about: 'the memory is not known',
    files: { 'my.cnf': server(100_000, 'innodb_buffer_pool_size = 9T\n') },
    finds: [],
  },
]);

testCases(x017, [
  {
    about: 'an account of nova may open more',
    files: { 'nova.conf': pools(''), 'my.cnf': server(20_000, 'max_user_connections = 2000\n') },
    counts,
    finds: ['my.cnf: 2000'],
    isFixed: true,
  },
  {
    about: 'a pool without limit',
    files: { 'nova.conf': pools('max_overflow = -1\n'), 'my.cnf': server(20_000, 'max_user_connections = 2000\n') },
    counts,
    finds: ['my.cnf: 2000'],
    isFixed: true,
  },
  {
    about: 'enough',
    files: { 'nova.conf': pools(''), 'my.cnf': '[mysqld]\nmax_user_connections = 7000\n' },
    counts,
    finds: [],
  },
  {
    about: 'no limit',
    files: { 'nova.conf': pools(''), 'my.cnf': '[mysqld]\nmax_user_connections = 0\n' },
    counts,
    finds: [],
  },
]);

testCases(x018, [
  {
    about: 'neither of them set on 64 cores',
    files: { 'nova.conf': `${database()}[scheduler]\n` },
    counts: { cores: 64 },
    finds: ['nova.conf: ', 'nova.conf: [scheduler]'],
    isFixed: true,
  },
  { about: 'both set', files: { 'nova.conf': `${workers}${database()}` }, counts: { cores: 64 }, finds: [] },
  {
    about: 'set in the file of the service, beside a shared one',
    files: {
      'nova.conf': `[scheduler]\nworkers = 4\n${database()}`,
      'nova-conductor/nova.conf': `[conductor]\nworkers = 4\n${database()}`,
    },
    counts: { cores: 64 },
    finds: [],
  },
  { about: 'few cores', files: { 'nova.conf': database() }, counts: { cores: 4 }, finds: [] },
  { about: 'cores not known', files: { 'nova.conf': database() }, finds: [] },
  { about: 'a compute node', files: { 'nova-compute/nova.conf': '[libvirt]\n' }, counts: { cores: 64 }, finds: [] },
]);

testCases(x019, [
  {
    about: 'workers of the API in 2025.2',
    release: '2025.2',
    files: { 'nova.conf': '[DEFAULT]\nosapi_compute_workers = 8\nmetadata_workers = 8\ndebug = true\n' },
    finds: ['nova.conf: osapi_compute_workers', 'nova.conf: metadata_workers'],
    isFixed: true,
  },
  {
    about: 'in 2025.1',
    release: '2025.1',
    files: { 'nova.conf': '[DEFAULT]\nosapi_compute_workers = 8\n' },
    finds: [],
  },
  {
    about: 'in another group',
    release: '2025.2',
    files: { 'nova.conf': '[x]\nosapi_compute_workers = 8\n' },
    finds: [],
  },
]);

testCases(x020, [
  {
    about: 'a hundred calls, fifteen connections',
    files: {
      'nova.conf': `[DEFAULT]\nexecutor_thread_pool_size = 100\n${database('max_pool_size = 5\nmax_overflow = 10\n')}`,
    },
    finds: ['nova.conf: 100'],
    isFixed: true,
  },
  {
    about: 'an overflow below the default number of calls',
    files: { 'nova.conf': `${database('max_overflow = 10\n')}` },
    finds: ['nova.conf: 10'],
    isFixed: true,
  },
  {
    about: 'only the pool’s size is chosen, as kolla does',
    files: { 'nova.conf': database('max_pool_size = 1\n') },
    finds: [],
  },
  {
    about: 'a pool larger than by default, and calls as by default',
    files: { 'nova.conf': database('max_pool_size = 10\nmax_overflow = 50\n') },
    finds: [],
  },
  { about: 'the defaults', files: { 'nova.conf': database() }, finds: [] },
  { about: 'enough', files: { 'nova.conf': database('max_pool_size = 14\nmax_overflow = 50\n') }, finds: [] },
  {
    about: 'nova-api, which answers no calls',
    files: { 'nova-api/nova.conf': database('max_overflow = 10\n') },
    finds: [],
  },
]);

testCases(x021, [
  {
    about: '79 threads for 70 connections',
    release: '2026.1',
    files: {
      'nova.conf': `[DEFAULT]\nexecutor_thread_pool_size = 64\n${database('max_pool_size = 10\nmax_overflow = 60\n')}`,
    },
    finds: ['nova.conf: 60'],
    isFixed: true,
  },
  {
    about: 'enough',
    release: '2026.1',
    files: { 'nova.conf': database('max_pool_size = 9\nmax_overflow = 70\n') },
    finds: [],
  },
  {
    about: 'the conductor of 2026.1, which runs green threads',
    release: '2026.1',
    files: {
      'nova-conductor/nova.conf': `[DEFAULT]\nexecutor_thread_pool_size = 64\n${database('max_pool_size = 10\nmax_overflow = 60\n')}`,
    },
    finds: [],
  },
  {
    about: 'a release with green threads',
    files: {
      'nova.conf': `[DEFAULT]\nexecutor_thread_pool_size = 64\n${database('max_pool_size = 10\nmax_overflow = 60\n')}`,
    },
    finds: [],
  },
]);

testCases(x022, [
  {
    about: 'five threads by default, eight cells',
    files: { 'nova.conf': `[DEFAULT]\n${database()}` },
    counts: { cells: 8 },
    finds: ['nova.conf: [DEFAULT]'],
    isFixed: true,
  },
  {
    about: 'as many as cells',
    files: { 'nova.conf': '[DEFAULT]\ncell_worker_thread_pool_size = 8\n' },
    counts: { cells: 8 },
    finds: [],
  },
  {
    about: 'number of cells not known',
    files: { 'nova.conf': '[DEFAULT]\ncell_worker_thread_pool_size = 1\n' },
    finds: [],
  },
]);

testCases(x023, [
  {
    about: '5,000 green threads for 55 connections',
    files: { 'nova.conf': `[DEFAULT]\ndefault_green_pool_size = 5000\n${database()}` },
    finds: ['nova.conf: 5000'],
  },
  { about: 'the default', files: { 'nova.conf': database() }, finds: [] },
  {
    about: 'in proportion',
    files: { 'nova.conf': `[DEFAULT]\ndefault_green_pool_size = 500\n${database()}` },
    finds: [],
  },
]);

testCases(x024, [
  {
    about: 'fifty builds at once and two workers',
    files: {
      'nova-compute/nova.conf': '[DEFAULT]\nmax_concurrent_builds = 50\n',
      'nova-conductor/nova.conf': '[conductor]\nworkers = 2\n',
    },
    finds: ['nova-compute/nova.conf: 50'],
  },
  {
    about: 'enough workers',
    files: { 'nova.conf': '[DEFAULT]\nmax_concurrent_builds = 50\n[conductor]\nworkers = 5\n' },
    finds: [],
  },
  {
    about: 'the defaults',
    files: { 'nova.conf': '[DEFAULT]\nmax_concurrent_builds = 10\n[conductor]\nworkers = 1\n' },
    finds: [],
  },
]);
