import assert from 'node:assert/strict';
import { isProbeFailure } from '../../../core/cluster/probe.ts';
import { readConsumerConnections } from '../../../core/cluster/probes/consumer-connections.ts';
import { readVhosts } from '../../../core/cluster/probes/vhosts.ts';
import { planStep, runCheck } from '../../../core/runbook/make-plan.ts';
import { english } from '../../../core/text/l10n.ts';
import { captured, outputOf } from '../cluster/captured.ts';
import {
  type Answers,
  call,
  check,
  clusterState,
  holding,
  host,
  observerOf,
  queue,
  service,
  step,
  vip,
} from './fake-cluster.ts';

const services = [service('nova-conductor'), service('rabbitmq')];
const controllers = [holding('ctl1', services), host('ctl2', services)];
const purge = step({
  id: 'purge',
  on: 'broker',
  effect: 'destroy',
  run: call({ queues: 'purge', match: 'reply|cinder|conduct|compute' }),
});
const vhosts = outputOf('own nova\ncell\tcell1\t0\trabbit\tcell%2F1\ncells-read\n');

const queues = [
  queue('conductor', 4, { vhost: 'nova', messages: 12 }),
  queue('conductor.ctl2', 0, { vhost: 'cell/1', messages: 3 }),
  queue('conductor_fanout_0af1', 0, { vhost: 'nova', messages: 1 }),
  queue('conductor', 0, { vhost: '/', messages: 9 }),
  queue('ironic.conductor_manager', 1, { vhost: 'nova', messages: 2 }),
  queue('reply_dead', 0, { vhost: 'nova', messages: 5 }),
  queue('reply_alive', 1, { vhost: 'nova', messages: 5 }),
  queue('reply_empty', 1, { vhost: 'nova' }),
  queue('compute.cmp1', 1, { vhost: 'nova', messages: 7 }),
  queue('cinder-volume', 1, { vhost: 'nova', messages: 7 }),
  queue('conductor_stream', 1, { vhost: 'nova', messages: 7, type: 'stream' }),
  queue('scheduler', 1, { vhost: 'nova', messages: 7 }),
  queue("reply_$(id) 'x", 0, { vhost: 'nova', messages: 1 }),
];

function planning(answers: Answers = {}, state = clusterState(controllers, queues)) {
  const defaults: Answers = { vhosts, 'consumer-connections': outputOf('') };
  return {
    parameters: {},
    observer: observerOf(state, `vip: ${vip}\nbecome: sudo\n`, { ...defaults, ...answers }),
    l10n: english,
  };
}

describe('purging queues', () => {
  it('shows every queue that is hit, and chooses those of conductors and replies that nobody waits for', async () => {
    const { rows, columns, notes, controllers: where } = await planStep(purge, planning());
    assert.deepEqual(where, ['ctl1']);
    assert.deepEqual(columns?.slice(0, 3), ['vhost', 'Queue', 'Type']);
    assert.deepEqual(
      rows.map(({ cells, isChosen }) => `${isChosen ? '+' : '-'} ${cells[0]} ${cells[1]} ${cells[3]}`),
      [
        '+ nova conductor 12',
        '- / conductor 9',
        '+ cell/1 conductor.ctl2 3',
        '+ nova conductor_fanout_0af1 1',
        '- nova cinder-volume 7',
        '- nova compute.cmp1 7',
        '- nova reply_alive 5',
        '+ nova reply_dead 5',
        '- nova ironic.conductor_manager 2',
        "+ nova reply_$(id) 'x 1",
      ],
    );
    const losses = new Map(rows.map(({ id, loss }) => [id, loss]));
    assert.match(losses.get('/ conductor') ?? '', /vhost \/ is not nova’s/);
    assert.match(losses.get('nova compute.cmp1') ?? '', /nova-compute on cmp1/);
    assert.match(losses.get('nova reply_alive') ?? '', /Somebody waits/);
    assert.match(losses.get('nova cinder-volume') ?? '', /volumes/);
    assert.match(losses.get('nova ironic.conductor_manager') ?? '', /not a queue of nova/);
    assert.match(
      notes.join('\n'),
      /The vhosts of nova are: cell\/1, nova\n1 streams are left out.*\n1 queues that match are empty/,
    );
  });

  it('has one command for each row, which runs where the broker does', async () => {
    const { commands, rows } = await planStep(purge, planning());
    assert.deepEqual(
      commands.map(({ row }) => row),
      rows.map(({ id }) => id),
    );
    assert.equal(commands[0]?.printed, 'sudo -n docker exec rabbitmq rabbitmqctl -q purge_queue -p nova -- conductor');
    assert.deepEqual([commands[0]?.id, commands[0]?.effect], ['purge/ctl1/1', 'destroy']);
    const odd = commands.at(-1);
    assert.match(odd?.printed ?? '', /QUEUE='reply_\$\(id\) '\\''x'; export QUEUE/);
  });

  it('chooses nothing by itself where nobody tells which vhosts are nova’s', async () => {
    const { rows, notes } = await planStep(
      purge,
      planning({ vhosts: outputOf('', { standardError: 'nova.conf: Permission denied' }) }),
    );
    assert.equal(
      rows.some(({ isChosen }) => isChosen),
      false,
    );
    assert.match(notes.join(), /nothing is chosen by default/);
  });

  it('names who reads a queue', async () => {
    const real = captured('consumer-connections');
    const read = readConsumerConnections(real);
    assert.ok(!isProbeFailure(read));
    assert.deepEqual(
      [...new Set(read.map(({ client, peer, vhost }) => `${client.split(':')[0]} ${peer} ${vhost}`))],
      ['nova-conductor 127.0.0.1 nova'],
    );
    const { rows } = await planStep(purge, planning({ 'consumer-connections': real }));
    assert.equal(rows[0]?.cells.at(-1), 'nova-conductor on 127.0.0.1');
  });

  it('is refused where the broker cannot be asked', async () => {
    const state = {
      ...clusterState(controllers),
      broker: { unreadable: 'permission-denied' as const, detail: 'sudo' },
    };
    const planned = await planStep(purge, planning({}, state));
    assert.match(planned.refusal ?? '', /cannot be read: sudo/);
  });
});

describe('the vhosts of nova', () => {
  it('are those of transport_url and of the cells', () => {
    assert.deepEqual(readVhosts(captured('vhosts')), {
      own: ['nova'],
      cells: [{ name: 'cell1', vhost: 'nova', isDisabled: false }],
    });
    const template = outputOf('own a%20b\nown \ncell\tcell0\t0\tnone\t\ncell\tc\t1\trabbit\t{path}\ncells-read\n');
    assert.deepEqual(readVhosts(template), {
      own: ['a b', '/'],
      cells: [
        { name: 'c', vhost: 'a b', isDisabled: true },
        { name: 'c', vhost: '/', isDisabled: true },
      ],
    });
    assert.deepEqual(readVhosts(outputOf('own nova\n')), { own: ['nova'], cells: undefined });
  });
});

describe('a check of messages', () => {
  it('counts what waits on the vhosts of nova', async () => {
    const see = (probe: string, expectations: Record<string, string | number>) =>
      runCheck(check(probe, expectations), ['ctl1'], planning());
    assert.equal((await see('messages', { queue: 'conductor', below: 13 })).holds, true);
    assert.equal((await see('messages', { queue: 'conductor', below: 12 })).holds, false);
    const seen = await see('queues', { match: '^reply', is: 'empty' });
    assert.equal(seen.holds, false);
    assert.match(seen.seen, /3 of 4 queues have messages: nova reply_/);
    assert.equal((await see('queues', { match: '^nothing', is: 'empty' })).holds, true);
  });
});
