import assert from 'node:assert/strict';
import type { ClusterState } from '../../../core/cluster/cluster-state.ts';
import type { ServiceOwner } from '../../../core/cluster/services.ts';
import { makePlan, planStep, runCheck } from '../../../core/runbook/make-plan.ts';
import type { Step } from '../../../core/runbook/runbook.ts';
import { english } from '../../../core/text/l10n.ts';
import { outputOf } from '../cluster/captured.ts';
import {
  type Answers,
  away,
  call,
  check,
  clusterState,
  dockerOwner,
  healthyCluster,
  holding,
  host,
  observerOf,
  queue,
  service,
  step,
  vip,
} from './fake-cluster.ts';

function planning(state: ClusterState, file = `vip: ${vip}\nbecome: sudo\n`, answers: Answers = {}, parameters = {}) {
  return { parameters, observer: observerOf(state, file, answers), l10n: english };
}

const stopStandby = step({ id: 'stop', on: 'standby', run: call({ service: 'stop', name: 'nova-conductor' }) });
const startVip = step({ id: 'start', on: 'vip', run: call({ service: 'start', name: 'nova-conductor' }) });

async function printed(one: Step, state: ClusterState, answers: Answers = {}) {
  const planned = await planStep(one, planning(state, undefined, answers));
  return {
    commands: planned.commands.map(command => `${command.controller}: ${command.printed}`),
    notes: planned.notes,
    refusal: planned.refusal,
  };
}

describe('a service', () => {
  it('is stopped through its owner', async () => {
    const owners: [ServiceOwner, string][] = [
      [dockerOwner('nova_conductor'), 'sudo -n docker stop -t 60 -- nova_conductor'],
      [
        { kind: 'container', container: { engine: 'podman', name: 'nc' }, restartPolicy: 'no' },
        'sudo -n podman stop -t 60 -- nc',
      ],
      [
        {
          kind: 'systemd',
          unit: 'kolla-nova_conductor-container.service',
          container: { engine: 'docker', name: 'nova_conductor' },
        },
        'sudo -n systemctl stop -- kolla-nova_conductor-container.service',
      ],
      [{ kind: 'systemd', unit: 'nova-conductor.service' }, 'sudo -n systemctl stop -- nova-conductor.service'],
    ];
    for (const [owner, command] of owners) {
      const { commands, refusal } = await printed(stopStandby, healthyCluster(owner));
      assert.equal(refusal, undefined);
      assert.deepEqual(commands, [`ctl2: ${command}`, `ctl3: ${command}`]);
    }
  });

  it('of Pacemaker is taken from its node only', async () => {
    const { commands, notes } = await printed(
      stopStandby,
      healthyCluster({ kind: 'pacemaker', resource: 'nova-conductor-clone' }),
    );
    assert.match(commands[0] ?? '', /--ban --node "\$NODE"/);
    assert.match(commands[0] ?? '', /RESOURCE=nova-conductor-clone/);
    assert.match(notes.join(), /banned from ctl2 until the ban is cleared/);
  });

  it('that nobody owns is left alone with a reason', async () => {
    const state = healthyCluster({ kind: 'process', process: 4711 });
    const answer = outputOf('0::/user.slice/session-2.scope\n');
    const { commands, refusal } = await printed(stopStandby, state, { 'unit-of-process': answer });
    assert.deepEqual(commands, []);
    assert.match(refusal ?? '', /nova-conductor on ctl2 is a process \(4711\)/);
  });

  it('within a web server that others share is reloaded gracefully, never restarted', async () => {
    const api = service('nova-api', { owner: { kind: 'process', process: 77 } });
    const state = clusterState([holding('ctl1', [api])]);
    const answers = {
      'unit-of-process': outputOf('12:pids:/system.slice/apache2.service\n0::/system.slice/apache2.service\n'),
    };
    const restart = step({ on: 'vip', run: call({ service: 'restart', name: 'nova-api' }) });
    const planned = await printed(restart, state, answers);
    assert.deepEqual(planned.commands, ['ctl1: sudo -n systemctl reload -- apache2.service']);
    assert.match(planned.notes.join(), /reloaded gracefully, never restarted/);
    const stop = step({ on: 'vip', run: call({ service: 'stop', name: 'nova-api' }) });
    assert.match((await printed(stop, state, answers)).refusal ?? '', /runs within apache2.service/);
  });

  it('that runs and is well is not started; one that takes no calls is restarted', async () => {
    assert.deepEqual((await printed(startVip, healthyCluster())).commands, []);
    const sick = {
      ...healthyCluster(),
      broker: { queues: [queue('conductor', 4), queue('conductor.ctl1', 0)], vhosts: ['/'], readOn: 'ctl1' },
    };
    const planned = await printed(startVip, sick);
    assert.deepEqual(planned.commands, ['ctl1: sudo -n docker restart -t 60 -- nova_conductor']);
    assert.match(planned.notes[0] ?? '', /runs, but it takes no calls from its queue conductor/);
    const said = step({ on: 'vip', run: call({ service: 'start', name: 'nova-conductor', sick: true }) });
    assert.equal((await printed(said, healthyCluster())).commands.length, 1);
    const restart = step({ on: 'vip', run: call({ service: 'restart', name: 'nova-conductor' }) });
    const stopped = clusterState([holding('ctl1', [service('nova-conductor', { state: 'failed' })])]);
    assert.deepEqual((await printed(restart, stopped)).commands, ['ctl1: sudo -n docker start -- nova_conductor']);
  });

  it('that has no queue while its neighbours have theirs never came back to the broker, and is restarted', async () => {
    const healthy = healthyCluster();
    const queues = [queue('conductor', 2), queue('conductor.ctl2', 1), queue('conductor.ctl3', 1)];
    const planned = await printed(startVip, { ...healthy, broker: { queues, vhosts: ['/'], readOn: 'ctl1' } });
    assert.deepEqual(planned.commands, ['ctl1: sudo -n docker restart -t 60 -- nova_conductor']);
  });

  it('is never stopped where no conductor would be left', async () => {
    const all = step({ on: 'all', run: call({ service: 'stop', name: 'nova-conductor' }) });
    assert.match((await printed(all, healthyCluster())).refusal ?? '', /would leave none/);
    const deaf = healthyCluster();
    const queues = [
      queue('conductor', 4),
      queue('conductor.ctl1', 0),
      queue('conductor.ctl2', 2),
      queue('conductor.ctl3', 2),
    ];
    const { refusal } = await printed(stopStandby, { ...deaf, broker: { queues, vhosts: ['/'], readOn: 'ctl1' } });
    assert.match(refusal ?? '', /On the vhost \/ no conductor but those on ctl2, ctl3 takes calls/);
    const cells = [
      queue('conductor.ctl1', 2, { vhost: 'cell1' }),
      queue('conductor.ctl2', 2, { vhost: 'cell2' }),
      queue('conductor.ctl3', 2, { vhost: 'cell1' }),
    ];
    const cell = await printed(stopStandby, {
      ...deaf,
      broker: { queues: cells, vhosts: ['cell1', 'cell2'], readOn: 'ctl1' },
    });
    assert.match(cell.refusal ?? '', /On the vhost cell2/);
  });

  it('on a controller that does not answer refuses the step, unless it is left out on purpose', async () => {
    const [first, second] = healthyCluster().controllers;
    if (!first || !second) assert.fail();
    const state = { ...healthyCluster(), controllers: [first, second, away('ctl3')] };
    assert.match((await printed(stopStandby, state)).refusal ?? '', /ctl3/);
    const planned = await planStep(stopStandby, planning(state, undefined, {}, { without: 'ctl3' }));
    assert.deepEqual(planned.controllers, ['ctl2']);
    assert.equal(planned.refusal, undefined);
    assert.match(planned.notes.join(), /ctl3 is left out/);
  });

  it('of several cells on one controller is stopped in all of them, and so is a unit that would bring a container back', async () => {
    const unit = (name: string): ServiceOwner => ({
      kind: 'systemd',
      unit: `kolla-${name}-container.service`,
      container: { engine: 'docker', name },
    });
    const both = [
      service('nova-conductor', { owner: unit('nova_conductor_cell1') }),
      service('nova-conductor', { owner: unit('nova_conductor_cell2'), state: 'stopped' }),
    ];
    const state = clusterState([holding('ctl1', [service('nova-conductor')]), host('ctl2', both)]);
    assert.deepEqual(
      (await planStep(stopStandby, planning(state))).commands.map(({ id, printed: text }) => `${id} ${text}`),
      [
        'stop/ctl2/1 sudo -n systemctl stop -- kolla-nova_conductor_cell1-container.service',
        'stop/ctl2/2 sudo -n systemctl stop -- kolla-nova_conductor_cell2-container.service',
      ],
    );
    assert.equal(
      (await runCheck(check('service', { name: 'nova-conductor', is: 'stopped' }), ['ctl2'], planning(state))).holds,
      false,
    );
  });

  it('whose name could be an option is refused', async () => {
    const { refusal } = await printed(stopStandby, healthyCluster(dockerOwner('--all')));
    assert.match(refusal ?? '', /“--all” on ctl2 is not a name/);
  });
});

describe('a plan', () => {
  const runbook = {
    id: 'r',
    title: 'R',
    summary: '',
    when: [],
    parameters: [],
    path: 'r.runbook.yaml',
    isShipped: true,
    steps: [
      stopStandby,
      step({ id: 'restart', on: 'vip', run: call({ service: 'restart', name: 'nova-conductor' }) }),
      step({ id: 'standbys', on: 'standby', run: call({ service: 'start', name: 'nova-conductor' }) }),
    ],
  };

  it('shows what later steps will do after the earlier ones', async () => {
    const plan = await makePlan(runbook, planning(healthyCluster()), 5);
    assert.deepEqual(
      plan.steps.map(
        ({ step: { id }, commands }) =>
          `${id}: ${commands.map(({ id: name, printed: text }) => `${name} ${text.split(' ').slice(2, 4).join(' ')}`).join(', ')}`,
      ),
      [
        'stop: stop/ctl2/1 docker stop, stop/ctl3/1 docker stop',
        'restart: restart/ctl1/1 docker restart',
        'standbys: standbys/ctl2/1 docker start, standbys/ctl3/1 docker start',
      ],
    );
    assert.deepEqual([plan.holder, plan.madeAt, plan.cluster], ['ctl1', 5, 'lab']);
  });

  it('needs an anchor where the VIP is on no controller, and none where it is split', async () => {
    const lb = holding('lb1', []);
    const balancer = { ...lb, controller: { ...lb.controller, role: 'loadbalancer' as const } };
    const state = clusterState([host('ctl1', [service('nova-conductor')]), host('ctl2', []), balancer]);
    assert.match((await printed(startVip, state)).refusal ?? '', /The VIP is on lb1, which is not a controller/);
    const anchored = await planStep(startVip, planning(state, `vip: ${vip}\nanchor: ctl1\n`));
    assert.deepEqual(anchored.controllers, ['ctl1']);
    const split = clusterState([holding('ctl1', []), holding('ctl2', [])]);
    assert.match((await printed(startVip, split)).refusal ?? '', /on several hosts at once: ctl1, ctl2/);
  });
});

describe('a check', () => {
  const see = (
    state: ClusterState,
    probe: string,
    expectations: Record<string, string | number>,
    controllers: string[] = [],
    holder?: string,
  ) =>
    runCheck(
      check(probe, expectations),
      controllers,
      planning(state, undefined, { vhosts: outputOf('own \n') }),
      holder,
    );

  it('of the VIP tells who holds it, and that it moved', async () => {
    assert.deepEqual(await see(healthyCluster(), 'vip', { is: 'exactly-one-holder' }), {
      holds: true,
      seen: 'ctl1 holds the VIP.',
    });
    const moved = await see(healthyCluster(), 'vip', { is: 'same-holder' }, [], 'ctl2');
    assert.deepEqual([moved.holds, moved.isFinal], [false, true]);
    assert.match(moved.seen, /moved from ctl2 to ctl1/);
    const dark = await see({ ...clusterState([away('ctl1')]) }, 'vip', { is: 'exactly-one-holder' });
    assert.equal(dark.holds, false);
  });

  it('of a service asks each controller; who does not answer has not stopped', async () => {
    const state = healthyCluster();
    assert.equal(
      (await see(state, 'service', { name: 'nova-conductor', is: 'running' }, ['ctl1', 'ctl2'])).holds,
      true,
    );
    assert.equal(
      (await see(state, 'service', { name: 'nova-conductor', is: 'stopped' }, ['ctl1', 'ctl2'])).holds,
      false,
    );
    assert.equal(
      (await see(clusterState([host('ctl1', [])]), 'service', { name: 'nova-conductor', is: 'stopped' }, ['ctl1']))
        .holds,
      true,
    );
    assert.equal(
      (await see(clusterState([away('ctl1')]), 'service', { name: 'nova-conductor', is: 'stopped' }, ['ctl1'])).holds,
      false,
    );
    const unasked = [
      { owner: 'docker' as const, failure: { unreadable: 'permission-denied' as const, detail: 'denied' } },
    ];
    const dark = clusterState([host('ctl1', [], { unasked })]);
    assert.equal((await see(dark, 'service', { name: 'nova-conductor', is: 'stopped' }, ['ctl1'])).holds, false);
  });

  it('of consumers counts all, each and the others', async () => {
    const state = healthyCluster();
    assert.equal((await see(state, 'consumers', { queue: 'conductor', 'at-least': 6 })).holds, true);
    assert.equal((await see(state, 'consumers', { queue: 'conductor', 'at-least': 7 })).holds, false);
    assert.equal((await see(state, 'consumers', { queue: 'conductor', each: 2 }, ['ctl2'])).holds, true);
    assert.equal((await see(state, 'consumers', { queue: 'conductor', remain: 1 }, ['ctl2', 'ctl3'])).holds, true);
    const all = await see(state, 'consumers', { queue: 'conductor', remain: 1 }, ['ctl1', 'ctl2', 'ctl3']);
    assert.deepEqual(all, { holds: false, seen: 'No other host consumes conductor on /' });
    assert.equal((await see(state, 'consumers', { queue: 'nothing' })).holds, false);
  });
});
