import type { Translator } from '../text/l10n.ts';
import type { ActionContext, ActionPlan } from './actions/action.ts';
import { planOf, refused } from './actions/action.ts';
import { actions } from './actions/actions.ts';
import { assumingLook } from './assumed.ts';
import type { CheckContext } from './checks/check.ts';
import { checks } from './checks/checks.ts';
import { type Look, lookThrough } from './look.ts';
import { resolveReferences } from './parameters.ts';
import type { Plan, PlannedStep } from './plan.ts';
import type { Observer, Verdict } from './run-ports.ts';
import type { ActionCall, Check, ParameterValues, Runbook, Step } from './runbook.ts';
import type { StopSignal } from './stop-signal.ts';
import { holderOf, targetsOf } from './targets.ts';

/** What plans are made from. */
export interface Planning {
  readonly parameters: ParameterValues;
  readonly observer: Observer;
  readonly l10n: Translator;
  /** Id of the run, where there is one already. */
  readonly run?: string;
  readonly signal?: StopSignal;
}

/** What stands in printed commands for the id of a run as long as there is none. */
const runPlaceholder = 'RUN';

/**
 * Makes a runbook concrete for a cluster as it is now. Nothing is changed.
 * @param now milliseconds since 1970. @param from id of the first step that is run, where not all are.
 */
export async function makePlan(runbook: Runbook, planning: Planning, now: number, from?: string): Promise<Plan> {
  const { observer, parameters, l10n } = planning;
  const look = assumingLook(lookThrough(observer, planning.signal));
  const steps: PlannedStep[] = [];
  const taken = { ...runbook, steps: runbook.steps.filter(step => isTaken(step, parameters)) };
  let isRun = from === undefined;
  for (const step of taken.steps) {
    isRun ||= step.id === from;
    const planned = await planOneStep(step, planning, look);
    if (isRun) look.assume(planned);
    steps.push(planned);
  }
  const found = holderOf(await look.state(), observer.file, l10n);
  return {
    runbook: taken,
    cluster: observer.file.name,
    parameters,
    steps,
    madeAt: now,
    holder: 'holder' in found ? found.holder : undefined,
  };
}

/** Whether a step is part of the runbook with these values of its parameters. */
function isTaken({ if: condition = {} }: Step, parameters: ParameterValues): boolean {
  return Object.entries(condition).every(([name, value]) => parameters[name] === value);
}

/** Makes the plan of one step anew: controllers, commands and rows as they are now. */
export function planStep(step: Step, planning: Planning): Promise<PlannedStep> {
  return planOneStep(step, planning, lookThrough(planning.observer, planning.signal));
}

/** The commands that an undo of the file stands for, on the controllers on which the step was done. */
export async function planUndo(
  step: Step,
  call: ActionCall,
  controllers: readonly string[],
  planning: Planning,
): Promise<PlannedStep> {
  const look = lookThrough(planning.observer, planning.signal);
  const planned = await planCall(call, { ...step, id: `${step.id}-undo` }, controllers, planning, look);
  return { step, controllers, ...planned };
}

async function planOneStep(step: Step, planning: Planning, look: Look): Promise<PlannedStep> {
  const { observer, parameters, l10n } = planning;
  const nowhere = { step, controllers: [], commands: [], rows: [], notes: [], refusal: undefined };
  if (step.on === 'none' || (step.on === 'local' && !step.run)) return nowhere;
  const state = step.on === 'broker' ? await look.state('broker') : await look.state();
  const targets = targetsOf(step, state, observer.file, parameters, l10n);
  if (targets.refusal !== undefined) return { ...nowhere, refusal: targets.refusal };
  const { controllers, notes } = targets;
  const planned = step.run ? await planCall(step.run, step, controllers, planning, look) : planOf([]);
  return { step, controllers, ...planned, notes: [...notes, ...planned.notes] };
}

async function planCall(
  call: ActionCall,
  step: Step,
  controllers: readonly string[],
  { observer, parameters, l10n, run, signal }: Planning,
  look: Look,
): Promise<ActionPlan> {
  const action = actions.find(({ name }) => name === call.action);
  if (!action) return refused(l10n.t('There is no action {0}.', call.action));
  const context: ActionContext = {
    step: step.id,
    effect: step.effect,
    controllers,
    parameters,
    run: run ?? runPlaceholder,
    observer,
    look,
    l10n,
    signal,
  };
  return action.plan(resolvedCall(call, { ...parameters, run: context.run }), context);
}

/** A call with values for its references, of which `run` is one; the text of a script is never touched. */
function resolvedCall(call: ActionCall, parameters: ParameterValues): ActionCall {
  const resolve = (value: string | number) =>
    typeof value === 'string' ? resolveReferences(value, parameters) : value;
  const entries = Object.entries(call.arguments).map(([key, value]) => {
    if (key === 'script' || typeof value === 'number' || typeof value === 'boolean') return [key, value];
    return [key, typeof value === 'string' ? resolve(value) : value.map(resolve)];
  });
  return {
    ...call,
    arguments: Object.fromEntries(entries),
    timeout: call.timeout === undefined ? undefined : resolveReferences(call.timeout, parameters),
  };
}

/** Asks once whether something is as a runbook expects it. */
export async function runCheck(
  check: Check,
  controllers: readonly string[],
  { observer, parameters, l10n, signal }: Planning,
  holder?: string,
): Promise<Verdict> {
  const kind = checks.find(({ name }) => name === check.probe);
  if (!kind) return { holds: false, seen: l10n.t('There is no probe {0}.', check.probe), isFinal: true };
  const expectations = Object.fromEntries(
    Object.entries(check.expectations).map(([key, value]) => [
      key,
      typeof value === 'string' ? resolveReferences(value, parameters) : value,
    ]),
  );
  const look = lookThrough(observer, signal);
  const context: CheckContext = { controllers, holder, observer, look, l10n, signal };
  return kind.run({ ...check, expectations }, context);
}

/**
 * What a person agrees to, as one text whose digest names the plan: the runbook, its parameters, the cluster, and for each step
 * where it takes place, every printed command, and the rows that are chosen without being asked for. Names of runs are left out, because a plan is
 * older than its run.
 */
export function agreedText(plan: Plan, run?: string): string {
  const withoutRun = (text: string) => (run === undefined ? text : text.replaceAll(run, runPlaceholder));
  const steps = plan.steps.map(({ step, controllers, commands, rows, refusal }) => ({
    step: step.id,
    effect: step.effect,
    on: controllers,
    manual: step.manual ?? '',
    wait: step.wait ?? '',
    commands: commands
      .filter(({ row }) => row === undefined || rows.some(({ id, isChosen }) => id === row && isChosen))
      .map(({ controller, printed }) => [controller, withoutRun(printed)]),
    rows: rows.filter(({ isChosen }) => isChosen).map(({ id }) => id),
    isRefused: refusal !== undefined,
  }));
  const { id, path, isShipped } = plan.runbook;
  return JSON.stringify({
    version: 1,
    runbook: isShipped ? id : path,
    definition: plan.runbook.steps.map(({ require, verify, watch, undo }) => ({ require, verify, watch, undo })),
    cluster: plan.cluster,
    parameters: Object.entries(plan.parameters).sort(([one], [other]) => (one < other ? -1 : 1)),
    steps,
  });
}
