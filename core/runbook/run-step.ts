import { agreedDifferences, planDifferences } from './compare-plans.ts';
import { commandKey, type DoneThing } from './journal-state.ts';
import type { PlannedCommand, PlannedStep } from './plan.ts';
import { checkRequired, verify, watchAndWait, watchLog } from './run-checks.ts';
import { type Batch, runCommands, settle, strongest } from './run-commands.ts';
import { ask, failed, isStop, noteByHand, type RunContext, record, resolve, type Stop } from './run-context.ts';
import type { Step } from './runbook.ts';

/** What is known of a step while it is worked on, over all attempts. */
export interface StepWork {
  readonly step: Step;
  /** From 1. */
  attempt: number;
  /** What the person saw of it last; undefined where nothing was shown. */
  shown: PlannedStep | undefined;
  /** As it was planned last. */
  latest: PlannedStep | undefined;
  /** Keys of commands that are done and need not be run again. */
  readonly finished: Set<string>;
  /** Controllers on which this process has verified it. */
  readonly verified: Set<string>;
  /** What was agreed to last. */
  meant: readonly PlannedCommand[];
  /** Controllers on which a command failed in the last attempt. */
  readonly failedOn: Set<string>;
  /** Commands that were begun and of which nobody knows whether they took effect. */
  unknown: DoneThing[];
}

/** Tries a step once, from its plan to its verification. @returns why it did not come to its end; undefined when it did. */
export async function attemptStep(context: RunContext, work: StepWork): Promise<Stop | undefined> {
  const { step } = work;
  work.meant = [];
  work.failedOn.clear();
  const planned = await planAgain(context, work);
  if (isStop(planned)) return planned;
  const unsettled = await settleUnknown(context, work, planned);
  if (unsettled) return unsettled;
  const isByHand = step.manual !== undefined && !context.done.some(thing => thing.step === step.id && thing.key === '');
  const left = commandsLeft(work, planned);
  if (isByHand || left.length > 0 || step.run === undefined) {
    const stop = await checkRequired(context, step, planned.controllers);
    if (stop) return stop;
  }
  if (isByHand) {
    const stop = await doByHand(context, work, step.manual!);
    if (stop) return stop;
  }
  const stop = step.run
    ? await runStep(context, work, planned, left)
    : await verifyOn(context, work, planned.controllers);
  return stop ?? watchAndWait(context, step, planned.controllers);
}

/** Plans the step as things are now, and holds it to what was shown. */
async function planAgain(context: RunContext, work: StepWork): Promise<PlannedStep | Stop> {
  const { ports, l10n, options, plan } = context;
  const { step } = work;
  if (context.signal.aborted) return { stop: 'cancelled' };
  const planned = await ports.planStep(step, plan.parameters);
  if (context.signal.aborted) return { stop: 'cancelled' };
  const { shown } = work;
  work.latest = planned;
  const begun = await record(context, {
    record: 'step',
    time: ports.now(),
    step: step.id,
    attempt: work.attempt,
    controllers: planned.controllers,
  });
  if (begun) return begun;
  ports.tell({ event: 'step-started', step: step.id, planned });
  if (planned.refusal !== undefined) return failed('plan', planned.refusal);
  // While a step is half done its commands are others than before it.
  const isBegun = work.finished.size > 0 || work.unknown.length > 0;
  const differences = shown
    ? planDifferences(isBegun ? { ...shown, commands: planned.commands } : shown, planned, options.run, l10n)
    : [];
  if (differences.length > 0) return failed('plan', changedText(context, differences));
  return planned;
}

function changedText({ l10n }: RunContext, differences: readonly string[]): string {
  return l10n.t('The plan of this step has changed since it was shown. {0}', differences.join(' '));
}

function commandsLeft({ finished }: StepWork, planned: PlannedStep): PlannedCommand[] {
  return planned.commands.filter(command => !finished.has(commandKey(command)));
}

async function doByHand(context: RunContext, work: StepWork, manual: string): Promise<Stop | undefined> {
  const { ports } = context;
  const { step } = work;
  const text = resolve(context, manual);
  const answer = await ask(context, { kind: 'manual', step, text });
  if (isStop(answer)) return answer;
  const { who } = answer;
  const entry = { record: 'agreed', time: ports.now(), step: step.id, effect: 'manual', who, shown: [text] } as const;
  const stop = await record(context, entry);
  if (stop) return stop;
  noteByHand(context, step, text, work.attempt);
  return undefined;
}

async function runStep(
  context: RunContext,
  work: StepWork,
  planned: PlannedStep,
  left: readonly PlannedCommand[],
): Promise<Stop | undefined> {
  const { step } = work;
  if (left.length === 0) return verifyEach(context, work, planned, [], context.options.who);
  const agreement = await agree(context, work, planned, left);
  if (isStop(agreement)) return agreement;
  const { commands, who } = agreement;
  work.meant = commands;
  if (step.serial === 'one') return verifyEach(context, work, planned, commands, who);
  return (await runBatch(context, work, planned, commands, who)) ?? verifyOn(context, work, planned.controllers);
}

/** Shows exactly what will run, and asks. What only reads is not asked for. */
async function agree(
  context: RunContext,
  work: StepWork,
  planned: PlannedStep,
  left: readonly PlannedCommand[],
): Promise<{ commands: readonly PlannedCommand[]; who: string } | Stop> {
  const { ports, plan, options, l10n } = context;
  const { step } = work;
  const effect = strongest([step.effect, ...left.map(command => command.effect)]);
  if (effect === 'read') return { commands: left, who: options.who };
  const shown = { ...planned, commands: left };
  const answer = await ask(
    context,
    effect === 'destroy'
      ? { kind: 'destroy', planned: shown, cluster: plan.cluster }
      : { kind: 'change', planned: shown },
  );
  if (isStop(answer)) return answer;
  const chosen = new Set(answer.rows ?? planned.rows.filter(({ isChosen }) => isChosen).map(({ id }) => id));
  const isMeant = ({ row }: PlannedCommand) => row === undefined || chosen.has(row);
  const stop = await record(context, {
    record: 'agreed',
    time: ports.now(),
    step: step.id,
    effect,
    who: answer.who,
    shown: left.filter(isMeant).map(({ controller, printed }) => `${controller}: ${printed}`),
  });
  if (stop) return stop;
  // The person may have thought for long: it is all read again.
  const now = await ports.planStep(step, plan.parameters);
  if (context.signal.aborted) return { stop: 'cancelled' };
  work.latest = now;
  if (now.refusal !== undefined) return failed('plan', now.refusal);
  const differences = agreedDifferences(planned, now, options.run, l10n);
  if (differences.length > 0) return failed('plan', changedText(context, differences));
  const missed = await checkRequired(context, step, now.controllers);
  return missed ?? { commands: commandsLeft(work, now).filter(isMeant), who: answer.who };
}

/** One controller after the other, each verified before the next. */
async function verifyEach(
  context: RunContext,
  work: StepWork,
  planned: PlannedStep,
  commands: readonly PlannedCommand[],
  who: string,
): Promise<Stop | undefined> {
  const { step } = work;
  if (step.serial === 'all') return verifyOn(context, work, planned.controllers);
  const controllers = [...new Set([...planned.controllers, ...commands.map(({ controller }) => controller)])];
  let isFirst = true;
  for (const controller of controllers) {
    const own = commands.filter(command => command.controller === controller);
    if (own.length === 0 && work.verified.has(controller)) continue;
    if (own.length > 0 && !isFirst) {
      const missed = await checkRequired(context, step, planned.controllers);
      if (missed) return missed;
    }
    isFirst &&= own.length === 0;
    const stop =
      (await runBatch(context, work, planned, own, who)) ??
      (await verifyOn(context, work, [controller])) ??
      (await watchLog(context, step, [controller]));
    if (!stop) continue;
    // What is noisy is looked at again in the next attempt.
    work.verified.delete(controller);
    return stop;
  }
  return controllers.length === 0 ? verifyOn(context, work, []) : undefined;
}

async function verifyOn(
  context: RunContext,
  work: StepWork,
  controllers: readonly string[],
): Promise<Stop | undefined> {
  const { step } = work;
  const stop = await verify(context, step, step.verify, controllers, 'verify');
  if (!stop) for (const controller of controllers) work.verified.add(controller);
  return stop;
}

async function runBatch(
  context: RunContext,
  work: StepWork,
  planned: PlannedStep,
  commands: readonly PlannedCommand[],
  who: string,
): Promise<Stop | undefined> {
  const { step, attempt } = work;
  const batch: Batch = { step, attempt, who, isUndo: false };
  const result = await runCommands(context, batch, commands);
  if (!isStop(result)) for (const { controller } of result.failures) work.failedOn.add(controller ?? '');
  work.unknown = context.done.filter(thing => thing.step === step.id && !thing.isSure && thing.attempt === attempt);
  if (isStop(result)) return result;
  for (const command of result.done) work.finished.add(commandKey(command));
  const stop = await settleUnknown(context, work, planned);
  if (stop) return stop;
  return result.failures.length > 0 ? { stop: 'failed', in: 'run', failures: result.failures } : undefined;
}

/**
 * Finds out whether commands took effect whose end nobody saw. What the verification says is true; where it says no, or there is
 * none, a person decides. Nothing is run again without having been asked for again.
 */
async function settleUnknown(context: RunContext, work: StepWork, planned: PlannedStep): Promise<Stop | undefined> {
  const { l10n } = context;
  const { step, unknown } = work;
  if (unknown.length === 0) return undefined;
  const controllers = [...new Set(unknown.flatMap(({ controller }) => controller ?? []))];
  const verdict = step.verify.length > 0 ? await verify(context, step, step.verify, controllers, 'resume') : undefined;
  if (verdict && verdict.stop !== 'failed') return verdict;
  if (step.verify.length > 0 && verdict === undefined) {
    return settleAll(
      context,
      work,
      true,
      l10n.t('Nobody saw its end, but the verification shows that it took effect.'),
    );
  }
  const seen = verdict
    ? verdict.failures.map(({ text }) => text).join(' ')
    : l10n.t('Nothing in the runbook tells whether it took effect.');
  const keys = new Set(unknown.map(({ key }) => key));
  const printed = unknown.map(thing => `${thing.controller}: ${thing.printed}`).join('; ');
  const answer = await ask(context, {
    kind: 'unknown',
    planned: { ...planned, commands: planned.commands.filter(command => keys.has(commandKey(command))) },
    seen: l10n.t('{0} Nobody saw the end of: {1}', seen, printed),
  });
  if (isStop(answer)) return answer;
  const settled = await settleAll(
    context,
    work,
    false,
    l10n.t('Nobody saw its end; {0} takes it for not done.', answer.who),
  );
  // The next attempt plans it anew and asks for it like for any other.
  return settled ?? { stop: 'answer', answer: { answer: 'retry' } };
}

/** Writes what unknown commands are taken for. Those that are run again may have been done all the same: undo goes over them too. */
async function settleAll(
  context: RunContext,
  work: StepWork,
  isDone: boolean,
  said: string,
): Promise<Stop | undefined> {
  const { step } = work;
  for (const { id, controller = '', key, attempt } of work.unknown) {
    const entry = { record: 'result', time: context.ports.now(), step: step.id, attempt, command: id } as const;
    const rest = { controller, isDone, said, milliseconds: 0, isUndo: false };
    const stop = await record(context, { ...entry, ...rest, ...(isDone ? {} : { isUncertain: true }) });
    if (stop) return stop;
    if (!isDone) continue;
    settle(context, step.id, key, attempt, true);
    work.finished.add(key);
  }
  work.unknown = [];
  return undefined;
}
