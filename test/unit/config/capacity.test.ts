import assert from 'node:assert/strict';
import { type Capacity, capacityOf } from '../../../core/config/capacity.ts';
import { capacityEdits, fittingPools } from '../../../core/config/capacity-plan.ts';
import { sampleDeployment } from './sample-deployment.ts';

const databases = `[database]
connection = mysql+pymysql://nova:pw@10.77.0.10/nova
[api_database]
connection = mysql+pymysql://nova:pw@10.77.0.10/nova_api
`;
const counts = { controllers: 3, cores: 16, cells: 1 };

const brief = (capacity: Capacity) =>
  capacity.services.map(
    one => `${one.service} ${one.processes} x ${one.perProcess} x ${one.engines}: ${one.possible} / ${one.steady}`,
  );

describe('the sum of connections', () => {
  it('is that of the worked example: 34,320 possible, 3,120 steady', () => {
    const capacity = capacityOf(sampleDeployment({ files: { 'nova.conf': databases }, counts }));
    assert.deepEqual(brief(capacity), [
      'nova-api 48 x 55 x 3: 7920 / 720',
      'nova-metadata 48 x 55 x 3: 7920 / 720',
      'nova-scheduler 48 x 55 x 3: 7920 / 720',
      'nova-super-conductor 48 x 55 x 3: 7920 / 720',
      'nova-conductor 48 x 55 x 1: 2640 / 240',
    ]);
    assert.deepEqual([capacity.possible, capacity.steady], [34_320, 3_120]);
    assert.deepEqual([capacity.maxConnections.value, capacity.maxConnections.origin], [151, 'assumed']);
    assert.deepEqual(capacity.missing, []);
  });

  it('counts what the files say, and tells where', () => {
    const nova = `[conductor]\nworkers = 5\n${databases}max_overflow = 1000\n`;
    const files = { 'nova.conf': nova, 'my.cnf': '[mysqld]\nmax_connections = 10k' };
    const capacity = capacityOf(sampleDeployment({ files, counts }));
    assert.equal(brief(capacity)[3], 'nova-super-conductor 15 x 371.67 x 3: 16725 / 225');
    assert.equal(capacity.maxConnections.value, 10_240);
    const overflow = capacity.inputs.find(input => input.key === '[api_database]max_overflow')!;
    assert.equal(nova.slice(overflow.place!.range.start, overflow.place!.range.end), '1000');
    assert.equal(capacity.inputs.filter(input => input.key === '[conductor]workers').length, 1);
  });

  it('counts again with other numbers', () => {
    const deployment = sampleDeployment({ files: { 'nova.conf': databases }, counts });
    const changes = {
      '[conductor]workers': 5,
      '[database]max_overflow': 5,
      'counts.controllers': 2,
      max_connections: 500,
    };
    const capacity = capacityOf(deployment, changes);
    assert.equal(brief(capacity)[4], 'nova-conductor 10 x 10 x 1: 100 / 50');
    assert.equal(capacity.maxConnections.value, 500);
    assert.equal(capacity.inputs.find(input => input.key === '[conductor]workers')?.origin, 'changed');
  });

  it('believes a live server rather than its file, which it may have read long ago', () => {
    const files = { 'nova.conf': databases, 'my.cnf': '[mysqld]\nmax_connections = 500\n' };
    const live = sampleDeployment({ files, database: { live: { maxConnections: 30 } } });
    assert.deepEqual(capacityOf(live).maxConnections, {
      key: 'max_connections',
      value: 30,
      origin: 'live',
      place: undefined,
    });
    assert.equal(capacityOf(sampleDeployment({ files, database: { maxConnections: 30 } })).maxConnections.value, 500);
  });

  it('counts with the server that refuses first, and on each server with the file that is read last', () => {
    const server = (connections: number) => `[mysqld]\nmax_connections = ${connections}\n`;
    const files = {
      'nova.conf': databases,
      'ctl1/my.cnf': server(100),
      'etc/ctl1/50-server.cnf': server(900),
      'ctl2/my.cnf': server(500),
      'ctl3/my.cnf': server(700),
    };
    const { value, place } = capacityOf(sampleDeployment({ files })).maxConnections;
    assert.deepEqual([value, place?.path], [500, 'ctl2/my.cnf']);
    const live = capacityOf(sampleDeployment({ files, database: { live: { maxConnections: 700 } } })).maxConnections;
    assert.deepEqual([live.value, live.origin, live.place?.path], [700, 'live', 'ctl3/my.cnf']);
  });

  it('takes the files of each service, and leaves compute nodes out', () => {
    const files = {
      'nova-api/nova.conf': `[DEFAULT]\nosapi_compute_workers = 4\nmetadata_workers = 4\n${databases}`,
      'nova-conductor/nova.conf': `[conductor]\nworkers = 8\n${databases}`,
      'nova-compute/nova.conf': '[libvirt]\nvirt_type = kvm\n',
    };
    assert.deepEqual(brief(capacityOf(sampleDeployment({ files, counts: { controllers: 3, cells: 1 } }))), [
      'nova-api 12 x 55 x 3: 1980 / 180',
      'nova-metadata 12 x 55 x 3: 1980 / 180',
      'nova-conductor 24 x 55 x 2: 2640 / 240',
    ]);
  });

  it('takes one file for each controller, and the first one for controllers without', () => {
    const conf = (workers: number) => `[conductor]\nworkers = ${workers}\n[scheduler]\nworkers = 1\n${databases}`;
    const files = { 'ctl1/nova.conf': conf(2), 'ctl2/nova.conf': conf(4) };
    const processes = (controllers?: number) =>
      capacityOf(sampleDeployment({ files, counts: controllers === undefined ? {} : { controllers } })).services.find(
        one => one.service === 'nova-conductor',
      )?.processes;
    assert.deepEqual([processes(), processes(3), processes(2), processes(1)], [6, 8, 6, 2]);
  });

  it('knows no limit where a pool has none, and says what it had to assume', () => {
    const deployment = sampleDeployment({ files: { 'nova.conf': `${databases}max_overflow = -1\n` } });
    const capacity = capacityOf(deployment);
    assert.equal(capacity.possible, Number.POSITIVE_INFINITY);
    assert.deepEqual(capacity.missing.toSorted(), ['counts.cells', 'counts.controllers', 'counts.cores']);
  });

  it('counts a reader of its own twice', () => {
    const files = { 'nova.conf': `${databases}slave_connection = mysql+pymysql://nova:pw@10.77.0.12/nova_api\n` };
    const { services } = capacityOf(sampleDeployment({ files, counts }));
    assert.deepEqual([services[0]?.engines, services.at(-1)?.engines], [4, 1]);
  });

  it('is nothing without files of nova', () => {
    const { services, possible, steady, maxConnections } = capacityOf(
      sampleDeployment({ files: {}, database: { maxConnections: 500 } }),
    );
    assert.deepEqual([services, possible, steady, maxConnections.value], [[], 0, 0, 500]);
  });

  it('is written to the files, where each number stands or belongs', () => {
    const files = { 'nova.conf': `[conductor]\nworkers = 8\n${databases}`, 'my.cnf': '[client]\n[mysqld]\n' };
    const deployment = sampleDeployment({ files, counts });
    const changes = {
      '[conductor]workers': 5,
      '[api_database]max_overflow': 10,
      '[scheduler]workers': 5,
      max_connections: 4096,
      '[x]y': 1,
    };
    const written = capacityEdits(deployment, changes).map(({ path, range, text }) => {
      const at = files[path as keyof typeof files];
      return `${path} ${at.slice(0, range.start).split('\n').length}: ${JSON.stringify(at.slice(range.start, range.end))} ${JSON.stringify(text)}`;
    });
    assert.deepEqual(written, [
      'nova.conf 2: "8" "5"',
      'nova.conf 5: "" "\\nmax_overflow = 10"',
      'nova.conf 7: "" "[scheduler]\\nworkers = 5\\n"',
      'my.cnf 2: "" "\\nmax_connections = 4096"',
    ]);
  });

  it('fits, with pools for it, if that is possible at all', () => {
    const fitted = (maxConnections: number) => {
      const deployment = sampleDeployment({ files: { 'nova.conf': databases }, counts, database: { maxConnections } });
      const changes = fittingPools(deployment);
      return changes && capacityOf(deployment, changes).possible;
    };
    assert.ok(fitted(10_000)! <= 7_500);
    assert.ok(fitted(4_096)! <= 3_072);
    assert.equal(fitted(500), undefined);
  });
});
