import assert from 'node:assert/strict';
import type { JournalRecord } from '../../../core/runbook/journal.ts';
import { journalState } from '../../../core/runbook/journal-state.ts';
import type { RunOptions, RunResult } from '../../../core/runbook/run-context.ts';
import { runPlan } from '../../../core/runbook/run-plan.ts';
import type { RunAnswer, RunPorts, RunQuestion } from '../../../core/runbook/run-ports.ts';
import { english } from '../../../core/text/l10n.ts';
import { chanceOf, type ModelStep, modelPlan, newWorld, openSession, type World } from './model-world.ts';

const noFaults = { plan: false, check: false, run: false, record: false, answers: false, rarity: 2 };

function step(id: string, more: Partial<ModelStep> = {}): ModelStep {
  return {
    id,
    kind: 'change',
    serial: 'one',
    controllers: ['ctl2', 'ctl3'],
    commands: 1,
    hasRequire: true,
    hasVerify: true,
    undo: 'run',
    isIdempotent: false,
    ...more,
  };
}

interface Run {
  readonly world: World;
  readonly result: RunResult;
  /** Questions, as `kind step`. */
  readonly asked: readonly string[];
  /** What ran, in order. */
  readonly ran: readonly string[];
}

/** Runs steps in a world; `change` puts something in its way. */
async function run(
  steps: readonly ModelStep[],
  change: (ports: RunPorts, world: World) => Partial<RunPorts> = () => ({}),
  options: Partial<RunOptions> & { world?: World } = {},
): Promise<Run> {
  const { world = newWorld(), ...more } = options;
  const from = world.events.length;
  const { ports } = openSession(world, steps, { chance: chanceOf(1, 0), faults: noFaults, diesAfter: undefined });
  const state = journalState(world.journal);
  const result = await runPlan(
    modelPlan(world, steps),
    { ...ports, ...change(ports, world) },
    {
      run: 'run-1',
      plan: 'digest',
      who: 'somebody',
      host: 'here',
      signal: new AbortController().signal,
      l10n: english,
      ...(state.start ? { resumed: state } : {}),
      ...more,
    },
  );
  const events = world.events.slice(from);
  return {
    world,
    result,
    asked: events.flatMap(event => (event.event === 'asked' ? [askedText(event.question)] : [])),
    ran: events.flatMap(event =>
      event.event === 'run' ? [`${event.command.controller}: ${event.command.printed}`] : [],
    ),
  };
}

/** A run that stopped, and another process that takes it back; nobody is there who could do something by hand. */
async function takenBackByAnother(undo: ModelStep['undo']): Promise<Run> {
  const steps = [step('stop', { undo }), step('fails', { controllers: ['ctl1'], undo: 'none' })];
  const { world } = await run(steps, ({ run: really }, made) => ({
    ...answering(made, 'failure', { answer: 'leave' }),
    run: async (command, options) =>
      command.id.startsWith('fails') ? { isDone: false, said: 'no' } : really(command, options),
  }));
  const isByHand = (question: RunQuestion) => question.kind === 'undo' && question.manual !== undefined;
  const ask = (question: RunQuestion) => {
    const answer = isByHand(question)
      ? ({ answer: 'skip', reason: 'Nobody.' } as const)
      : ({ answer: 'yes', who: 'somebody' } as const);
    world.events.push({ event: 'asked', question, answer });
    return Promise.resolve(answer);
  };
  return run(steps, () => ({ ask }), { world, isUndo: true });
}

function askedText(question: RunQuestion): string {
  return `${question.kind} ${'planned' in question ? question.planned.step.id : question.step.id}`;
}

/** Answers questions of a kind in turn, and everything else with yes. */
function answering(world: World, kind: RunQuestion['kind'], ...answers: RunAnswer[]): Pick<RunPorts, 'ask'> {
  return {
    ask: question => {
      const answer = (question.kind === kind ? answers.shift() : undefined) ?? { answer: 'yes', who: 'somebody' };
      world.events.push({ event: 'asked', question, answer });
      return Promise.resolve(answer);
    },
  };
}

function recordsOf(world: World): string[] {
  return world.journal.map((record: JournalRecord) => {
    const about = 'command' in record ? record.command : 'step' in record ? record.step : '';
    const more = 'purpose' in record ? ` ${record.purpose}` : 'end' in record ? ` ${record.end}` : '';
    return `${record.record}${about === '' ? '' : ` ${about}`}${more}`;
  });
}

describe('running a plan', () => {
  it('goes from intent to verification, controller by controller', async () => {
    const { world, result, asked, ran } = await run([step('stop')]);
    assert.deepEqual(result, { end: 'done', seen: 'All steps are done.', controllers: [] });
    assert.deepEqual(asked, ['change stop']);
    assert.deepEqual(ran, ['ctl2: do stop 1', 'ctl3: do stop 1']);
    assert.deepEqual(recordsOf(world), [
      'run',
      'step stop',
      'check stop require',
      'agreed stop',
      'check stop require',
      'intent stop/ctl2/1',
      'result stop/ctl2/1',
      'check stop verify',
      'check stop require',
      'intent stop/ctl3/1',
      'result stop/ctl3/1',
      'check stop verify',
      'step-end stop done',
      'run-end done',
    ]);
  });

  it('asks for no leave to read, and for the name of the cluster to destroy', async () => {
    const steps = [step('look', { kind: 'read', hasVerify: false }), step('purge', { kind: 'destroy' })];
    const { asked, ran } = await run(steps);
    assert.deepEqual(asked, ['destroy purge']);
    assert.equal(ran.length, 4);
  });

  it('runs only the rows that were chosen', async () => {
    const { ran } = await run([step('purge', { kind: 'destroy', hasVerify: false })], (_, world) => {
      return answering(world, 'destroy', { answer: 'yes', who: 'somebody', rows: ['ctl3 1'] });
    });
    assert.deepEqual(ran, ['ctl3: do purge 1']);
  });

  it('stops when the VIP has moved since the plan was shown', async () => {
    const moved = step('start', { controllers: ['ctl1'] });
    const { result, ran } = await run([step('start', { controllers: ['ctl2'] })], ({ planStep }) => ({
      planStep: async (...asked) => ({ ...(await planStep(...asked)), controllers: moved.controllers }),
    }));
    assert.deepEqual(ran, []);
    assert.equal(result.end, 'stopped');
    assert.match(result.seen, /has changed since it was shown. It would take place elsewhere now: ctl1, not ctl2\./);
  });

  it('stops when there is more to lose than was agreed to', async () => {
    let plans = 0;
    const { result, ran } = await run([step('purge', { kind: 'destroy' })], ({ planStep }) => ({
      planStep: async (...asked) => {
        const planned = await planStep(...asked);
        const row = { id: 'another', cells: [], isChosen: true, loss: '' };
        return ++plans < 2 ? planned : { ...planned, rows: [...planned.rows, row] };
      },
    }));
    assert.deepEqual(ran, []);
    assert.match(result.seen, /There is more now than was shown: another\./);
  });

  it('starts nothing more on a controller after a failure, and says where it stands', async () => {
    const { result, ran, asked } = await run([step('stop', { commands: 2 }), step('next')], ({ run: really }) => ({
      run: async (command, options) => {
        await really(command, options);
        return { isDone: false, said: 'no such container' };
      },
    }));
    assert.deepEqual(ran, ['ctl2: do stop 1']);
    assert.deepEqual(asked, ['change stop', 'failure stop']);
    assert.equal(result.seen, 'ctl2: no such container Not done in full on: ctl2. Not begun on: ctl3.');
    assert.deepEqual(
      result.controllers.map(({ controller, state }) => `${controller} ${state}`),
      ['ctl2 failed', 'ctl3 not-started'],
    );
  });

  it('does again what does not show when it is tried again, and nothing else', async () => {
    let looks = 0;
    const { ran, result } = await run([step('stop')], ({ check }, world) => ({
      ...answering(world, 'failure', { answer: 'retry' }),
      check: async (asked, controllers, signal) => {
        const verdict = await check(asked, controllers, signal);
        const isOurs = asked.probe === 'done' && controllers.includes('ctl3') && ++looks === 1;
        return isOurs ? { holds: false, seen: 'it came back', isFinal: true } : verdict;
      },
    }));
    assert.equal(result.end, 'done');
    assert.deepEqual(ran, ['ctl2: do stop 1', 'ctl3: do stop 1', 'ctl3: do stop 1']);
  });

  it('wants it to stay so, not only to be so once', async () => {
    let isThere = true;
    const { result } = await run([step('stop', { controllers: ['ctl2'] })], ({ check }) => ({
      check: async (asked, controllers, signal) => {
        const verdict = await check(asked, controllers, signal);
        if (asked.probe !== 'done') return verdict;
        isThere = !isThere;
        return { holds: isThere, seen: isThere ? 'stopped' : 'running again' };
      },
    }));
    assert.equal(result.end, 'stopped');
    assert.match(result.seen, /It did not come true: running again|not for long enough: stopped/);
  });

  it('looks at what the step requires before each controller', async () => {
    let looks = 0;
    const { ran, result } = await run([step('stop')], ({ check }) => ({
      check: async (asked, controllers, signal) => {
        if (asked.probe === 'required' && ++looks === 3) return { holds: false, seen: 'two hold the VIP' };
        return check(asked, controllers, signal);
      },
    }));
    assert.deepEqual(ran, ['ctl2: do stop 1']);
    assert.equal(result.seen, 'What it requires is not so: two hold the VIP Done on: ctl2. Not begun on: ctl3.');
  });

  it('takes a cut connection for unknown, and believes the verification', async () => {
    const { world, result, ran } = await run([step('stop', { controllers: ['ctl2'] })], ({ run: really }) => ({
      run: async (command, options) => {
        await really(command, options);
        return { failed: 'connection-lost', host: 'ctl2' };
      },
    }));
    assert.equal(result.end, 'done');
    assert.deepEqual(ran, ['ctl2: do stop 1']);
    const outcome = world.journal.find(record => record.record === 'result');
    assert.ok(outcome?.record === 'result' && outcome.isDone);
    assert.match(outcome.said, /verification shows/);
  });

  it('asks where the verification says no, and runs it again only then', async () => {
    let runs = 0;
    const { asked, ran, result } = await run([step('stop', { controllers: ['ctl2'] })], ({ run: really }) => ({
      run: async (command, options) => {
        if (++runs > 1) return really(command, options);
        return { failed: 'connection-lost', host: 'ctl2' };
      },
    }));
    assert.deepEqual(asked, ['change stop', 'unknown stop', 'change stop']);
    assert.deepEqual(ran, ['ctl2: do stop 1']);
    assert.equal(result.end, 'done');
  });

  it('says what state each controller is in when it is cancelled', async () => {
    const stopper = new AbortController();
    const { world, result } = await run(
      [step('stop', { serial: 'all', controllers: ['ctl1', 'ctl2'], commands: 2 })],
      ({ run: really }) => ({
        run: async (command, options) => {
          await really(command, options);
          if (command.controller === 'ctl1') return { isDone: true, said: '' };
          stopper.abort();
          return { failed: 'cancelled', host: command.controller };
        },
      }),
      { signal: stopper.signal },
    );
    assert.equal(result.end, 'cancelled');
    assert.deepEqual(
      result.controllers.map(({ controller, state }) => `${controller} ${state}`),
      ['ctl1 failed', 'ctl2 unknown'],
    );
    assert.match(result.seen, /^It was cancelled\. Not done in full on: ctl1\. Not known on: ctl2\.$/);
    assert.equal(journalState(world.journal).steps.get('stop')?.end, 'unknown');
  });

  it('changes nothing when the journal cannot be written', async () => {
    const { result, ran } = await run([step('stop')], ({ record }) => ({
      record: async entry => {
        if (entry.record === 'intent') throw new Error('No space left on device');
        return record(entry);
      },
    }));
    assert.deepEqual(ran, []);
    assert.equal(result.end, 'stopped');
    assert.match(result.seen, /journal cannot be written, so nothing more is changed: No space left/);
  });

  it('takes back in reverse what was done, with what was known before', async () => {
    const steps = [
      step('close', { kind: 'manual', undo: 'manual' }),
      step('set', { undo: 'known', controllers: ['ctl1'] }),
      step('stop'),
      step('fails', { controllers: ['ctl1'] }),
    ];
    const { result, ran, asked, world } = await run(steps, ({ run: really }, made) => ({
      ...answering(made, 'failure', { answer: 'undo' }),
      run: async (command, options) =>
        command.id.startsWith('fails') ? { isDone: false, said: 'no' } : really(command, options),
    }));
    assert.equal(result.end, 'undone');
    assert.deepEqual(ran.slice(-3), ['ctl3: undo stop 1', 'ctl2: undo stop 1', 'ctl1: undo set 1']);
    assert.deepEqual(asked.slice(-3), ['undo stop', 'undo set', 'undo close']);
    assert.equal(world.effects.size, 0);
    assert.deepEqual(journalState(world.journal).done, []);
  });

  it('begins with a later step where that is asked for', async () => {
    const { ran, world } = await run([step('one'), step('two')], undefined, { from: 'two' });
    assert.deepEqual(ran, ['ctl2: do two 1', 'ctl3: do two 1']);
    assert.equal(journalState(world.journal).steps.get('one')?.end, 'skipped');
    const refused = await run([step('one')], undefined, { from: 'three' });
    assert.deepEqual(refused.result.end, 'refused');
  });
});

describe('going on with a run', () => {
  const look = step('look', { kind: 'read', hasVerify: false });
  const steps = [look, step('close', { kind: 'manual' }), step('stop'), step('start', { controllers: ['ctl1'] })];

  /** A run whose process ends while it works on the second standby: it is stopped there, and the journal does not say so. */
  async function killedRun(): Promise<World> {
    const world = newWorld();
    const killed = (ports: RunPorts): Partial<RunPorts> => ({
      run: async (command, options) => {
        await ports.run(command, options);
        if (command.id === 'stop/ctl3/1') throw new Error('killed');
        return { isDone: true, said: '' };
      },
    });
    await assert.rejects(run(steps, killed, { world }), /killed/);
    return world;
  }

  it('passes over what is done, and verifies what is unknown first', async () => {
    const world = await killedRun();
    const { result, asked, ran } = await run(steps, undefined, { world });
    assert.equal(result.end, 'done');
    assert.deepEqual(asked, ['change start']);
    assert.deepEqual(ran, ['ctl1: do start 1']);
  });

  it('asks where the verification says that it is not done', async () => {
    const world = await killedRun();
    world.effects.delete('stop/ctl3/1');
    const { result, asked, ran } = await run(steps, undefined, { world });
    assert.equal(result.end, 'done');
    assert.deepEqual(asked, ['unknown stop', 'change stop', 'change start']);
    assert.deepEqual(ran, ['ctl3: do stop 1', 'ctl1: do start 1']);
  });

  it('stops where the same target is elsewhere than it was', async () => {
    const world = await killedRun();
    const moved = steps.map(each => (each.id === 'stop' ? { ...each, controllers: ['ctl1', 'ctl3'] } : each));
    const { result, ran } = await run(moved, undefined, { world });
    assert.deepEqual(ran, []);
    assert.match(result.seen, /It would take place elsewhere now: ctl1, ctl3, not ctl2, ctl3\./);
  });

  it('takes back what an earlier process did, and goes on with that when it is ended too', async () => {
    const world = await killedRun();
    const dies = (ports: RunPorts): Partial<RunPorts> => ({
      run: async (command, options) => {
        await ports.run(command, options);
        if (command.controller === 'ctl2') throw new Error('killed');
        return { isDone: true, said: '' };
      },
    });
    await assert.rejects(run(steps, dies, { world, isUndo: true }), /killed/);
    assert.deepEqual([...world.effects], []);
    const { result, ran } = await run(steps, undefined, { world });
    assert.equal(result.end, 'undone');
    // Of the first nobody saw the end: it is asked for again. The other one is known to be taken back.
    assert.deepEqual(ran, ['ctl2: undo stop 1']);
  });

  it('takes back in the way of the file what only the killed process could take back exactly', async () => {
    const { result, asked, ran } = await takenBackByAnother('both');
    assert.deepEqual(result, { end: 'undone', seen: 'Everything that was done was taken back.', controllers: [] });
    assert.deepEqual(asked, ['undo stop']);
    assert.deepEqual(ran, ['ctl3: undo stop 1', 'ctl2: undo stop 1']);
  });

  it('says that not everything was taken back where nobody was there to do it by hand', async () => {
    const { result, ran, world } = await takenBackByAnother('known');
    assert.deepEqual(ran, []);
    assert.equal(result.end, 'stopped');
    assert.match(result.seen, /^Not everything was taken back: .*stop/i);
    assert.equal(journalState(world.journal).end, 'stopped');
  });

  it('refuses a run that has come to its end', async () => {
    const { world } = await run([step('stop')]);
    const records = world.journal.length;
    const { result } = await run([step('stop')], undefined, { world });
    assert.equal(result.end, 'refused');
    assert.equal(world.journal.length, records);
  });
});
