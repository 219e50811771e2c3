import assert from 'node:assert/strict';
import { serviceCommand } from '../../../core/cluster/actions/service.ts';
import type { Command } from '../../../core/cluster/command.ts';
import { isProbeFailure, probeCommand } from '../../../core/cluster/probe.ts';
import { queuesProbe } from '../../../core/cluster/probes/queues.ts';
import { isWell } from '../../../lab/recovery.ts';
import { type TestWorld, testWorld } from './lab-world.ts';

const container = (name: string) =>
  ({ kind: 'container', container: { engine: 'docker', name }, restartPolicy: 'unless-stopped' }) as const;
const service = (verb: 'start' | 'stop' | 'restart', name: string) => serviceCommand(verb, container(name));

const purge = (queue: string): Command<unknown> => ({
  name: 'purge',
  effect: 'destroy',
  asRoot: true,
  run: { program: 'docker', args: ['exec', 'rabbitmq', 'rabbitmqctl', '-q', 'purge_queue', '-p', '/', queue] },
  timeoutSeconds: 10,
  read: output => output,
});

function queues({ run }: TestWorld) {
  const read = run('ctl1', probeCommand(queuesProbe({ engine: 'docker', container: 'rabbitmq' })));
  assert.ok(!isProbeFailure(read));
  return read.queues;
}

function waiting(test: TestWorld, name: string): number {
  return queues(test).find(queue => queue.name === name)?.messages ?? -1;
}

/** Queues for replies that nobody reads, and that of the conductors. */
function purgeStale(test: TestWorld): void {
  const stale = queues(test).filter(
    ({ name, consumers, messages }) => name.startsWith('reply_') && consumers === 0 && messages > 0,
  );
  for (const { name } of [...stale, { name: 'conductor' }]) test.reply('ctl1', purge(name));
}

function conditions({ world }: TestWorld, name = 'nova-conductor'): string[] {
  return world
    .state()
    .controllers.flatMap(({ services }) =>
      services.flatMap(({ service: own, isRunning, condition }) =>
        own === name ? [isRunning ? condition.kind : 'stopped'] : [],
      ),
    );
}

function errorsOfLastMinute({ world }: TestWorld, controller: string, log: string): number {
  const text = String(world.logs.read(controller, `/var/lib/docker/volumes/kolla_logs/_data/nova/${log}`));
  const since = new Date(world.state().now - 60_000 + 8 * 3_600_000).toISOString().replace('T', ' ').slice(0, 23);
  return text.split('\n').filter(line => line > since && / ERROR /.test(line)).length;
}

describe('the seed case in the lab', () => {
  it('begins with sick conductors, a full queue and replies that nobody reads', () => {
    const test = testWorld('seed-case');
    assert.deepEqual(conditions(test), ['sick', 'sick', 'sick']);
    assert.ok(waiting(test, 'conductor') > 100);
    assert.ok(
      queues(test).some(
        ({ name, consumers, messages }) => name.startsWith('reply_') && consumers === 0 && messages > 20,
      ),
    );
    assert.ok(errorsOfLastMinute(test, 'ctl2', 'nova-conductor.log') > 0);
    assert.ok(errorsOfLastMinute(test, 'ctl1', 'nova-api.log') > 0);
  });

  it('gets well by the steps of the procedure, in their order', () => {
    const test = testWorld('seed-case');
    for (const name of ['ctl2', 'ctl3']) test.reply(name, service('stop', 'nova-conductor'));
    purgeStale(test);
    test.reply('ctl1', service('restart', 'nova-conductor'));
    test.pass(60);
    assert.deepEqual(conditions(test), ['well', 'stopped', 'stopped']);
    assert.ok(!isWell(test.world.state()), 'the APIs are still without their sessions');
    for (const name of ['ctl1', 'ctl2', 'ctl3']) test.reply(name, service('restart', 'nova-api'));
    test.pass(60);
    for (const name of ['ctl2', 'ctl3']) {
      test.reply(name, service('start', 'nova-conductor'));
      test.pass(60);
    }
    assert.deepEqual(conditions(test), ['well', 'well', 'well']);
    assert.ok(isWell(test.world.state()));
    assert.equal(waiting(test, 'conductor'), 0);
    for (const name of ['ctl1', 'ctl2', 'ctl3']) {
      for (const log of ['nova-conductor.log', 'nova-api.log']) assert.equal(errorsOfLastMinute(test, name, log), 0);
    }
    assert.equal(test.notes.filter(note => /The cluster is well again/.test(note)).length, 1);
  });

  it('stays sick when the conductors on the standbys go on', () => {
    const test = testWorld('seed-case');
    purgeStale(test);
    test.reply('ctl1', service('restart', 'nova-conductor'));
    test.pass(120);
    assert.deepEqual(conditions(test), ['sick', 'sick', 'sick']);
    assert.ok(errorsOfLastMinute(test, 'ctl1', 'nova-conductor.log') > 0);
    assert.ok(
      test.notes.some(note => /still hold\..*ctl2, ctl3/.test(note)),
      test.notes.join('\n'),
    );
  });

  it('stays sick when the queues are not purged', () => {
    const test = testWorld('seed-case');
    for (const name of ['ctl2', 'ctl3']) test.reply(name, service('stop', 'nova-conductor'));
    test.reply('ctl1', service('restart', 'nova-conductor'));
    test.pass(120);
    assert.deepEqual(conditions(test), ['sick', 'stopped', 'stopped']);
    assert.ok(test.notes.some(note => /had piled up/.test(note)));
  });

  it('stays sick when the queues are purged before the standbys give back what they hold', () => {
    const test = testWorld('seed-case');
    purgeStale(test);
    for (const name of ['ctl2', 'ctl3']) test.reply(name, service('stop', 'nova-conductor'));
    test.reply('ctl1', service('restart', 'nova-conductor'));
    test.pass(120);
    assert.equal(conditions(test)[0], 'sick');
  });

  it('is not healed by starting what runs', () => {
    const test = testWorld('seed-case');
    const reply = test.reply('ctl1', service('start', 'nova-conductor'));
    assert.deepEqual(reply, { status: 0, output: 'nova-conductor\n', error: '' });
    test.pass(60);
    assert.deepEqual(conditions(test), ['sick', 'sick', 'sick']);
    assert.ok(test.notes.some(note => /runs already/.test(note)));
  });

  it('keeps the APIs sick that are restarted too early', () => {
    const test = testWorld('seed-case');
    for (const name of ['ctl1', 'ctl2', 'ctl3']) test.reply(name, service('restart', 'nova-api'));
    for (const name of ['ctl2', 'ctl3']) test.reply(name, service('stop', 'nova-conductor'));
    purgeStale(test);
    test.reply('ctl1', service('restart', 'nova-conductor'));
    test.pass(90);
    assert.deepEqual(conditions(test, 'nova-api'), ['sick', 'sick', 'sick']);
    assert.ok(errorsOfLastMinute(test, 'ctl1', 'nova-api.log') > 0);
  });

  it('tells what is lost by purging what somebody needs', () => {
    const test = testWorld('seed-case');
    test.reply('ctl1', purge('cinder-volume'));
    assert.ok(
      test.notes.some(note => /belongs to another project.*cinder-volume\|2/.test(note)),
      test.notes.join('\n'),
    );
    const compute = queues(test).find(({ name, messages }) => name.startsWith('compute.') && messages > 0);
    assert.ok(compute);
    test.reply('ctl1', purge(compute.name));
    assert.equal(test.world.state().stuckInstances.length, compute.messages);
    assert.equal(waiting(test, compute.name), 0);
    const missing = test.reply('ctl1', purge('nothing'));
    assert.deepEqual(missing, { status: 69, output: '', error: 'Error:\nnot_found\n' });
  });

  it('moves the VIP when keepalived is stopped, and leaves it there', () => {
    const test = testWorld('seed-case');
    const holder = () => test.world.state().controllers.flatMap(({ name, holdsVip }) => (holdsVip ? [name] : []));
    assert.deepEqual(holder(), ['ctl1']);
    test.reply('ctl1', service('stop', 'keepalived'));
    test.pass(5);
    assert.deepEqual(holder(), ['ctl2']);
    test.reply('ctl1', service('start', 'keepalived'));
    test.pass(5);
    assert.deepEqual(holder(), ['ctl2']);
  });
});
