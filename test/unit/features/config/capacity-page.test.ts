import assert from 'node:assert/strict';
import type { CapacityChanges } from '../../../../core/config/capacity.ts';
import { readWorkspaceFile } from '../../../../core/config/workspace-file.ts';
import { capacityData, capacityWriting } from '../../../../core/features/config/capacity-data.ts';
import { type CapacityData, readChanges } from '../../../../core/features/config/capacity-page.ts';
import type { JudgedDeployment } from '../../../../core/features/config/workspace.ts';
import { english } from '../../../../core/text/l10n.ts';
import { sampleDeployment } from '../../config/sample-deployment.ts';

const nova = `[DEFAULT]
osapi_compute_workers = 8
[database]
connection = mysql+pymysql://nova:secret@10.77.0.10:8066/nova
connection_recycle_time = 3600
max_pool_size = 50
[api_database]
connection = mysql+pymysql://nova:secret@10.77.0.10:8066/nova_api
connection_recycle_time = 600
`;
const files = {
  'nova.conf': nova,
  'my.cnf': '[mysqld]\nmax_connections = 4096\n',
  'haproxy.cfg':
    'global\n  maxconn 400\nlisten mycat\n  bind 10.77.0.10:8066\n  timeout client 1800s\n  timeout server 1800s\n  server a 10.77.0.11:8066\n',
  'server.xml':
    '<mycat:server xmlns:mycat="http://io.mycat/">\n  <system>\n    <property name="idleTimeout">900000</property>\n  </system>\n</mycat:server>\n',
  '.nova-doctor.yaml': 'counts: { controllers: 3 }\n',
};

function judged(texts: Readonly<Record<string, string>>): JudgedDeployment {
  const yaml = texts['.nova-doctor.yaml'];
  const deployment = sampleDeployment({ files: texts });
  const facts = yaml === undefined ? deployment.facts : readWorkspaceFile('.nova-doctor.yaml', yaml, english).facts;
  return {
    deployment: { ...deployment, facts },
    release: '2025.1',
    isReleaseAssumed: false,
    facts,
  } as JudgedDeployment;
}

function dataOf(texts: Readonly<Record<string, string>>, changes: CapacityChanges = {}): CapacityData {
  const data = capacityData(judged(texts), changes, path => texts[path]);
  assert.ok(data);
  // Everything goes through JSON on its way to the page.
  assert.deepEqual(JSON.parse(JSON.stringify(data)), data);
  return data;
}

const fieldOf = (data: CapacityData, key: string) => {
  const field = data.fields.find(one => one.key === key);
  assert.ok(field, key);
  return field;
};

describe('the page of the connection capacity', () => {
  it('tells where each number comes from', () => {
    const data = dataOf(files);
    assert.deepEqual(fieldOf(data, '[DEFAULT]osapi_compute_workers'), {
      key: '[DEFAULT]osapi_compute_workers',
      value: 8,
      written: [8],
      origin: 'file',
      isChanged: false,
      places: [{ path: 'nova.conf', line: 2 }],
      least: 1,
      target: 'settings',
    });
    assert.deepEqual(fieldOf(data, 'counts.controllers').places, [{ path: '.nova-doctor.yaml', line: 1 }]);
    assert.equal(fieldOf(data, '[database]max_overflow').origin, 'default');
    assert.equal(fieldOf(data, 'counts.cores').origin, 'assumed');
    assert.deepEqual([...data.missing].sort(), ['counts.cells', 'counts.cores']);
    assert.deepEqual(
      data.limits.map(({ name, value, where, verdict }) => [name, value, where, verdict]),
      [
        ['max_connections', 4096, undefined, 'below-possible'],
        ['maxconn', 400, 'global', 'below-steady'],
      ],
    );
  });

  it('counts again with other numbers, and says what it was', () => {
    const data = dataOf(files, { '[database]max_pool_size': 5, 'counts.cores': 2, nonsense: 3, 'counts.cells': 0 });
    const before = dataOf(files);
    assert.deepEqual(data.before, { possible: before.possible, steady: before.steady });
    assert.notDeepEqual(data.possible, before.possible);
    assert.deepEqual(
      data.fields.filter(field => field.isChanged).map(({ key, value, written }) => [key, value, written]),
      [
        ['counts.cores', 2, [1]],
        ['[database]max_pool_size', 5, [50]],
      ],
    );
    // What nobody says follows the cores.
    assert.equal(fieldOf(data, '[scheduler]workers').value, 2);
  });

  it('says that a pool without a limit has none', () => {
    const data = dataOf(files, { '[database]max_overflow': -1 });
    assert.deepEqual([data.possible, data.services[0]?.perProcess], ['unlimited', 'unlimited']);
    assert.equal(dataOf({ 'nova.conf': nova }, { '[database]max_overflow': -1 }).verdict, 'steady-exceeds');
  });

  it('proposes pools that fit', () => {
    const suggestion = dataOf(files).suggestion;
    assert.ok(suggestion);
    assert.equal(dataOf(files, suggestion).verdict, 'fits');
  });

  it('shows what writing would do, line by line', () => {
    const changes = {
      '[database]max_pool_size': 5,
      '[database]max_overflow': 6,
      'counts.cores': 16,
      max_connections: 9,
    };
    assert.deepEqual(dataOf(files, changes).writes, [
      { path: 'nova.conf', line: 3, before: '[database]', after: '[database]\nmax_overflow = 6' },
      { path: 'nova.conf', line: 6, before: 'max_pool_size = 50', after: 'max_pool_size = 5' },
      { path: 'my.cnf', line: 2, before: 'max_connections = 4096', after: 'max_connections = 9' },
      {
        path: '.nova-doctor.yaml',
        line: 1,
        before: 'counts: { controllers: 3 }',
        after: 'counts: { controllers: 3, cores: 16 }',
      },
    ]);
    assert.deepEqual(dataOf(files).writes, []);
  });

  it('makes a workspace file for what no other file holds', () => {
    const { deployment } = judged({ 'nova.conf': nova });
    assert.deepEqual(capacityWriting(deployment, { 'counts.cores': 16, max_connections: 900 }), {
      edits: [],
      newWorkspaceFile: 'counts: { cores: 16 }\ndatabase: { maxConnections: 900 }\n',
    });
  });

  it('writes no option that the release does not have', () => {
    const deployment = sampleDeployment({ files: { 'nova.conf': nova.replace(/^osapi.*\n/m, '') }, release: '2026.1' });
    const one = { ...judged(files), deployment, facts: deployment.facts };
    const key = '[DEFAULT]osapi_compute_workers';
    const data = capacityData(one, { [key]: 4 }, () => nova);
    assert.equal(data && fieldOf(data, key).target, 'nowhere');
    assert.deepEqual(capacityWriting(deployment, { [key]: 4 }).edits, []);
  });

  it('gives a new group one header', () => {
    const { deployment } = judged({ 'nova.conf': '[database]\nconnection = mysql+pymysql://a:b@c/d' });
    const changes = { '[api_database]max_pool_size': 2, '[api_database]max_overflow': 3 };
    const text = capacityWriting(deployment, changes).edits.map(edit => edit.text);
    assert.deepEqual(text, ['\n[api_database]\nmax_pool_size = 2\n', 'max_overflow = 3\n']);
  });

  it('follows each way to the database, and marks what closes first', () => {
    const [chain, ...others] = dataOf(files).chains;
    assert.deepEqual(others, []);
    assert.equal(chain?.address, '10.77.0.10:8066');
    assert.deepEqual(chain.hops, [
      { program: 'haproxy', where: 'listen mycat', place: { path: 'haproxy.cfg', line: 3 } },
      { program: 'mycat', place: { path: 'server.xml', line: 1 } },
      { program: 'mysql' },
    ]);
    assert.deepEqual(
      chain.timeouts.map(({ name, seconds, isShortest }) => [name, seconds, isShortest]),
      [
        ['timeout client', 1800, false],
        ['timeout server', 1800, false],
        ['idleTimeout', 900, true],
      ],
    );
    assert.deepEqual(
      chain.pools.map(({ option, recycle, verdict }) => [option, recycle.seconds, verdict]),
      [
        ['[database]connection', 3600, 'late'],
        ['[api_database]connection', 600, 'in-time'],
      ],
    );
    assert.deepEqual(chain.lending, { seconds: 300 });
    assert.doesNotMatch(JSON.stringify(dataOf(files)), /secret/);
  });

  it('is nothing without a file of nova', () => {
    assert.equal(
      capacityData(judged({ 'my.cnf': files['my.cnf'] }), {}, () => ''),
      undefined,
    );
  });
});

describe('changes that a page sends', () => {
  it('are whole numbers, or left out', () => {
    assert.deepEqual(readChanges({ a: 1, b: 1.5, c: '7', d: null, e: -1 }), { a: 1, e: -1 });
    for (const value of [undefined, null, 'x', 5]) assert.deepEqual(readChanges(value), {});
  });
});
