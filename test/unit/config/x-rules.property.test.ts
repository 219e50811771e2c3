import assert from 'node:assert/strict';
import fc from 'fast-check';
import { capacityOf } from '../../../core/config/capacity.ts';
import { capacityEdits, fittingPools } from '../../../core/config/capacity-plan.ts';
import { lintDeployment } from '../../../core/config/lint.ts';
import { xRules } from '../../../core/config/rules/x-rules.ts';
import { english } from '../../../core/text/l10n.ts';
import { sampleDeployment } from './sample-deployment.ts';

const lines = (...all: string[]) =>
  fc.array(fc.constantFrom(...all), { maxLength: 14 }).map(some => `${some.join('\n')}\n`);

const nova = lines(
  '[DEFAULT]',
  '[database]',
  '[api_database]',
  '[conductor]',
  'workers = 0',
  'workers = 7',
  'connection = mysql+pymysql://nova:pw@10.77.0.10:3306/nova',
  'connection = mysql+pymysql://nova@10.77.0.11:8066/nova?a=b',
  'connection = mysql://:x@[fd00::1]:6033',
  'connection = mysql://{hostname}',
  'slave_connection = mysql+pymysql://nova:pw@10.77.0.12/nova',
  'max_pool_size = 0',
  'max_pool_size = -5',
  'max_pool_size = 400',
  'max_overflow = -1',
  'max_overflow = 1000',
  'max_overflow = many',
  'connection_recycle_time = 0',
  'connection_recycle_time = 90000',
  'executor_thread_pool_size = 1',
  'osapi_compute_workers = 8',
  '',
);
const haproxy = lines(
  'defaults',
  'listen mysql',
  'frontend f',
  'default_backend b',
  'backend b',
  'bind 10.77.0.10:3306',
  'bind :8066',
  'timeout client 60',
  'timeout client 1m',
  'timeout server x',
  'timeout tunnel 1h',
  'server a 10.77.0.11:3306 check',
  'server b 10.77.0.10:3306 backup',
  'server',
  'maxconn 1',
  'balance roundrobin',
);
const mysql = lines(
  '[mysqld]',
  '[mysqld-9.0]',
  'max_connections = 100',
  'max_connections = 0',
  'max_connections = -1',
  'wait_timeout = 1',
  'interactive_timeout = 5',
  'open_files_limit = 1',
  'max_user_connections = 3',
  'wsrep_cluster_address = gcomm://',
);
const property = (name: string) =>
  fc.constantFrom('0', '-1', '300', 'x', '').map(value => `<property name="${name}">${value}</property>`);
const mycat = fc
  .tuple(property('idleTimeout'), property('sqlExecuteTimeout'), property('serverPort'))
  .map(all => `<mycat:server><system>${all.join('')}</system></mycat:server>`);
const number = fc.constantFrom(undefined, 0, 1, 3, 64);

describe('the rules on several files, on any deployment', function () {
  this.timeout(120_000);

  it('end, point at what exists, and count no nonsense', () => {
    fc.assert(
      fc.property(
        nova,
        nova,
        haproxy,
        mysql,
        mycat,
        fc.record({ controllers: number, cores: number, cells: number }),
        (one, two, proxy, server, xml, counts) => {
          const files: Record<string, string> = {
            'nova.conf': one,
            'nova-api/nova.conf': two,
            'haproxy.cfg': proxy,
            'my.cnf': server,
            'server.xml': xml,
            'schema.xml': '<a><dataHost maxCon="5000"/></a>',
            'proxysql.cnf': 'mysql_servers = ( { hostgroup = 1 } )',
          };
          const known = Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined));
          const deployment = sampleDeployment({ files, counts: known });
          for (const finding of lintDeployment(deployment, xRules, { severities: {} }, english)) {
            const places = [
              finding.place,
              ...(finding.related ?? []).map(each => each.place),
              ...(finding.fix?.edits ?? []),
            ];
            for (const { path, range } of places)
              assert.ok(0 <= range.start && range.start <= range.end && range.end <= files[path]!.length, finding.rule);
            assert.doesNotMatch(finding.message, /undefined|NaN|\{\d\}/);
          }
          const capacity = capacityOf(deployment);
          for (const count of [capacity.possible, capacity.steady]) assert.ok(count >= 0);
          const changes = fittingPools(deployment);
          if (!changes) return;
          assert.ok(capacityOf(deployment, changes).possible <= capacity.maxConnections.value);
          for (const { path } of capacityEdits(deployment, changes)) assert.ok(path in files);
        },
      ),
      { numRuns: 300 },
    );
  });
});
