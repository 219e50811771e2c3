import type { Effect } from '../../cluster/command.ts';
import type { Plan, PlannedCommand, PlannedStep } from '../plan.ts';
import type { Parameter, ParameterValues, Runbook, Step } from '../runbook.ts';

/** What `runbook list --format json` gives for each runbook, and `runbook show` for one, with its steps. */
export interface RunbookJson {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly when: readonly string[];
  readonly path: string;
  readonly isShipped: boolean;
  readonly parameters: readonly {
    readonly name: string;
    readonly type: Parameter['type'];
    readonly default?: string;
    readonly min?: string;
    readonly max?: string;
    readonly choices?: readonly string[];
    readonly description: string;
  }[];
}

export interface StepJson {
  readonly id: string;
  readonly title: string;
  readonly effect: Effect;
  /** As the file says it: `vip`, `standby`, the name of a controller … */
  readonly on: string;
  readonly serial: 'one' | 'all';
  readonly manual?: string;
  readonly wait?: string;
}

/** What `runbook plan --format json` prints. */
export interface PlanJson {
  readonly version: 1;
  readonly runbook: { readonly id: string; readonly title: string; readonly path: string };
  readonly cluster: string;
  readonly parameters: ParameterValues;
  /** What `run --plan` takes. */
  readonly plan: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** The first step that is run. */
  readonly from?: string;
  /** What `--confirm` must say. */
  readonly effect: Effect;
  readonly steps: readonly PlannedStepJson[];
}

export interface PlannedStepJson extends StepJson {
  readonly controllers: readonly string[];
  readonly commands: readonly PlannedCommandJson[];
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly id: string;
    readonly cells: readonly string[];
    readonly chosen: boolean;
    readonly loss: string;
  }[];
  readonly notes: readonly string[];
  /** Why the step cannot be done as things are. */
  readonly refusal?: string;
}

export interface PlannedCommandJson {
  readonly id: string;
  readonly controller: string;
  readonly effect: Effect;
  /** As a person could type it there. */
  readonly command: string;
  readonly row?: string;
  /** What takes it back. */
  readonly undo?: readonly string[];
}

export function runbookJson({ id, title, summary, when, path, isShipped, parameters }: Runbook): RunbookJson {
  return {
    id,
    title,
    summary,
    when,
    path,
    isShipped,
    parameters: parameters.map(({ name, type, default: value, minimum, maximum, choices, description }) => ({
      name,
      type,
      ...(value === undefined ? {} : { default: value }),
      ...(minimum === undefined ? {} : { min: minimum }),
      ...(maximum === undefined ? {} : { max: maximum }),
      ...(choices.length === 0 ? {} : { choices }),
      description,
    })),
  };
}

export function stepJson({ id, title, effect, on, serial, manual, wait }: Step): StepJson {
  return {
    id,
    title,
    effect,
    on,
    serial,
    ...(manual === undefined ? {} : { manual }),
    ...(wait === undefined ? {} : { wait }),
  };
}

/** @param name of the plan, as `planName` of io gives it. @param from id of the first step that is run. */
export function planJson(plan: Plan, name: string, from: string | undefined): PlanJson {
  const steps = stepsFrom(plan, from);
  return {
    version: 1,
    runbook: { id: plan.runbook.id, title: plan.runbook.title, path: plan.runbook.path },
    cluster: plan.cluster,
    parameters: plan.parameters,
    plan: name,
    madeAt: new Date(plan.madeAt).toISOString(),
    ...(from === undefined ? {} : { from }),
    effect: effectOfSteps(steps),
    steps: steps.map(plannedStepJson),
  };
}

function plannedStepJson({
  step,
  controllers,
  commands,
  columns = [],
  rows,
  notes,
  refusal,
}: PlannedStep): PlannedStepJson {
  return {
    ...stepJson(step),
    controllers,
    commands: commands.map(commandJson),
    columns,
    rows: rows.map(({ id, cells, isChosen, loss }) => ({ id, cells, chosen: isChosen, loss })),
    notes,
    ...(refusal === undefined ? {} : { refusal }),
  };
}

function commandJson({ id, controller, effect, printed, row, undo }: PlannedCommand): PlannedCommandJson {
  return {
    id,
    controller,
    effect,
    command: printed,
    ...(row === undefined ? {} : { row }),
    ...(undo === undefined ? {} : { undo: undo.map(one => one.printed) }),
  };
}

/** The steps of a plan from one on; all where none is named. */
export function stepsFrom(plan: Plan, from: string | undefined): readonly PlannedStep[] {
  const index = from === undefined ? 0 : plan.steps.findIndex(({ step }) => step.id === from);
  return plan.steps.slice(Math.max(index, 0));
}

/** The worst that any of some steps does. */
export function effectOfSteps(steps: readonly Pick<PlannedStep, 'step'>[]): Effect {
  const effects = steps.map(({ step }) => step.effect);
  return effects.includes('destroy') ? 'destroy' : effects.includes('change') ? 'change' : 'read';
}
