import assert from 'node:assert/strict';
import { join } from 'node:path';
import { agreedText, makePlan } from '../../../core/runbook/make-plan.ts';
import { checkParameters } from '../../../core/runbook/parameters.ts';
import type { Plan } from '../../../core/runbook/plan.ts';
import { english } from '../../../core/text/l10n.ts';
import { readShippedRunbooks } from '../../../io/runbook/shipped-runbooks.ts';
import { outputOf, printed } from '../cluster/captured.ts';
import { type Answers, clusterState, holding, host, observerOf, queue, service, vip } from './fake-cluster.ts';

const runbooks = await readShippedRunbooks(join(import.meta.dirname, '../../../knowledge'));
const services = [
  ...[service('nova-conductor'), service('nova-scheduler'), service('nova-api')],
  ...[service('rabbitmq'), service('mariadb'), service('haproxy')],
];
const controllers = [holding('ctl1', services), host('ctl2', services), host('ctl3', services)];
const queues = ['conductor', 'scheduler'].flatMap(topic => [
  queue(topic, 6, { messages: 3 }),
  ...['ctl1', 'ctl2', 'ctl3'].map(name => queue(`${topic}.${name}`, 2)),
]);
const server = outputOf(
  'server\t10.11-MariaDB\tDebian\nvariable\twait_timeout\t600\t600\nvariable\tinteractive_timeout\t600\t600\nvariable\tinnodb_lock_wait_timeout\t50\t50\n',
);
const answers: Answers = {
  vhosts: outputOf('own \ncells-read\n'),
  'consumer-connections': outputOf(''),
  'database-server': server,
  'database-connections': outputOf('connection\t9\tnova\t10.77.0.11:1\tnova\tSleep\t99\t\t2026-11-22 22:00:00\t99\t\n'),
  'options-difference': outputOf('file /etc/nova/nova.conf\n-a = 1\n+a = 2\n'),
  'haproxy-servers': outputOf(printed('haproxy/show_stat.out')),
  'compute-services': outputOf('[{"Host":"cmp1","Status":"enabled"}]'),
};

function planOf(
  id: string,
  given: Record<string, string> = {},
  state = clusterState(controllers, queues),
): Promise<Plan> {
  const runbook = runbooks.find(each => each.id === id);
  assert.ok(runbook, id);
  const { values, problems } = checkParameters(runbook, given);
  assert.deepEqual(problems, []);
  return makePlan(
    runbook,
    { parameters: values, observer: observerOf(state, `vip: ${vip}\n`, answers), l10n: english },
    0,
  );
}

const shown = ({ steps }: Plan) =>
  steps.map(({ step, controllers: where, commands }) =>
    `${step.id} [${where.join(' ')}] ${commands.map(({ command }) => command.name).join(' ')}`.trim(),
  );

describe('the plan of a shipped runbook', () => {
  for (const { id } of runbooks) {
    it(`${id} has no step that is refused on a healthy cluster`, async () => {
      const { steps } = await planOf(id);
      assert.deepEqual(
        steps.filter(({ refusal }) => refusal !== undefined).map(({ step, refusal }) => `${step.id}: ${refusal}`),
        [],
      );
    });
  }

  it('conductor-safe-channel never leaves the cluster without a conductor, and brings all of them back', async () => {
    const steps = shown(await planOf('conductor-safe-channel'));
    for (const expected of [
      'prepare-holder [ctl1]',
      'stop-standby [ctl2 ctl3] docker-stop docker-stop',
      'purge [ctl1] purge-queue purge-queue purge-queue purge-queue',
      'start-holder [ctl1] docker-restart',
      'start-standby [ctl2 ctl3] docker-start docker-start',
    ]) {
      assert.ok(steps.includes(expected), `${expected} is not in ${steps.join('; ')}`);
    }
    assert.deepEqual([steps[0], steps.at(-1)], ['close-entry []', 'left-over []']);
  });

  it('closes the entry in the way that was asked for, and only in that', async () => {
    const ways = async (entry: string) =>
      shown(await planOf('conductor-safe-channel', { entry })).filter(line => /-entry/.test(line));
    assert.deepEqual(await ways('manual'), ['close-entry []', 'open-entry []']);
    assert.deepEqual(await ways('haproxy'), [
      'close-entry-haproxy [ctl1 ctl2 ctl3] haproxy-maint haproxy-maint haproxy-maint',
      'open-entry-haproxy [ctl1 ctl2 ctl3] haproxy-ready haproxy-ready haproxy-ready',
    ]);
    assert.deepEqual(await ways('compute-services'), [
      'close-entry-computes [ctl1] disable-computes',
      'open-entry-computes [ctl1] enable-computes',
    ]);
  });

  it('restarts first what does not consume on the holder', async () => {
    const deaf = queues.map(each => (each.name === 'conductor.ctl1' ? { ...each, consumers: 0 } : each));
    const plan = await planOf('conductor-safe-channel', {}, clusterState(controllers, deaf));
    assert.ok(shown(plan).includes('prepare-holder [ctl1] docker-restart'));
    assert.equal(plan.steps.find(({ step }) => step.id === 'stop-standby')?.refusal, undefined);
  });

  it('is another one to agree to when the holder, a command or what is chosen is another', async () => {
    const plan = await planOf('conductor-safe-channel');
    const same = await planOf('conductor-safe-channel');
    assert.equal(agreedText(plan), agreedText(same));
    const moved = [host('ctl1', services), holding('ctl2', services), host('ctl3', services)];
    const more = [...queues, queue('conductor_fanout_1', 0)];
    const others = [
      await planOf('conductor-safe-channel', {}, clusterState(moved, queues)),
      await planOf('conductor-safe-channel', {}, clusterState(controllers, more)),
      await planOf('conductor-safe-channel', { settle: '1m' }),
    ];
    for (const other of others) assert.notEqual(agreedText(other), agreedText(plan));
    const unchosen = [...queues, queue('compute.cmp1', 1, { messages: 4 })];
    const busier = await planOf('conductor-safe-channel', {}, clusterState(controllers, unchosen));
    assert.equal(agreedText(busier), agreedText(plan));
  });
});
