import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commandKey, journalState, parseJournal } from '../../../core/runbook/journal-state.ts';
import type { PlannedCommand } from '../../../core/runbook/plan.ts';
import type { RunResult } from '../../../core/runbook/run-context.ts';
import { runPlan } from '../../../core/runbook/run-plan.ts';
import { english } from '../../../core/text/l10n.ts';
import { chanceOf, type Faults, type ModelStep, modelPlan, newWorld, openSession, type World } from './model-world.ts';

const controllers = ['ctl1', 'ctl2', 'ctl3'];

const randomStep = fc.record<Omit<ModelStep, 'id'>>({
  kind: fc.constantFrom('change', 'change', 'change', 'destroy', 'read', 'manual', 'wait', 'watch'),
  serial: fc.constantFrom('one', 'all'),
  controllers: fc.subarray(controllers, { minLength: 1 }),
  commands: fc.integer({ min: 1, max: 2 }),
  hasRequire: fc.boolean(),
  hasVerify: fc.boolean(),
  undo: fc.constantFrom('none', 'run', 'known', 'both', 'manual'),
  isIdempotent: fc.boolean(),
});

const randomSteps = fc
  .array(randomStep, { minLength: 1, maxLength: 5 })
  .map((steps): ModelStep[] => steps.map((step, index) => ({ ...step, id: `s${index + 1}` })));

const faultKinds = fc.record<Faults>({
  plan: fc.boolean(),
  check: fc.boolean(),
  run: fc.boolean(),
  record: fc.boolean(),
  answers: fc.boolean(),
  rarity: fc.integer({ min: 2, max: 25 }),
});

interface Story {
  readonly steps: readonly ModelStep[];
  readonly faults: Faults;
  readonly seed: number;
  readonly draws: number;
  /** One for each process: after how many records it is killed, and at which port it is cancelled. */
  readonly sessions: readonly { readonly diesAfter: number | undefined; readonly cancelAt: number | undefined }[];
}

const stories: fc.Arbitrary<Story> = fc.record({
  steps: randomSteps,
  faults: faultKinds,
  seed: fc.nat(),
  draws: fc.nat(600),
  sessions: fc.array(
    fc.record({
      diesAfter: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
      cancelAt: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined, freq: 3 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});

interface Told {
  readonly world: World;
  /** Of each process; undefined where it was killed. */
  readonly ends: readonly (RunResult | undefined)[];
}

/** Runs, kills and resumes as the story says; the journal goes through its text, whose last line is torn by a kill. */
async function tell({ steps, faults, seed, draws, sessions }: Story): Promise<Told> {
  const world = newWorld();
  const chance = chanceOf(seed, draws);
  const ends: (RunResult | undefined)[] = [];
  for (const [number, { diesAfter, cancelAt }] of sessions.entries()) {
    world.events.push({ event: 'session', number });
    const text = `${world.journal.map(record => JSON.stringify(record)).join('\n')}\n{"record":"int`;
    const { records, unreadLines } = parseJournal(text);
    assert.equal(unreadLines, 1);
    assert.deepEqual(records, JSON.parse(JSON.stringify(world.journal)));
    const state = journalState(records);
    if (state.end === 'done' || state.end === 'undone') break;
    const stopper = new AbortController();
    let ports = 0;
    const onPort = () => {
      if (++ports === cancelAt) stopper.abort();
    };
    const session = openSession(world, steps, { chance, faults, diesAfter, onPort });
    const end = await Promise.race([
      session.died.then(() => undefined),
      runPlan(modelPlan(world, steps), session.ports, {
        run: 'run-1',
        plan: 'digest',
        who: 'somebody',
        host: 'here',
        signal: stopper.signal,
        l10n: english,
        ...(state.start ? { resumed: state } : {}),
      }),
    ]);
    ends.push(end);
    if (end?.end === 'done' || end?.end === 'undone') break;
  }
  return { world, ends };
}

const nameOf = (command: PlannedCommand) => commandKey(command).replace('\0', ': ');
const isUndo = (command: PlannedCommand) => command.printed.startsWith('undo');

/** Everything that runs and is no read has an intent of its own right before it, in the same process. */
function holdIntents({ world }: Told): void {
  let open: { command: string; controller: string }[] = [];
  for (const event of world.events) {
    if (event.event === 'session') open = [];
    if (event.event === 'record' && event.record.record === 'intent') open.push(event.record);
    if (event.event !== 'run' || event.command.effect === 'read') continue;
    const { id, controller } = event.command;
    const index = open.findIndex(intent => intent.command === id && intent.controller === controller);
    assert.notEqual(index, -1, `${nameOf(event.command)} ran without an intent`);
    open.splice(index, 1);
  }
}

/** It was shown, with its host, in a question of the right kind, and somebody said yes, in the same attempt. */
function holdAgreements({ world }: Told): void {
  let agreed = new Set<string>();
  let asked: readonly string[] = [];
  for (const event of world.events) {
    if (event.event === 'session' || (event.event === 'record' && event.record.record === 'step')) agreed = new Set();
    if (event.event === 'asked') {
      const { question, answer } = event;
      const shown = 'commands' in question ? question.commands : 'planned' in question ? question.planned.commands : [];
      asked =
        answer.answer === 'yes' && ['change', 'destroy', 'undo'].includes(question.kind)
          ? shown.filter(({ effect }) => effect !== 'destroy' || question.kind === 'destroy').map(nameOf)
          : [];
    }
    if (event.event === 'record' && event.record.record === 'agreed') for (const name of asked) agreed.add(name);
    if (event.event !== 'run' || event.command.effect === 'read') continue;
    assert.ok(agreed.has(nameOf(event.command)), `${nameOf(event.command)} ran and was not agreed to`);
  }
}

/** Between two runs of one command somebody looked whether it is done, unless it surely was not. */
function holdOnce({ world }: Told): void {
  const perhapsDone = new Map<string, number>();
  for (const [at, event] of world.events.entries()) {
    if (event.event === 'record' && event.record.record === 'result' && !event.record.isDone) {
      const { command, controller } = event.record;
      for (const key of perhapsDone.keys()) if (key.endsWith(`\t${controller}\t${command}`)) perhapsDone.delete(key);
    }
    if (event.event !== 'run' || event.command.effect === 'read' || isUndo(event.command)) continue;
    const key = `${nameOf(event.command)}\t${event.command.controller}\t${event.command.id}`;
    const before = perhapsDone.get(key);
    if (before !== undefined) {
      const step = event.command.id.split('/')[0];
      const wasLookedAt = world.events
        .slice(before, at)
        .some(
          each =>
            (each.event === 'check' && each.check.expectations.step === step && each.check.probe === 'done') ||
            (each.event === 'asked' && each.question.kind === 'unknown' && each.answer.answer === 'yes') ||
            (each.event === 'run' && isUndo(each.command) && each.command.controller === event.command.controller),
        );
      assert.ok(wasLookedAt, `${nameOf(event.command)} ran twice and nobody looked in between`);
    }
    perhapsDone.set(key, at);
  }
}

/**
 * What was done last is taken back first: command by command where each has its own way back, controller by controller where the
 * file has one for the step. What ran at the same time has no order.
 */
function holdUndoOrder({ steps }: Story, { world }: Told): void {
  /** By what was done: when it began and ended, for each time that it was or may have been. */
  const times = new Map<string, { begun: number; ended: number }[]>();
  let before: string[] = [];
  const placeOf = (id: string, controller: string, number: string) =>
    steps.find(step => step.id === id)?.undo === 'known' ? `${id}/${controller}/${number}` : `${id}/${controller}`;
  for (const [at, event] of world.events.entries()) {
    // Each process, and each new try, begins with the last thing that is left.
    const isNewTry = event.event === 'asked' && event.question.kind === 'failure';
    if (event.event === 'session' || isNewTry) before = [];
    if (event.event === 'record' && (event.record.record === 'intent' || event.record.record === 'result')) {
      const { record } = event;
      const [id, controller, number] = record.command.split('/');
      const name = placeOf(id!, controller!, number!);
      if (record.isUndo) continue;
      const all = times.get(name) ?? [];
      times.set(name, all);
      if (record.record === 'intent') all.push({ begun: at, ended: at });
      else if (record.isDone) all.at(-1)!.ended = at;
      else if (record.isUncertain !== true) all.pop();
    }
    if (event.event !== 'run' || !isUndo(event.command)) continue;
    const { controller, printed } = event.command;
    const name = placeOf(printed.split(' ')[1]!, controller, printed.split(' ')[2]!);
    if (name === before.at(-1)) continue;
    const last = times.get(name)?.at(-1);
    assert.ok(last !== undefined, `${name} was taken back and never done`);
    const wrong = before.filter(other => times.get(other)!.at(-1)!.ended < last.begun);
    assert.deepEqual(wrong, [], `taken back before ${name}, which was done after it`);
    before.push(name);
  }
}

/** What a step requires was true when it was asked last, in this attempt; false stops everything until a person decides. */
function holdRequirements({ steps }: Story, { world }: Told): void {
  let isMet = new Set<string>();
  let isStopped = false;
  for (const event of world.events) {
    if (event.event === 'session') [isMet, isStopped] = [new Set(), false];
    if (event.event === 'planned') isMet.delete(event.step);
    if (event.event === 'check' && event.check.probe === 'required') {
      if (event.holds) isMet.add(String(event.check.expectations.step));
      else isStopped = true;
    }
    if (event.event === 'asked' && ['retry', 'skip', 'undo'].includes(event.answer.answer)) isStopped = false;
    if (event.event !== 'run' || isUndo(event.command)) continue;
    assert.ok(!isStopped, `${nameOf(event.command)} ran after something that it needs was not so`);
    const id = event.command.id.split('/')[0]!;
    const step = steps.find(each => each.id === id)!;
    assert.ok(!step.hasRequire || isMet.has(id), `${nameOf(event.command)} ran without looking at what it requires`);
  }
}

/** A run that says that it is done has done every step that nobody skipped, as far as commands and verifications tell. */
function holdEnd({ steps }: Story, { world, ends }: Told): void {
  const end = ends.at(-1);
  const skipped = new Set(
    world.journal.flatMap(record => (record.record === 'step-end' && record.end === 'skipped' ? [record.step] : [])),
  );
  const state = journalState(world.journal);
  if (end) assert.ok(state.end === end.end || /journal cannot be written/.test(end.seen), end.seen);
  if (end?.end === 'done') {
    for (const step of steps) {
      if (skipped.has(step.id) || !step.hasVerify || (step.kind !== 'change' && step.kind !== 'destroy')) continue;
      for (const controller of step.controllers) {
        assert.ok(world.effects.has(`${step.id}/${controller}/1`), `${step.id} is not done on ${controller}`);
      }
    }
  }
  if (end?.end === 'undone') {
    for (const step of steps.filter(({ kind, undo }) => kind === 'change' && (undo === 'run' || undo === 'both'))) {
      // What a person skipped while it was taken back stays.
      if (state.done.some(thing => thing.step === step.id)) continue;
      for (const controller of step.controllers) {
        assert.ok(!world.effects.has(`${step.id}/${controller}/1`), `${step.id} is left on ${controller}`);
      }
    }
  }
}

/** The journal tells of every effect that is there: done, or not known. */
function holdJournal({ world }: Told): void {
  const known = new Set(
    journalState(world.journal).done.map(
      ({ step, controller, printed }) => `${step}/${controller}/${printed.split(' ')[2]}`,
    ),
  );
  for (const effect of world.effects) {
    const isTakenBack = world.journal.some(
      record => record.record === 'step-end' && record.end === 'undone' && effect.startsWith(`${record.step}/`),
    );
    assert.ok(known.has(effect) || isTakenBack, `nothing tells of ${effect}`);
  }
}

describe('the engine of runbooks, whatever happens', function () {
  this.timeout(240_000);

  it('changes nothing without intent, agreement, requirement; nothing twice; takes back in reverse', async () => {
    const seen = { runs: 0, undos: 0, kills: 0, resumedToEnd: 0, unknown: 0 };
    await fc.assert(
      fc.asyncProperty(stories, async story => {
        const told = await tell(story);
        holdIntents(told);
        holdAgreements(told);
        holdOnce(told);
        holdUndoOrder(story, told);
        holdRequirements(story, told);
        holdEnd(story, told);
        holdJournal(told);
        for (const event of told.world.events) {
          if (event.event === 'run') seen[isUndo(event.command) ? 'undos' : 'runs']++;
        }
        seen.unknown += told.world.events.filter(
          event => event.event === 'asked' && event.question.kind === 'unknown',
        ).length;
        seen.kills += told.ends.filter(end => end === undefined).length;
        if (told.ends.length > 1 && told.ends.at(-1)?.end === 'done') seen.resumedToEnd++;
      }),
      { numRuns: 3000 },
    );
    // The stories are no use if nothing happens in them.
    for (const [what, count] of Object.entries(seen)) assert.ok(count > 20, `${what}: ${count}`);
  });

  it('changes nothing in a dry run', async () => {
    await fc.assert(
      fc.asyncProperty(randomSteps, faultKinds, fc.nat(), async (steps, faults, seed) => {
        const world = newWorld();
        const session = openSession(world, steps, { chance: chanceOf(seed, 500), faults, diesAfter: undefined });
        const end = await runPlan(modelPlan(world, steps), session.ports, {
          run: 'run-1',
          plan: 'digest',
          who: 'somebody',
          host: 'here',
          isDryRun: true,
          signal: new AbortController().signal,
          l10n: english,
        });
        assert.ok(['done', 'stopped'].includes(end.end));
        assert.equal(world.effects.size, 0);
        assert.deepEqual(
          world.events.filter(({ event }) => event === 'run' || event === 'asked'),
          [],
        );
      }),
      { numRuns: 300 },
    );
  });
});
