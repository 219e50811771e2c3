import assert from 'node:assert/strict';
import { databasePaths, smallestIdleTimeout, urlPlace } from '../../../core/config/idle-chain.ts';
import { type SampleFiles, sampleDeployment } from './sample-deployment.ts';

const nova = (address: string) => `[database]\nconnection = mysql+pymysql://nova:pw@${address}/nova\n`;

/** Every timeout on the way of the first URL: `program name seconds`. */
function chain(sample: SampleFiles): string[] {
  const path = databasePaths(sampleDeployment(sample))[0];
  return path?.idleTimeouts.map(({ program, name, seconds }) => `${program} ${name} ${seconds}`) ?? [];
}

describe('a part of a database URL', () => {
  it('has its place in the file', () => {
    const deployment = sampleDeployment({ files: { 'nova.conf': nova('10.77.0.10:9066') } });
    const path = databasePaths(deployment)[0]!;
    const { range } = urlPlace(path, path.url.port!.range)!;
    assert.equal(path.configuration.files[0]!.text.slice(range.start, range.end), '9066');
  });
});

describe('the way to the database', () => {
  it('is direct where nothing answers on its address, with the default of the server', () => {
    assert.deepEqual(chain({ files: { 'nova.conf': nova('10.77.0.10') } }), ['mysql wait_timeout 28800']);
    const files = {
      'nova.conf': nova('10.77.0.10'),
      'my.cnf': '[mysqld]\nwait-timeout = 600\n[mysqldump]\nwait_timeout=1',
    };
    assert.deepEqual(chain({ files }), ['mysql wait_timeout 600']);
    const database = { waitTimeout: 900 };
    assert.deepEqual(chain({ files: { 'nova.conf': nova('10.77.0.10') }, database }), ['mysql wait_timeout 900']);
  });

  it('goes through a listen section of haproxy', () => {
    const haproxy = `defaults
  timeout client 1m
  timeout server 3600
listen mariadb
  mode tcp
  bind 10.77.0.10:3306
  timeout client 2h
  server ctl1 10.77.0.11:3306 check
`;
    assert.deepEqual(chain({ files: { 'nova.conf': nova('10.77.0.10:3306'), 'haproxy.cfg': haproxy } }), [
      'haproxy timeout client 7200',
      'haproxy timeout server 3.6',
      'mysql wait_timeout 28800',
    ]);
    assert.deepEqual(chain({ files: { 'nova.conf': nova('10.77.0.11:3306'), 'haproxy.cfg': haproxy } }), [
      'mysql wait_timeout 28800',
    ]);
    assert.deepEqual(chain({ files: { 'nova.conf': nova('db.example.org:3306'), 'haproxy.cfg': haproxy } }).length, 3);
  });

  it('goes through a frontend and its backend, in files of their own', () => {
    const files = {
      'nova.conf': nova('10.77.0.10'),
      'haproxy.cfg': 'defaults\n timeout client 1m\n timeout server 1m\n',
      'haproxy-mariadb.cfg': `frontend mariadb_front
 mode tcp
 timeout client 3600s
 bind 10.77.0.10:3306
 default_backend mariadb_back
backend mariadb_back
 mode tcp
 timeout server 1800s
 server ctl1 10.77.0.11:3306
`,
    };
    const deployment = sampleDeployment({ files });
    const path = databasePaths(deployment)[0]!;
    assert.deepEqual(chain({ files }).slice(0, 2), ['haproxy timeout client 3600', 'haproxy timeout server 1800']);
    const smallest = smallestIdleTimeout(path)!;
    assert.deepEqual([smallest.written, smallest.place?.path], ['1800s', 'haproxy-mariadb.cfg']);
  });

  it('counts a tunnel timeout of haproxy instead of both others, and no timeout where there is none', () => {
    const haproxy = (timeouts: string) => `listen db\n mode tcp\n bind *:3306\n${timeouts}\n server a 10.0.0.1:3306\n`;
    const files = (timeouts: string) => ({ 'nova.conf': nova('10.77.0.10'), 'haproxy.cfg': haproxy(timeouts) });
    assert.deepEqual(
      chain({ files: files(' timeout client 1m\n timeout server 1m\n timeout tunnel 1h') })[0],
      'haproxy timeout tunnel 3600',
    );
    assert.deepEqual(chain({ files: files(' timeout client 0') }), ['mysql wait_timeout 28800']);
  });

  it('passes over sections that speak HTTP', () => {
    const files = {
      'nova.conf': nova('10.77.0.10:8774'),
      'haproxy.cfg': 'listen a\n mode http\n bind :8774\n timeout client 5s\n',
    };
    assert.deepEqual(chain({ files }), ['mysql wait_timeout 28800']);
  });

  it('ends at Mycat, which has its own connections to the database', () => {
    const files = {
      'nova.conf': nova('10.77.0.10:8066'),
      'haproxy.cfg': 'listen m\n bind 10.77.0.10:8066\n timeout client 30m\n server a 10.77.0.11:8066\n',
      'server.xml': '<mycat:server><system><property name="idleTimeout">600000</property></system></mycat:server>',
      'my.cnf': '[mysqld]\nwait_timeout=60',
    };
    assert.deepEqual(chain({ files }), ['haproxy timeout client 1800', 'mycat idleTimeout 600']);
    const programs = databasePaths(sampleDeployment({ files }))[0]!.hops.map(hop => hop.program);
    assert.deepEqual(programs, ['haproxy', 'mycat', 'mysql']);
    const other = { ...files, 'server.xml': files['server.xml'].replace('idleTimeout">600000', 'serverPort">8067') };
    assert.deepEqual(chain({ files: other }).at(-1), 'mysql wait_timeout 60');
  });

  it('ends at ProxySQL, on its usual port or where it is told to listen', () => {
    const files = { 'nova.conf': nova('10.77.0.10:6033'), 'proxysql.cnf': 'mysql_variables={ wait_timeout=600000 }' };
    assert.deepEqual(chain({ files }), ['proxysql mysql-wait_timeout 600']);
    const kolla = {
      'nova.conf': nova('10.77.0.10:3306'),
      'proxysql.yaml': 'mysql_variables:\n  interfaces: "10.77.0.10:3306"\n',
    };
    assert.deepEqual(chain({ files: kolla }), ['proxysql mysql-wait_timeout 28800']);
  });

  it('leaves templates and other databases alone', () => {
    assert.deepEqual(chain({ files: { 'nova.conf': nova('{hostname}:3306') } }), []);
    assert.deepEqual(chain({ files: { 'nova.conf': '[database]\nconnection = postgresql://a@b/c' } }), []);
  });
});
