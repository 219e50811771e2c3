import { dryRun } from './dry-run.ts';
import type { RunEnd } from './journal.ts';
import { commandKey, type JournalState } from './journal-state.ts';
import type { Plan, PlannedStep } from './plan.ts';
import {
  ask,
  type ControllerOutcome,
  isStop,
  type RunContext,
  type RunOptions,
  type RunResult,
  record,
  type Stop,
} from './run-context.ts';
import type { RunAnswer, RunPorts, StepEnd } from './run-ports.ts';
import { attemptStep, type StepWork } from './run-step.ts';
import { canUndo, undoAll } from './run-undo.ts';
import type { Step } from './runbook.ts';

/** What the run as a whole came to after a step: the next one, or the end. */
type Turn = 'next' | RunResult;

/**
 * Runs a plan, or goes on with a run, to its end. Nothing that changes a cluster runs that was not agreed to just before and
 * whose intent is not in the journal; what is not known is verified, and never simply repeated. Expected failures end up in the
 * journal and in the result; it throws only where a port does.
 * @param plan as it was shown; each step is planned anew right before it, and held to it.
 */
export async function runPlan(plan: Plan, ports: RunPorts, options: RunOptions): Promise<RunResult> {
  const { l10n, signal, resumed } = options;
  const context: RunContext = {
    plan,
    ports,
    options,
    l10n,
    signal,
    done: [...(resumed?.done ?? [])],
    undone: new Set(resumed?.undone),
  };
  if (resumed?.end === 'done' || resumed?.end === 'undone') {
    return {
      end: 'refused',
      seen: l10n.t('The run has come to its end: there is nothing to go on with.'),
      controllers: [],
    };
  }
  const begun = await recordBegin(context);
  if (begun) return ended(context, resultOf(context, begun, undefined));
  if (options.isDryRun) return ended(context, await dryRun(context));
  if (resumed && (resumed.isUndoing || options.isUndo)) return ended(context, await takeBack(context));
  return ended(context, await runSteps(context));
}

function recordBegin(context: RunContext): Promise<Stop | undefined> {
  const { plan, ports, options } = context;
  const { who, host, run, resumed } = options;
  const time = ports.now();
  if (resumed) return record(context, { record: 'resumed', time, who, host });
  return record(context, {
    record: 'run',
    time,
    version: 1,
    run,
    runbook: plan.runbook.id,
    title: plan.runbook.title,
    cluster: plan.cluster,
    parameters: plan.parameters,
    plan: options.plan,
    who,
    host,
    isDryRun: options.isDryRun === true,
  });
}

async function ended(context: RunContext, result: RunResult): Promise<RunResult> {
  const { end, seen } = result;
  const stop = await record(context, { record: 'run-end', time: context.ports.now(), end, seen });
  if (stop?.stop !== 'journal' || seen.includes(stop.text)) return result;
  return { ...result, seen: `${seen} ${stop.text}` };
}

async function runSteps(context: RunContext): Promise<RunResult> {
  const { plan, options, l10n } = context;
  const { from, resumed } = options;
  const { steps } = plan.runbook;
  const first = from === undefined ? 0 : steps.findIndex(({ id }) => id === from);
  if (first === -1) {
    const all = steps.map(({ id }) => id).join(', ');
    return { end: 'refused', seen: l10n.t('There is no step {0}; there are: {1}.', from ?? '', all), controllers: [] };
  }
  for (const [index, step] of steps.entries()) {
    const before = resumed?.steps.get(step.id)?.end;
    if (before === 'done' || before === 'skipped') continue;
    const turn = index < first ? await skipBefore(context, step) : await workOn(context, step);
    if (turn !== 'next') return turn;
  }
  return { end: 'done', seen: l10n.t('All steps are done.'), controllers: [] };
}

async function skipBefore(context: RunContext, step: Step): Promise<Turn> {
  const reason = context.l10n.t('The run was begun with a later step.');
  const stop = await recordStepEnd(context, step, 'skipped', '', reason);
  return stop ? resultOf(context, stop, undefined) : 'next';
}

/** Works on a step until it is done, skipped or given up. */
async function workOn(context: RunContext, step: Step): Promise<Turn> {
  const work = beginWork(context, step);
  for (;;) {
    const stop = await attemptStep(context, work);
    if (stop === undefined) {
      const unwritten = await recordStepEnd(context, step, 'done', '');
      return unwritten ? resultOf(context, unwritten, work) : 'next';
    }
    const answer = await answerTo(context, step, stop);
    if (isStop(answer)) return giveUp(context, work, answer);
    if (answer.answer === 'retry') {
      prepareRetry(work, stop);
      continue;
    }
    if (answer.answer === 'skip') {
      const unwritten = await recordStepEnd(context, step, 'skipped', textOf(stop), answer.reason);
      return unwritten ? resultOf(context, unwritten, work) : 'next';
    }
    if (answer.answer === 'undo') {
      const unwritten = await recordStepEnd(context, step, 'failed', textOf(stop));
      return unwritten ? resultOf(context, unwritten, work) : takeBack(context);
    }
    return giveUp(context, work, stop);
  }
}

/** What a step begins with: the plan that was shown, and what an earlier process left. */
function beginWork(context: RunContext, step: Step): StepWork {
  const { plan, options, done } = context;
  const before = options.resumed?.steps.get(step.id);
  const own = done.filter(thing => thing.step === step.id);
  return {
    step,
    attempt: (before?.attempt ?? 0) + 1,
    shown: shownPlan(plan, step, options.resumed),
    latest: undefined,
    finished: new Set(own.flatMap(thing => (thing.isSure && thing.key !== '' ? [thing.key] : []))),
    verified: new Set(),
    meant: [],
    failedOn: new Set(),
    unknown: own.filter(({ isSure, id, attempt }) => {
      return !isSure && before?.unknown.some(intent => intent.command === id && intent.attempt === attempt) === true;
    }),
  };
}

/** The plan of a step. Where a run that goes on has worked on the same target before, it must still be the same controllers. */
function shownPlan(plan: Plan, step: Step, resumed: JournalState | undefined): PlannedStep | undefined {
  const shown = plan.steps.find(planned => planned.step.id === step.id);
  if (shown === undefined || resumed === undefined) return shown;
  const sameTarget = plan.runbook.steps.filter(({ on }) => on === step.on).map(({ id }) => id);
  const before = sameTarget.flatMap(id => {
    const controllers = resumed.steps.get(id)?.controllers ?? [];
    return controllers.length > 0 ? [controllers] : [];
  });
  return before[0] ? { ...shown, controllers: before[0] } : shown;
}

/** What is to happen after a step did not come to its end. */
async function answerTo(
  context: RunContext,
  step: Step,
  stop: Stop,
): Promise<Exclude<RunAnswer, { answer: 'yes' }> | Stop> {
  if (stop.stop === 'answer' && stop.answer.answer !== 'no') return stop.answer;
  if (stop.stop === 'cancelled' || stop.stop === 'journal') return stop;
  // Nothing was changed and a person does not want it to be: there is nothing to ask.
  if (stop.stop === 'answer' && context.done.length === 0) return stop;
  const failures =
    stop.stop === 'failed' ? stop.failures : [{ controller: undefined, text: context.l10n.t('It was not agreed to.') }];
  const answer = await ask(context, { kind: 'failure', step, failures, canUndo: canUndo(context) });
  if (!isStop(answer)) return { answer: 'leave' };
  return answer.stop === 'answer' ? answer.answer : answer;
}

function prepareRetry(work: StepWork, stop: Stop): void {
  work.attempt++;
  // A plan that is another one was shown with the failure, and it is asked for again before anything runs.
  if (stop.stop === 'failed' && stop.in === 'plan' && work.latest?.refusal === undefined) work.shown = work.latest;
  if (stop.stop !== 'failed' || stop.in !== 'check') return;
  // What was done does not show: it has to be done again there.
  const controllers = stop.controllers ?? [];
  for (const key of [...work.finished]) {
    if (controllers.some(controller => key.startsWith(`${controller}\0`))) work.finished.delete(key);
  }
  for (const controller of controllers) work.verified.delete(controller);
}

/** Ends the run in this step. */
async function giveUp(context: RunContext, work: StepWork, stop: Stop): Promise<RunResult> {
  const result = resultOf(context, stop, work);
  if (stop.stop === 'journal') return result;
  const isUnknown = result.controllers.some(({ state }) => state === 'unknown');
  const end: StepEnd = isUnknown ? 'unknown' : stop.stop === 'failed' ? 'failed' : 'cancelled';
  const unwritten = await recordStepEnd(context, work.step, end, result.seen);
  return unwritten ? resultOf(context, unwritten, work) : result;
}

async function takeBack(context: RunContext): Promise<RunResult> {
  const result = await undoAll(context);
  return isStop(result) ? resultOf(context, result, undefined) : { ...result, controllers: [] };
}

async function recordStepEnd(
  context: RunContext,
  step: Step,
  end: StepEnd,
  seen: string,
  reason?: string,
): Promise<Stop | undefined> {
  const time = context.ports.now();
  const entry = { record: 'step-end', time, step: step.id, end, seen } as const;
  const stop = await record(context, reason === undefined ? entry : { ...entry, reason });
  if (!stop) context.ports.tell({ event: 'step-ended', step: step.id, end, seen: reason ?? seen });
  return stop;
}

function textOf(stop: Stop): string {
  if (stop.stop === 'journal') return stop.text;
  return stop.stop === 'failed' ? stop.failures.map(failureLine).join(' ') : '';
}

function failureLine({ controller, text }: { controller: string | undefined; text: string }): string {
  return controller === undefined || text.startsWith(controller) ? text : `${controller}: ${text}`;
}

function resultOf(context: RunContext, stop: Stop, work: StepWork | undefined): RunResult {
  const { l10n } = context;
  const controllers = work ? outcomes(context, work) : [];
  const where = controllers.length > 0 ? ` ${outcomeText(context, controllers)}` : '';
  const ends: Record<Stop['stop'], RunEnd> = {
    failed: 'stopped',
    cancelled: 'cancelled',
    journal: 'stopped',
    answer: context.done.length === 0 ? 'refused' : 'stopped',
  };
  const texts: Record<Stop['stop'], string> = {
    failed: textOf(stop),
    cancelled: l10n.t('It was cancelled.'),
    journal: textOf(stop),
    answer: l10n.t('It was not agreed to.'),
  };
  return { end: ends[stop.stop], seen: `${texts[stop.stop]}${where}`, controllers };
}

/** What became of the step on each of its controllers. */
function outcomes({ done }: RunContext, work: StepWork): ControllerOutcome[] {
  const { step, latest, shown, unknown, meant, failedOn } = work;
  const controllers = new Set([
    ...((latest ?? shown)?.controllers ?? []),
    ...[...meant, ...unknown].flatMap(({ controller }) => controller ?? []),
  ]);
  return [...controllers].map(controller => {
    const own = done.filter(thing => thing.step === step.id && thing.controller === controller);
    const isWhole = meant.every(
      command => command.controller !== controller || own.some(({ key }) => key === commandKey(command)),
    );
    const isSure = own.every(thing => thing.isSure);
    if (!isSure) return { controller, step: step.id, state: 'unknown' };
    if (failedOn.has(controller)) return { controller, step: step.id, state: 'failed' };
    if (own.length === 0) return { controller, step: step.id, state: 'not-started' };
    return { controller, step: step.id, state: isWhole ? 'done' : 'failed' };
  });
}

function outcomeText({ l10n }: RunContext, controllers: readonly ControllerOutcome[]): string {
  const named = (state: ControllerOutcome['state']) =>
    controllers
      .filter(each => each.state === state)
      .map(({ controller }) => controller)
      .join(', ');
  const texts = [
    [named('done'), l10n.t('Done on: {0}.', named('done'))],
    [named('failed'), l10n.t('Not done in full on: {0}.', named('failed'))],
    [named('unknown'), l10n.t('Not known on: {0}.', named('unknown'))],
    [named('not-started'), l10n.t('Not begun on: {0}.', named('not-started'))],
  ];
  return texts.flatMap(([names, text]) => (names === '' ? [] : [text])).join(' ');
}
