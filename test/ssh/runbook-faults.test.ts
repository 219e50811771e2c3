import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { takeLockCommand } from '../../core/cluster/actions/lock.ts';
import type { Effect } from '../../core/cluster/command.ts';
import { lockOwner } from '../../io/runbook/cluster-lock.ts';
import { controllerNamed, runningInstances, writeLog } from '../../lab/change.ts';
import { isWell } from '../../lab/recovery.ts';
import { agreeing, brokenCluster, createRunbookWorld, type RunbookWorld, type Sent } from './runbook-world.ts';

const id = 'conductor-safe-channel';

/** Commands that were sent and that change something, besides the lock. */
function changes(sent: readonly Sent[]): string[] {
  return sent.flatMap(({ controller, command: { effect, name } }) =>
    effect === 'read' || name === 'lock' || name === 'unlock' ? [] : [`${controller} ${name}`],
  );
}

function conductors(world: RunbookWorld): string[] {
  return runningInstances(world.lab.world.state(), 'nova-conductor').map(({ controller }) => controller.name);
}

/** Every controller without what commands made in its folders. */
function locked(world: RunbookWorld): string[] {
  return world.lab.world
    .state()
    .controllers.flatMap(({ name, folders }) => (Object.keys(folders).length > 0 ? [name] : []));
}

describe('the first runbook on the simulated cluster', function () {
  this.timeout(120_000);
  let world: RunbookWorld;

  afterEach(() => world.close());

  it('repairs it, and leaves nothing behind', async () => {
    world = await createRunbookWorld();
    assert.equal(isWell(world.lab.world.state()), false);
    const plan = await world.plan(id);
    const { run = '', end, seen, notes } = await world.run(plan);
    assert.equal(end, 'done', seen);
    assert.ok(isWell(world.lab.world.state()));
    assert.deepEqual([conductors(world), locked(world), notes], [['ctl1', 'ctl2', 'ctl3'], [], []]);
    // Every change was intended before, agreed to, and shown in the plan.
    const text = world.journal(run);
    const records = (await world.store.find(run))?.records ?? [];
    const intents = records.filter(record => record.record === 'intent' && record.effect !== 'read');
    assert.equal(intents.length, changes(world.sent).length);
    for (const intent of intents) {
      assert.ok(
        records.some(record => record.record === 'result' && 'command' in intent && record.command === intent.command),
      );
    }
    assert.ok(!/nova_pass|rabbit_pass|password=(?!\[)/i.test(text));
  });

  it('touches nothing in a dry run', async () => {
    world = await createRunbookWorld();
    const plan = await world.plan(id);
    const before = structuredClone(world.lab.world.state().controllers);
    const { end, seen } = await world.run(plan, {}, { isDryRun: true });
    assert.equal(end, 'done', seen);
    const effects = new Set<Effect>(world.sent.map(({ command }) => command.effect));
    assert.deepEqual([...effects], ['read']);
    assert.deepEqual(world.lab.world.state().controllers, before);
  });

  it('stops before the purge when the VIP has moved', async () => {
    world = await createRunbookWorld();
    const plan = await world.plan(id);
    const { end, seen } = await world.run(plan, {
      tell: event => {
        if (event.event !== 'step-ended' || event.step !== 'stop-standby') return;
        world.lab.world.apply(({ state }) => {
          for (const controller of state.controllers) controller.holdsVip = controller.name === 'ctl2';
        });
      },
    });
    assert.equal(end, 'stopped');
    assert.match(seen, /The VIP has moved from ctl1 to ctl2: what was agreed to is for ctl1\./);
    assert.deepEqual(conductors(world), ['ctl1']);
    assert.ok(!changes(world.sent).some(text => text.includes('purge')));
    assert.deepEqual(locked(world), []);
  });

  it('says that a standby is out of reach, and goes on without it where that is asked for', async () => {
    world = await createRunbookWorld({
      ...brokenCluster,
      begin(controllers, start) {
        const state = brokenCluster.begin(controllers, start);
        const dead = controllerNamed(state, 'ctl3')!;
        dead.isReachable = false;
        for (const service of dead.services) service.isRunning = false;
        return state;
      },
    });
    const plan = await world.plan(id);
    const refused = await world.run(plan);
    assert.equal(refused.end, 'stopped');
    assert.match(refused.seen, /ctl3/);
    assert.deepEqual(
      changes(world.sent).filter(text => text.includes('stop')),
      [],
    );
    const without = await world.run(await world.plan(id, { without: 'ctl3' }));
    assert.equal(without.end, 'done', without.seen);
    assert.deepEqual(locked(world), []);
  });

  it('stops when the purge fails half-way, and goes on with the rest when it is resumed', async () => {
    world = await createRunbookWorld();
    const plan = await world.plan(id);
    let purges = 0;
    const {
      run = '',
      end,
      seen,
    } = await world.run(plan, {
      answer: ({ command }) => {
        if (command.effect !== 'destroy') return undefined;
        purges++;
        return purges === 2 ? { isDone: false, said: 'Error: the node is not responding' } : undefined;
      },
    });
    assert.equal(end, 'stopped');
    assert.match(seen, /the node is not responding/);
    assert.deepEqual(locked(world), []);
    const before = world.sent.length;
    const resumed = await world.resume(run);
    assert.equal(resumed.end, 'done', resumed.seen);
    assert.ok(isWell(world.lab.world.state()));
    // What was stopped is not stopped again.
    assert.ok(!changes(world.sent.slice(before)).some(text => text.includes('stop')));
  });

  it('verifies what is unknown when the connection was cut in the middle of a change', async () => {
    world = await createRunbookWorld();
    const plan = await world.plan(id);
    let isCut = false;
    const {
      run = '',
      end,
      seen,
    } = await world.run(plan, {
      answer: ({ controller, command }) => {
        if (isCut || controller !== 'ctl2' || command.effect !== 'change' || !command.name.includes('stop'))
          return undefined;
        isCut = true;
        return { failed: 'connection-lost', host: controller };
      },
      ask: question => (question.kind === 'unknown' ? { answer: 'no' } : agreeing(question)),
    });
    assert.equal(end, 'stopped', seen);
    const asked: string[] = [];
    const resumed = await world.resume(run, {
      ask: question => {
        asked.push(question.kind);
        return agreeing(question);
      },
    });
    assert.equal(resumed.end, 'done', resumed.seen);
    assert.ok(asked.includes('unknown'));
    assert.ok(isWell(world.lab.world.state()));
  });

  it('stops when nova-conductor does not start, and can be taken back', async () => {
    world = await createRunbookWorld();
    const plan = await world.plan(id);
    const asked: string[] = [];
    const { end, seen } = await world.run(plan, {
      tell: event => {
        if (event.event !== 'command-ended' || event.step !== 'start-holder') return;
        world.lab.world.apply(({ state }) => {
          const service = controllerNamed(state, 'ctl1')!.services.find(each => each.service === 'nova-conductor')!;
          Object.assign(service, { isRunning: false, exitCode: 1, restartPolicy: 'no' });
          if (service.unit) Object.assign(service.unit, { isActive: false, restartAt: 0 });
        });
      },
      ask: question => {
        asked.push(question.kind);
        return question.kind === 'failure' ? { answer: 'undo' } : agreeing(question);
      },
    });
    assert.ok(['undone', 'stopped'].includes(end), seen);
    assert.ok(asked.includes('failure') && asked.includes('undo'), asked.join());
    assert.deepEqual(conductors(world), ['ctl2', 'ctl3']);
    assert.deepEqual(locked(world), []);
  });

  it('stops when the log stays noisy, with what it says', async () => {
    world = await createRunbookWorld();
    const plan = await world.plan(id, { patience: '2m' });
    let isNoisy = false;
    const { end, seen } = await world.run(plan, {
      tell: event => {
        if (event.event === 'step-started' && event.step === 'observe') isNoisy = true;
      },
      answer: ({ command }) => {
        if (!isNoisy || command.name !== 'follow-log') return undefined;
        const until = world.now() + 120_000;
        const noise = () =>
          world.lab.world.apply(draft => {
            const controller = controllerNamed(draft.state, 'ctl1')!;
            const service = controller.services.find(each => each.service === 'nova-conductor')!;
            writeLog(draft, controller, service, 'conductor-cut-session');
          });
        world.onPass(() => {
          if (world.now() < until) noise();
        });
        return undefined;
      },
    });
    assert.equal(end, 'stopped', seen);
    assert.match(seen, /The log of nova-conductor did not become quiet within 120 s: \d+ × /);
    assert.deepEqual(locked(world), []);
  });

  it('is refused while somebody else works there, with who and since when', async () => {
    world = await createRunbookWorld();
    const plan = await world.plan(id);
    const other = { ...lockOwner('20261122T000000Z-0000ff', 'night shift', world.now()), host: 'desk7' };
    for (const name of ['ctl1', 'ctl2', 'ctl3']) await world.session.run(name, takeLockCommand(other));
    await world.pass(180_000);
    const refused = await world.run(plan);
    assert.equal(refused.end, 'refused');
    assert.match(refused.seen, /locked by night shift on desk7 since .* \(3 minutes\), run 20261122T000000Z-0000ff/);
    assert.deepEqual(changes(world.sent), []);
    assert.deepEqual(await world.store.list(), []);
    assert.deepEqual(locked(world), ['ctl1', 'ctl2', 'ctl3']);
  });

  it('changes nothing more when its lock was broken meanwhile', async () => {
    world = await createRunbookWorld();
    const plan = await world.plan(id);
    const other = lockOwner('20261122T000000Z-0000ff', 'somebody', world.now());
    const { end, seen } = await world.run(plan, {
      tell: event => {
        if (event.event !== 'step-ended' || event.step !== 'stop-standby') return;
        world.lab.world.apply(({ state }) => {
          for (const { folders } of state.controllers) {
            for (const files of Object.values(folders)) files.owner = `${other.run}\n${JSON.stringify(other)}\n`;
          }
        });
      },
    });
    assert.equal(end, 'stopped');
    assert.match(seen, /somebody else has taken the lock/);
    assert.ok(
      !changes(world.sent).some(text => text.includes('purge')) ||
        world.lab.world.state().broker.queues.some(({ messages }) => messages > 0),
    );
    assert.deepEqual(locked(world), ['ctl1', 'ctl2', 'ctl3']);
  });

  it('ends safe when it is cancelled, says how far it is, and can go on', async () => {
    world = await createRunbookWorld();
    const plan = await world.plan(id);
    const {
      run = '',
      end,
      seen,
    } = await world.run(plan, {
      tell: event => {
        if (event.event === 'command-ended' && event.step === 'stop-standby') world.signal.abort();
      },
    });
    assert.equal(end, 'cancelled');
    assert.match(
      seen,
      /^It was cancelled\. (?:Done on: ctl2\. Not known on: ctl3|Done on: ctl3\. Not known on: ctl2|Done on: ctl2, ctl3)\.$/,
    );
    assert.deepEqual([conductors(world), locked(world)], [['ctl1'], []]);
    const [summary] = await world.store.list();
    assert.deepEqual([summary?.run, summary?.end, summary?.isRunning], [run, 'cancelled', false]);
  });

  it('lets somebody look while another one works, without a lock', async () => {
    world = await createRunbookWorld();
    const plan = await world.plan('collect-evidence');
    const other = lockOwner('20261122T000000Z-0000ff', 'somebody', world.now());
    for (const name of ['ctl1', 'ctl2', 'ctl3']) await world.session.run(name, takeLockCommand(other));
    const before = world.sent.length;
    const { run = '', end, seen } = await world.run(plan);
    assert.equal(end, 'done', seen);
    assert.deepEqual([...new Set(world.sent.slice(before).map(({ command }) => command.effect))], ['read']);
    const archive = readFileSync(join((await world.store.find(run))!.folder, 'evidence.tar.gz'));
    const text = gunzipSync(archive).toString();
    assert.match(text, /ctl2\/logs\/.*nova-conductor\.log/);
    assert.match(text, /connection *= *mysql\+pymysql:\/\/nova:\[redacted-\d+\]@/);
  });

  it('changes nothing when its journal cannot be written', async () => {
    world = await createRunbookWorld();
    const plan = await world.plan(id);
    writeFileSync(world.store.folder, '');
    const { run, end, seen } = await world.run(plan);
    assert.deepEqual([run, end], [undefined, 'refused']);
    assert.match(seen, /^The journal cannot be written, so nothing is run: /);
    assert.deepEqual([changes(world.sent), locked(world)], [[], []]);
  });
});
