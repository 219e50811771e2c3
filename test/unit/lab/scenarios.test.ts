import assert from 'node:assert/strict';
import {
  databaseConnectionsCommand,
  databaseServerCommand,
  killConnectionCommand,
  setGlobalCommand,
} from '../../../core/cluster/actions/database-admin.ts';
import { serviceCommand } from '../../../core/cluster/actions/service.ts';
import {
  optionsDifferenceCommand,
  restoreFileCommand,
  setOptionsCommand,
} from '../../../core/cluster/actions/set-options.ts';
import { labScenarios } from '../../../core/cluster/lab-scenarios.ts';
import { isProbeFailure, probeCommand } from '../../../core/cluster/probe.ts';
import { addressesProbe } from '../../../core/cluster/probes/addresses.ts';
import { configurationProbe } from '../../../core/cluster/probes/configuration.ts';
import { databaseProbe } from '../../../core/cluster/probes/database.ts';
import { serviceRecordsProbe, transitionalProbe } from '../../../core/cluster/probes/nova-records.ts';
import { queuesProbe } from '../../../core/cluster/probes/queues.ts';
import { rpcPingProbe } from '../../../core/cluster/probes/rpc-ping.ts';
import { isWell } from '../../../lab/recovery.ts';
import { scenarios } from '../../../lab/scenarios/scenarios.ts';
import { type TestWorld, testWorld } from './lab-world.ts';

const admin = { loginPath: '', host: '', port: 3306, container: { engine: 'docker', name: 'mariadb' } } as const;
const database = { engine: 'docker', container: 'mariadb' } as const;
const dockerService = (verb: 'start' | 'stop' | 'restart', name: string) =>
  serviceCommand(verb, { kind: 'container', container: { engine: 'docker', name }, restartPolicy: '' });
const unitService = (verb: 'start' | 'stop', unit: string) => serviceCommand(verb, { kind: 'systemd', unit });

function log({ world }: TestWorld, controller: string, name: string): string {
  return String(world.logs.read(controller, `/var/lib/docker/volumes/kolla_logs/_data/nova/${name}.log`) ?? '');
}

function consumers(test: TestWorld, name: string): number | undefined {
  const read = test.run('ctl1', probeCommand(queuesProbe({ engine: 'docker', container: 'rabbitmq' })));
  assert.ok(!isProbeFailure(read));
  return read.queues.find(queue => queue.name === name)?.consumers;
}

function runs(test: TestWorld, controller: string, service: string): boolean | undefined {
  const found = test.world.state().controllers.find(({ name }) => name === controller);
  return found?.services.find(({ service: name }) => name === service)?.isRunning;
}

describe('scenarios of the lab', () => {
  it('are those that can be chosen', () => {
    assert.deepEqual(
      scenarios.map(({ name }) => name),
      labScenarios.map(({ name }) => name),
    );
  });

  it('are well or not as they say, and the same in every run', () => {
    for (const { name } of scenarios) {
      const one = testWorld(name);
      assert.equal(isWell(one.world.state()), ['healthy', 'database-restarted'].includes(name), name);
      assert.deepEqual(testWorld(name).world.state(), one.world.state());
      assert.deepEqual(one.notes, [], 'nothing is told of the past');
    }
  });

  it('have each a test below that begins with their name', function () {
    const titles = this.test?.parent?.tests.map(({ title }) => title) ?? [];
    const untested = scenarios.filter(({ name }) => !titles.some(title => title.startsWith(`${name}:`)));
    // The first has a file of its own; nothing happens in the other.
    assert.deepEqual(
      untested.map(({ name }) => name),
      ['seed-case', 'healthy'],
    );
  });

  it('kolla-units: a unit brings back what docker stops, and not what it stops itself', () => {
    const test = testWorld('kolla-units');
    test.reply('ctl2', dockerService('stop', 'nova_conductor'));
    assert.equal(runs(test, 'ctl2', 'nova-conductor'), false);
    test.pass(10);
    assert.equal(runs(test, 'ctl2', 'nova-conductor'), true);
    assert.ok(test.notes.some(note => /has started it again/.test(note)));
    const unit = 'kolla-nova_conductor-container.service';
    assert.deepEqual(test.reply('ctl2', unitService('stop', unit)), { status: 0, output: '', error: '' });
    test.pass(60);
    assert.equal(runs(test, 'ctl2', 'nova-conductor'), false);
    test.reply('ctl2', unitService('start', unit));
    assert.equal(runs(test, 'ctl2', 'nova-conductor'), true);
    assert.equal(test.reply('ctl2', unitService('stop', 'nothing.service')).status, 5);
  });

  it('database-restarted: nova has lost the database and has come back', () => {
    const test = testWorld('database-restarted');
    assert.match(log(test, 'ctl1', 'nova-conductor'), /2013, 'Lost connection/);
    assert.match(log(test, 'ctl1', 'nova-conductor'), /2003, "Can't connect to MySQL server on '10\.77\.0\.10'/);
    const state = test.run('ctl1', probeCommand(databaseProbe(database)));
    assert.ok(!isProbeFailure(state) && state.uptimeSeconds === 284, JSON.stringify(state));
  });

  it('broker-restarted-service-lost: what has lost the broker comes back by a restart only', () => {
    const test = testWorld('broker-restarted-service-lost');
    assert.deepEqual([consumers(test, 'scheduler'), consumers(test, 'conductor.ctl2')], [0, 0]);
    assert.match(log(test, 'ctl1', 'nova-conductor'), /Reconnected to AMQP server on 10\.77\.0\.11:5672/);
    assert.doesNotMatch(log(test, 'ctl2', 'nova-conductor'), /Reconnected/);
    test.pass(300);
    assert.equal(consumers(test, 'scheduler'), 0);
    const ping = probeCommand(
      rpcPingProbe('nova-scheduler', 'scheduler', { engine: 'docker', name: 'nova_scheduler' }),
    );
    assert.deepEqual(test.run('ctl1', ping), { isAnswered: false, why: 'MessagingTimeout' });
    for (const name of ['ctl1', 'ctl2', 'ctl3']) test.reply(name, dockerService('restart', 'nova_scheduler'));
    assert.ok(!isWell(test.world.state()));
    test.reply('ctl2', dockerService('restart', 'nova_conductor'));
    assert.equal(consumers(test, 'scheduler'), 3);
    assert.equal(consumers(test, 'conductor.ctl2'), 5);
    assert.deepEqual(test.run('ctl1', ping), { isAnswered: true, seconds: 0.021 });
    assert.ok(isWell(test.world.state()));
  });

  it('too-many-connections: the database refuses, and its file says how many it admits', () => {
    const test = testWorld('too-many-connections');
    const reading = test.run('ctl1', probeCommand(databaseProbe(database)));
    assert.ok(isProbeFailure(reading) && reading.unreadable === 'too-many-connections');
    assert.match(log(test, 'ctl1', 'nova-api'), /1040, 'Too many connections'/);
    const files = test.run('ctl1', probeCommand(configurationProbe('mark')));
    assert.ok(!isProbeFailure(files));
    assert.match(files.find(({ path }) => path.endsWith('galera.cnf'))?.text ?? '', /max_connections = 151/);
  });

  it('too-many-connections: gets well by a higher limit, or by smaller pools after a restart', () => {
    const higher = testWorld('too-many-connections');
    assert.deepEqual(higher.run('ctl1', setGlobalCommand(admin, new Map([['max_connections', '400']]))).isDone, true);
    assert.ok(isWell(higher.world.state()));
    const server = higher.run('ctl1', databaseServerCommand(admin, ['max_connections']));
    assert.ok(!isProbeFailure(server) && server.variables.get('max_connections')?.global === '400');
    // What is set in one server is set in no other, and gone when it starts again.
    const other = higher.run('ctl2', databaseServerCommand(admin, ['max_connections']));
    assert.ok(!isProbeFailure(other) && other.variables.get('max_connections')?.global === '151');
    higher.reply('ctl1', dockerService('restart', 'mariadb'));
    assert.ok(!isWell(higher.world.state()));
    assert.match(
      String(higher.reply('ctl1', setGlobalCommand(admin, new Map([['wait_time_out', '5']]))).error),
      /ERROR 1193/,
    );

    const smaller = testWorld('too-many-connections');
    const settings = ['max_pool_size', 'max_overflow'].map(name => ({ group: 'database', name, value: '2' }));
    const difference = smaller.run('ctl1', optionsDifferenceCommand('', settings));
    assert.ok(!isProbeFailure(difference));
    assert.deepEqual(difference.lines, [
      '-max_pool_size = 20',
      '-max_overflow = 50',
      '+max_pool_size = 2',
      '+max_overflow = 2',
    ]);
    for (const name of ['ctl1', 'ctl2', 'ctl3']) {
      assert.equal(
        smaller.run(name, setOptionsCommand('/etc/kolla/nova-conductor/nova.conf', settings, 'run')).isDone,
        true,
      );
    }
    const same = smaller.run('ctl1', optionsDifferenceCommand('', settings));
    assert.ok(!isProbeFailure(same) && same.lines.length === 0);
    smaller.pass(10);
    assert.ok(!isWell(smaller.world.state()), 'files are read when a service starts');
    for (const name of ['ctl1', 'ctl2', 'ctl3']) smaller.reply(name, dockerService('restart', 'nova_conductor'));
    smaller.pass(10);
    assert.ok(isWell(smaller.world.state()));
    smaller.run('ctl1', restoreFileCommand('/etc/kolla/nova-conductor/nova.conf', 'run'));
    const back = smaller.run('ctl1', optionsDifferenceCommand('', settings));
    assert.ok(!isProbeFailure(back) && back.lines.length === 4);
  });

  it('long-transaction: ends with the connection that was seen, and with no other', () => {
    const test = testWorld('long-transaction');
    const read = test.run('ctl1', databaseConnectionsCommand(admin));
    assert.ok(!isProbeFailure(read));
    const held = read.find(({ transactionStarted }) => transactionStarted !== '');
    assert.ok(held && held.transactionSeconds === 2400 && held.host === '10.77.0.13:51234', JSON.stringify(held));
    const state = test.run('ctl1', probeCommand(databaseProbe(database)));
    assert.ok(!isProbeFailure(state) && state.longestTransaction?.connection === held.id);
    const another = killConnectionCommand(admin, { ...held, transactionStarted: '2020-01-01 00:00:00' });
    assert.equal(test.reply('ctl1', another).status, 5);
    assert.ok(!isWell(test.world.state()));
    assert.equal(test.reply('ctl1', killConnectionCommand(admin, held)).status, 0);
    assert.ok(isWell(test.world.state()));
    assert.equal(test.reply('ctl1', killConnectionCommand(admin, held)).status, 5);
  });

  it('split-vip: two controllers hold it until one of their keepalived processes is stopped', () => {
    const test = testWorld('split-vip');
    const holders = () =>
      ['ctl1', 'ctl2', 'ctl3'].filter(name => {
        const addresses = test.run(name, probeCommand(addressesProbe));
        return !isProbeFailure(addresses) && addresses.some(({ address }) => address === '10.77.0.10');
      });
    assert.deepEqual(holders(), ['ctl1', 'ctl2']);
    test.reply('ctl2', dockerService('stop', 'keepalived'));
    test.pass(2);
    assert.deepEqual(holders(), ['ctl1']);
    test.reply('ctl2', dockerService('start', 'keepalived'));
    test.pass(2);
    assert.deepEqual(holders(), ['ctl1', 'ctl2']);
  });

  it('controller-down: what ran on it is missing elsewhere', () => {
    const test = testWorld('controller-down');
    assert.deepEqual([consumers(test, 'conductor'), consumers(test, 'conductor.ctl3')], [10, 0]);
    const records = test.run('ctl1', probeCommand(serviceRecordsProbe(database, 'nova-conductor')));
    assert.ok(!isProbeFailure(records));
    assert.deepEqual(
      records.map(({ host, hasReported }) => [host, hasReported]),
      [
        ['ctl1', true],
        ['ctl2', true],
        ['ctl3', false],
      ],
    );
  });

  it('tell in the database who reports, and what waits for a message that is lost', () => {
    const test = testWorld('seed-case');
    const reports = (binary: string) => {
      const records = test.run('ctl1', probeCommand(serviceRecordsProbe(database, binary)));
      assert.ok(!isProbeFailure(records));
      return records.map(({ hasReported }) => hasReported);
    };
    assert.deepEqual(reports('nova-conductor'), [false, false, false]);
    assert.ok(reports('nova-compute').every(hasReported => !hasReported));
    assert.ok(reports('nova-scheduler').every(hasReported => hasReported));
    const stuck = () => {
      const records = test.run('ctl1', probeCommand(transitionalProbe(database, 60)));
      assert.ok(!isProbeFailure(records));
      return records;
    };
    assert.deepEqual(stuck(), []);
    test.world.apply(({ state }) => {
      state.stuckInstances.push({ id: 'i1', host: 'cmp3', task: 'deleting', since: state.now });
    });
    assert.deepEqual(stuck(), []);
    test.pass(60);
    assert.deepEqual(stuck(), [{ kind: 'instance', id: 'i1', host: 'cmp3', state: 'deleting', seconds: 60 }]);
  });

  it('lose the database with the last server, and the broker with the last node', () => {
    const test = testWorld('healthy');
    for (const name of ['ctl1', 'ctl2', 'ctl3']) test.reply(name, dockerService('stop', 'mariadb'));
    test.pass(20);
    const refused = test.run('ctl1', probeCommand(databaseProbe(database)));
    assert.ok(isProbeFailure(refused) && /is not running/.test(refused.detail), JSON.stringify(refused));
    assert.match(log(test, 'ctl1', 'nova-conductor'), /2003, "Can't connect/);
    test.reply('ctl1', dockerService('stop', 'rabbitmq'));
    const broker = probeCommand(queuesProbe({ engine: 'docker', container: 'rabbitmq' }));
    assert.ok(isProbeFailure(test.run('ctl1', broker)));
    assert.ok(!isProbeFailure(test.run('ctl2', broker)));
  });
});
