import type { RunEnd } from './journal.ts';
import { commandKey, type DoneThing, undoneKey } from './journal-state.ts';
import type { PlannedCommand } from './plan.ts';
import { verify } from './run-checks.ts';
import { type BatchResult, runCommands } from './run-commands.ts';
import { ask, isStop, type RunContext, record, resolve, type Stop } from './run-context.ts';
import type { StepFailure } from './run-ports.ts';
import type { Step } from './runbook.ts';

/** What of a run can be taken back, the last step first. */
interface UndoGroup {
  readonly step: Step;
  /** In the order in which they were done. */
  readonly things: readonly DoneThing[];
}

/** Whether there is anything that could be taken back. */
export function canUndo(context: RunContext): boolean {
  return groupsOf(context).some(({ step, things }) => isReversible(step, things));
}

function isReversible(step: Step, things: readonly DoneThing[]): boolean {
  return step.undo !== undefined || things.some(({ undoPrinted }) => undoPrinted.length > 0);
}

function groupsOf({ plan, done }: RunContext): UndoGroup[] {
  const steps = [...new Set(done.map(({ step }) => step))].reverse();
  // Steps run one after the other; one that was gone back to counts from its last command.
  const lastAt = (id: string) => done.findLastIndex(({ step }) => step === id);
  steps.sort((one, other) => lastAt(other) - lastAt(one));
  return steps.flatMap(id => {
    const step = plan.runbook.steps.find(each => each.id === id);
    return step ? [{ step, things: done.filter(thing => thing.step === id) }] : [];
  });
}

/** Takes back what the run did, in reverse order; each step is asked for. */
export async function undoAll(context: RunContext): Promise<{ end: RunEnd; seen: string } | Stop> {
  const { l10n, ports } = context;
  const left: string[] = [];
  const skipped: string[] = [];
  const notEverything = (titles: readonly string[]) =>
    ({ end: 'stopped', seen: l10n.t('Not everything was taken back: {0}.', titles.join(', ')) }) as const;
  for (const group of groupsOf(context)) {
    const { step, things } = group;
    if (!isReversible(step, things)) {
      left.push(step.title);
      continue;
    }
    const result = await undoGroup(context, group);
    if (isStop(result)) return result;
    if (result === 'leave') {
      return notEverything([...skipped, ...left, step.title]);
    }
    if (result === 'skipped') {
      skipped.push(step.title);
      continue;
    }
    const entry = { record: 'step-end', time: ports.now(), step: step.id, end: 'undone', seen: '' } as const;
    const stop = await record(context, entry);
    if (stop) return stop;
    ports.tell({ event: 'step-ended', step: step.id, end: 'undone', seen: '' });
    const kept = context.done.filter(thing => thing.step !== step.id);
    context.done.splice(0, context.done.length, ...kept);
  }
  if (skipped.length > 0) return notEverything([...skipped, ...left]);
  if (left.length === 0) return { end: 'undone', seen: l10n.t('Everything that was done was taken back.') };
  return { end: 'undone', seen: l10n.t('What can be taken back was; this cannot: {0}.', left.join(', ')) };
}

async function undoGroup(context: RunContext, group: UndoGroup): Promise<'undone' | 'skipped' | 'leave' | Stop> {
  for (let attempt = 1; ; attempt++) {
    const result = await attemptUndo(context, group, attempt);
    if (result === 'undone') return result;
    let stop = result;
    if (stop.stop === 'failed') {
      const { failures } = stop;
      const answer = await ask(context, { kind: 'failure', step: group.step, failures, canUndo: false });
      if (!isStop(answer)) return 'leave';
      stop = answer;
    }
    if (stop.stop !== 'answer') return stop;
    if (stop.answer.answer === 'retry') continue;
    return stop.answer.answer === 'skip' ? 'skipped' : 'leave';
  }
}

async function attemptUndo(context: RunContext, group: UndoGroup, attempt: number): Promise<'undone' | Stop> {
  const { ports, signal } = context;
  const { step, things } = group;
  if (signal.aborted) return { stop: 'cancelled' };
  const planned = await planGroup(context, group);
  if (isStop(planned)) return planned;
  const { commands, manual } = planned;
  if (commands.length > 0 || manual !== undefined) {
    const answer = await ask(context, { kind: 'undo', commands, manual, step });
    if (isStop(answer)) return answer;
    const shown = [
      ...commands.map(({ controller, printed }) => `${controller}: ${printed}`),
      ...(manual === undefined ? [] : [manual]),
    ];
    const { who } = answer;
    const entry = { record: 'agreed', time: ports.now(), step: step.id, effect: 'undo', who, shown } as const;
    const stop = (await record(context, entry)) ?? (await runInOrder(context, step, commands, attempt, who));
    if (stop) return stop;
  }
  const controllers = controllersOf(things);
  return (await verify(context, step, step.undo?.verify ?? [], controllers, 'verify')) ?? 'undone';
}

/** Where things were done, the last one first. */
function controllersOf(things: readonly DoneThing[]): string[] {
  return [...new Set([...things].reverse().flatMap(({ controller }) => controller ?? []))];
}

/** What takes a step back: what was known before it was done, else what the file says. */
async function planGroup(
  context: RunContext,
  { step, things }: UndoGroup,
): Promise<{ commands: readonly PlannedCommand[]; manual: string | undefined } | Stop> {
  const isLeft = (command: PlannedCommand) => !context.undone.has(undoneKey(step.id, commandKey(command)));
  // What was done again found its own work: only what was there before the first time is worth going back to.
  const keys = [...new Set([...things].reverse().map(({ key }) => key))];
  const firsts = keys.map(key => things.find(thing => thing.key === key)!);
  const known = firsts.flatMap(({ undo }) => [...(undo ?? [])].reverse());
  // After a restart only their text is known: the file's own way takes its place, else a person runs the text.
  const lost = firsts.filter(thing => thing.undo === undefined).flatMap(({ undoPrinted }) => undoPrinted);
  const manual = step.undo?.manual === undefined ? undefined : resolve(context, step.undo.manual);
  const call = step.undo?.run;
  if (!call || (known.length > 0 && lost.length === 0)) {
    return {
      commands: known.filter(isLeft),
      manual: [...lost, ...(manual === undefined ? [] : [manual])].join('\n') || undefined,
    };
  }
  const controllers = controllersOf(things);
  if (controllers.length === 0) return { commands: [], manual };
  const planned = await context.ports.planUndo(step, call, controllers);
  if (context.signal.aborted) return { stop: 'cancelled' };
  if (planned.refusal !== undefined) {
    return { stop: 'failed', in: 'plan', failures: [{ controller: undefined, text: planned.refusal }] };
  }
  const place = ({ controller }: PlannedCommand) => controllers.indexOf(controller);
  const commands = [...planned.commands].sort((one, other) => place(one) - place(other)).filter(isLeft);
  return { commands, manual };
}

/** One command after the other: what was done last is taken back first. */
async function runInOrder(
  context: RunContext,
  step: Step,
  commands: readonly PlannedCommand[],
  attempt: number,
  who: string,
): Promise<Stop | undefined> {
  for (const command of commands) {
    const result = await runCommands(context, { step, attempt, who, isUndo: true }, [command]);
    if (isStop(result)) return result;
    const failures = [...result.failures, ...unknownFailures(context, result)];
    if (failures.length > 0) return { stop: 'failed', in: 'run', failures };
    context.undone.add(undoneKey(step.id, commandKey(command)));
  }
  return undefined;
}

function unknownFailures({ l10n }: RunContext, { unknown }: BatchResult): StepFailure[] {
  return unknown.map(({ controller, printed }) => ({
    controller,
    text: l10n.t('Nobody saw its end, and whether it took effect is not known: {0}', printed),
  }));
}
