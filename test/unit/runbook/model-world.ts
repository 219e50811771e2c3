import type { ControllerFailure } from '../../../core/cluster/failure.ts';
import type { JournalRecord } from '../../../core/runbook/journal.ts';
import type { ActionOutcome, Plan, PlannedCommand, PlannedStep, PreviewRow } from '../../../core/runbook/plan.ts';
import type { RunAnswer, RunPorts, RunQuestion } from '../../../core/runbook/run-ports.ts';
import type { Check, Runbook, Step } from '../../../core/runbook/runbook.ts';

/** A step of a random plan. */
export interface ModelStep {
  readonly id: string;
  readonly kind: 'read' | 'change' | 'destroy' | 'manual' | 'wait' | 'watch';
  readonly serial: 'one' | 'all';
  readonly controllers: readonly string[];
  /** Commands on each controller. */
  readonly commands: number;
  readonly hasRequire: boolean;
  readonly hasVerify: boolean;
  /** both: what was there before is known, and the file says a way back, too. */
  readonly undo: 'none' | 'run' | 'known' | 'both' | 'manual';
  /** Whether a plan leaves out what is done already, as the action for services does. */
  readonly isIdempotent: boolean;
}

export type ModelEvent =
  | { readonly event: 'session'; readonly number: number }
  | { readonly event: 'record'; readonly record: JournalRecord }
  | { readonly event: 'asked'; readonly question: RunQuestion; readonly answer: RunAnswer }
  | { readonly event: 'check'; readonly check: Check; readonly controllers: readonly string[]; readonly holds: boolean }
  | { readonly event: 'planned'; readonly step: string }
  | { readonly event: 'run'; readonly command: PlannedCommand; readonly took: boolean };

/** What is decided by chance, one number after the other; when they are used up, nothing goes wrong any more. */
export interface Chance {
  next(): number;
  readonly isOver: boolean;
}

/** @param draws after so many nothing goes wrong any more. */
export function chanceOf(seed: number, draws: number): Chance {
  let state = seed;
  let drawn = 0;
  return {
    next: () => {
      drawn++;
      if (drawn > draws) return 0;
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
      return (state >>> 8) % 1000;
    },
    get isOver() {
      return drawn >= draws;
    },
  };
}

/** A cluster that exists as a set of effects: verification sees what commands have really done. */
export interface World {
  /** `step/controller/number` of what is done now. */
  readonly effects: Set<string>;
  readonly journal: JournalRecord[];
  readonly events: ModelEvent[];
  clock: number;
}

export function newWorld(): World {
  return { effects: new Set(), journal: [], events: [], clock: 1_000_000 };
}

const effectName = (step: string, controller: string, number: number) => `${step}/${controller}/${number}`;

function runbookOf(steps: readonly ModelStep[]): Runbook {
  return {
    id: 'model',
    title: 'Model',
    summary: '',
    when: [],
    parameters: [],
    path: '',
    isShipped: true,
    steps: steps.map(stepOf),
  };
}

function stepOf(model: ModelStep): Step {
  const { id, kind, serial } = model;
  const isRun = kind === 'read' || kind === 'change' || kind === 'destroy';
  const check = (probe: string): Check => ({ probe, expectations: { step: id }, for: '2s', within: '9s', line: 1 });
  const call = { action: 'model', arguments: { step: id }, timeout: undefined, line: 1 };
  return {
    id,
    title: id,
    description: '',
    on: isRun || kind === 'watch' ? `target-${id}` : 'none',
    serial,
    effect: kind === 'change' || kind === 'destroy' ? kind : kind === 'manual' ? 'change' : 'read',
    manual: kind === 'manual' ? `Do ${id}.` : undefined,
    require: model.hasRequire ? [check('required')] : [],
    preview: undefined,
    run: isRun ? call : undefined,
    verify: model.hasVerify && isRun ? [check('done')] : [],
    watch: kind === 'watch' ? { log: 'nova-conductor', quiet: '5s', within: '20s', signatures: [] } : undefined,
    wait: kind === 'wait' ? '10s' : undefined,
    undo: undoOf(model, check('undone'), call),
    line: 1,
  };
}

function undoOf({ undo, kind }: ModelStep, check: Check, call: Step['run']): Step['undo'] {
  if (kind !== 'change' && kind !== 'manual') return undefined;
  if (kind === 'manual') return undo === 'none' ? undefined : { manual: 'Take it back.', run: undefined, verify: [] };
  if (undo === 'run' || undo === 'both') return { manual: undefined, run: call, verify: [check] };
  return undo === 'manual' ? { manual: 'Take it back.', run: undefined, verify: [] } : undefined;
}

function command(step: ModelStep, controller: string, number: number, way: 'do' | 'undo'): PlannedCommand {
  const printed = `${way} ${step.id} ${number}`;
  const isRead = step.kind === 'read';
  return {
    id: `${step.id}${way === 'undo' ? '-undo' : ''}/${controller}/${number}`,
    controller,
    effect: isRead ? 'read' : step.kind === 'destroy' ? 'destroy' : 'change',
    printed,
    command: {
      name: way,
      effect: isRead ? 'read' : 'change',
      run: { program: way, args: [step.id, String(number)] },
      timeoutSeconds: 5,
      read: () => ({ isDone: true, said: '' }),
    },
    ...(step.kind === 'destroy' ? { row: rowName(controller, number) } : {}),
    ...((step.undo === 'known' || step.undo === 'both') && way === 'do' && step.kind === 'change'
      ? { undo: [command(step, controller, number, 'undo')] }
      : {}),
  };
}

const rowName = (controller: string, number: number) => `${controller} ${number}`;

/** What stands in the world's way, by chance. */
export interface Faults {
  readonly plan: boolean;
  readonly check: boolean;
  readonly run: boolean;
  readonly record: boolean;
  readonly answers: boolean;
  /** One time out of so many. */
  readonly rarity: number;
}

function planModelStep(world: World, model: ModelStep): PlannedStep {
  const commands: PlannedCommand[] = [];
  const rows: PreviewRow[] = [];
  const isRun = stepOf(model).run !== undefined;
  for (const controller of isRun ? model.controllers : []) {
    for (let number = 1; number <= model.commands; number++) {
      const isThere = world.effects.has(effectName(model.id, controller, number));
      if ((model.isIdempotent || model.kind === 'destroy') && isThere) continue;
      commands.push(command(model, controller, number, 'do'));
      if (model.kind === 'destroy') {
        rows.push({ id: rowName(controller, number), cells: [], isChosen: true, loss: '' });
      }
    }
  }
  return {
    step: stepOf(model),
    controllers: isRun ? model.controllers : [],
    commands,
    rows,
    notes: [],
    refusal: undefined,
  };
}

export function modelPlan(world: World, steps: readonly ModelStep[]): Plan {
  const planned = steps.map(step => planModelStep(world, step));
  return { runbook: runbookOf(steps), cluster: 'model', parameters: {}, steps: planned, madeAt: world.clock };
}

const cut: ControllerFailure = { failed: 'connection-lost', host: 'somewhere' };
const unreachable: ControllerFailure = { failed: 'unreachable', host: 'somewhere' };

/** Stops the world for one process: nothing of it settles any more, as when it was killed. */
export interface Session {
  readonly ports: RunPorts;
  /** Settles when the process is gone. */
  readonly died: Promise<'died'>;
}

export interface SessionOptions {
  readonly chance: Chance;
  readonly faults: Faults;
  /** After how many records the process is killed; undefined for never. */
  readonly diesAfter: number | undefined;
  /** Called at every port, for cancelling. */
  readonly onPort?: () => void;
}

export function openSession(world: World, steps: readonly ModelStep[], options: SessionOptions): Session {
  const { chance, faults, diesAfter } = options;
  let isDead = false;
  let records = 0;
  let die: (value: 'died') => void = () => undefined;
  const died = new Promise<'died'>(resolve => {
    die = resolve;
  });
  const modelOf = (id: string) => steps.find(step => step.id === id)!;
  const goesWrong = (fault: Exclude<keyof Faults, 'rarity'>) =>
    faults[fault] && !chance.isOver && chance.next() % faults.rarity === 0;

  async function alive<Result>(work: () => Result): Promise<Result> {
    options.onPort?.();
    if (isDead) return new Promise<Result>(() => undefined);
    const result = work();
    // Whoever works at the same time gets its turn; a result that comes after the end of the process is lost.
    for (let turns = chance.next() % 3; turns > 0; turns--) await Promise.resolve();
    return isDead ? new Promise<Result>(() => undefined) : result;
  }

  function kill(): void {
    isDead = true;
    die('died');
  }

  function seen(check: Check, controllers: readonly string[]): boolean {
    if (check.probe === 'required') return !goesWrong('check');
    const model = modelOf(String(check.expectations.step));
    const all = controllers.flatMap(controller =>
      Array.from({ length: model.commands }, (_, index) => effectName(model.id, controller, index + 1)),
    );
    const isWanted = check.probe === 'done';
    return all.every(name => world.effects.has(name) === isWanted) && !goesWrong('check');
  }

  function run(planned: PlannedCommand): ActionOutcome | ControllerFailure {
    const [way, step, number] = planned.printed.split(' ');
    const name = effectName(step!, planned.controller, Number(number));
    const fate = goesWrong('run') ? chance.next() % 5 : 5;
    const took = fate > 2;
    world.events.push({ event: 'run', command: planned, took });
    if (took && planned.effect !== 'read') {
      if (way === 'do') world.effects.add(name);
      else world.effects.delete(name);
    }
    if (fate === 0) return { isDone: false, said: 'It said no.' };
    if (fate === 1) return unreachable;
    if (fate === 2 || fate === 3) return cut;
    if (fate === 4) kill();
    return { isDone: true, said: 'It said yes.' };
  }

  function answer(question: RunQuestion): RunAnswer {
    const no: readonly RunAnswer[] = [
      { answer: 'leave' },
      { answer: 'no' },
      { answer: 'skip', reason: 'Not today.' },
      { answer: 'undo' },
      { answer: 'retry' },
    ];
    if (question.kind === 'failure') return chance.isOver ? { answer: 'leave' } : no[chance.next() % no.length]!;
    if (goesWrong('answers')) return no[chance.next() % no.length]!;
    return { answer: 'yes', who: 'somebody' };
  }

  const ports: RunPorts = {
    now: () => world.clock,
    wait: milliseconds =>
      alive(() => {
        world.clock += goesWrong('answers') ? 1 : milliseconds;
      }),
    planStep: step =>
      alive(() => {
        world.events.push({ event: 'planned', step: step.id });
        const planned = planModelStep(world, modelOf(step.id));
        if (!goesWrong('plan')) return planned;
        const others: readonly Partial<PlannedStep>[] = [
          { refusal: 'It cannot be.' },
          { controllers: [...planned.controllers, 'ctl9'] },
          { rows: [...planned.rows, { id: 'new', cells: [], isChosen: true, loss: '' }] },
          { commands: planned.commands.map(each => ({ ...each, printed: `${each.printed} x` })) },
        ];
        return { ...planned, ...others[chance.next() % others.length] };
      }),
    planUndo: (step, _, controllers) =>
      alive(() => {
        const model = modelOf(step.id);
        const commands = controllers.flatMap(controller =>
          Array.from({ length: model.commands }, (__, index) => command(model, controller, index + 1, 'undo')),
        );
        return {
          step,
          controllers,
          commands,
          rows: [],
          notes: [],
          refusal: goesWrong('plan') ? 'It cannot be.' : undefined,
        };
      }),
    check: (check, controllers) =>
      alive(() => {
        const holds = seen(check, controllers);
        world.clock += 500;
        world.events.push({ event: 'check', check, controllers, holds });
        return { holds, seen: holds ? 'so' : 'not so', ...(chance.next() % 5 === 1 ? { isFinal: true } : {}) };
      }),
    watch: () =>
      alive(() => {
        world.clock += 7000;
        return { holds: !goesWrong('check'), seen: 'the log' };
      }),
    run: planned => alive(() => run(planned)),
    ask: question =>
      alive(() => {
        const given = answer(question);
        world.events.push({ event: 'asked', question, answer: given });
        return given;
      }),
    record: async record => {
      const isRejected = goesWrong('record') && chance.next() % 3 === 0;
      await alive(() => undefined);
      if (isRejected) throw new Error('The disk is full.');
      world.journal.push(record);
      world.events.push({ event: 'record', record });
      if (++records === diesAfter) kill();
      return alive(() => undefined);
    },
    tell: () => undefined,
  };
  return { ports, died };
}
