import type { Effect } from '../cluster/command.ts';
import { type ControllerFailure, failureText, isFailure } from '../cluster/failure.ts';
import { commandKey, type DoneThing, settled } from './journal-state.ts';
import type { PlannedCommand } from './plan.ts';
import { isStop, type RunContext, record, type Stop } from './run-context.ts';
import type { StepFailure } from './run-ports.ts';
import type { Step } from './runbook.ts';

/** One go at the commands of a step, or of its undo. */
export interface Batch {
  readonly step: Step;
  readonly attempt: number;
  readonly who: string;
  readonly isUndo: boolean;
}

/** What became of the commands that were run. */
export interface BatchResult {
  readonly done: readonly PlannedCommand[];
  readonly failures: readonly StepFailure[];
  /** Begun, and nobody knows whether they took effect. */
  readonly unknown: readonly PlannedCommand[];
}

type CommandEnd =
  | { readonly command: PlannedCommand; readonly end: 'done' }
  | { readonly command: PlannedCommand; readonly end: 'failed' | 'unknown'; readonly text: string };

/** Commands that belong to rows do not depend on each other: so many run at once on one controller. */
const rowsAtOnce = 8;

/** Whether any more may be started; shared by all that run at once. */
interface Halt {
  stop: Stop | undefined;
  hasFailed: boolean;
}

/**
 * Runs commands, on all controllers at once, those of one controller one after the other. After the first failure none is
 * started any more; what was started is waited for.
 */
export async function runCommands(
  context: RunContext,
  batch: Batch,
  commands: readonly PlannedCommand[],
): Promise<BatchResult | Stop> {
  const halt: Halt = { stop: undefined, hasFailed: false };
  const controllers = [...new Set(commands.map(({ controller }) => controller))];
  const ends = await Promise.all(
    controllers.map(controller => {
      const own = commands.filter(command => command.controller === controller);
      return runOnController(context, batch, own, halt);
    }),
  );
  const all = ends.flat();
  // What was going on when somebody cancelled, or when the journal failed, is told by the journal and by `context.done`.
  if (halt.stop) return halt.stop;
  const unknown = all.filter(each => each.end === 'unknown');
  if (context.signal.aborted) return { stop: 'cancelled' };
  return {
    done: all.filter(({ end }) => end === 'done').map(({ command }) => command),
    failures: all.flatMap(each =>
      each.end === 'failed' ? [{ controller: each.command.controller, text: each.text }] : [],
    ),
    unknown: unknown.map(({ command }) => command),
  };
}

async function runOnController(
  context: RunContext,
  batch: Batch,
  commands: readonly PlannedCommand[],
  halt: Halt,
): Promise<CommandEnd[]> {
  const ends: CommandEnd[] = [];
  const waiting = [...commands];
  const lanes = commands.every(({ row }) => row !== undefined) ? rowsAtOnce : 1;
  async function work(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (halt.stop || halt.hasFailed || context.signal.aborted) return;
      const end = await runOne(context, batch, next);
      if (isStop(end)) halt.stop ??= end;
      else ends.push(end);
      if (!isStop(end) && end.end !== 'done') halt.hasFailed = true;
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, commands.length) }, work));
  return ends;
}

async function runOne(context: RunContext, batch: Batch, command: PlannedCommand): Promise<CommandEnd | Stop> {
  const { ports, signal, l10n } = context;
  const { step, attempt, who, isUndo } = batch;
  const { id, controller, effect, printed } = command;
  const undo = command.undo?.map(each => `${each.controller}: ${each.printed}`);
  const intended = await record(context, {
    record: 'intent',
    time: ports.now(),
    step: step.id,
    attempt,
    command: id,
    controller,
    effect,
    printed,
    who,
    isUndo,
    ...(undo ? { undo } : {}),
  });
  if (intended) return intended;
  if (signal.aborted) {
    // It is written that it was not begun, so that nobody has to find out.
    return (
      (await recordResult(context, batch, command, false, l10n.t('It was not begun.'), 0)) ?? { stop: 'cancelled' }
    );
  }
  if (effect !== 'read' && !isUndo) context.done.push(doneThing(batch, command));
  ports.tell({ event: 'command-started', step: step.id, command });
  const begun = ports.now();
  const outcome = await ports.run(command, { signal });
  const end = endOf(context, command, outcome);
  const said = end.end === 'done' ? saidOf(outcome) : end.text;
  ports.tell({ event: 'command-ended', step: step.id, command, isDone: end.end === 'done', said });
  // Without a result it stays unknown: it is looked at before anything else happens.
  if (end.end === 'unknown') return end;
  if (!isUndo) settle(context, step.id, commandKey(command), attempt, end.end === 'done');
  return (await recordResult(context, batch, command, end.end === 'done', said, ports.now() - begun)) ?? end;
}

function saidOf(outcome: Awaited<ReturnType<RunContext['ports']['run']>>): string {
  return 'said' in outcome ? outcome.said : '';
}

function endOf(
  { l10n }: RunContext,
  command: PlannedCommand,
  outcome: Awaited<ReturnType<RunContext['ports']['run']>>,
): CommandEnd {
  if (!isFailure(outcome)) {
    return outcome.isDone ? { command, end: 'done' } : { command, end: 'failed', text: outcome.said };
  }
  // What only reads can be done again.
  const isUnknown = command.effect !== 'read' && mayHaveRun(outcome);
  return { command, end: isUnknown ? 'unknown' : 'failed', text: failureText(outcome, l10n) };
}

/** Failures that come before anything has reached the program: after these nothing is unknown. */
const neverBegun: ReadonlySet<ControllerFailure['failed']> = new Set([
  'name-not-found',
  'connection-refused',
  'unreachable',
  'not-ssh',
  'turned-away',
  'host-key-unknown',
  'host-key-changed',
  'host-key-revoked',
  'authentication-refused',
  'too-many-sessions',
  'needs-openssh',
  'openssh-missing',
  'configuration',
  'untrusted',
  'command-missing',
  'sudo-refused',
] as const);

/** Whether a command may have taken effect although it failed. */
function mayHaveRun({ failed }: ControllerFailure): boolean {
  return !neverBegun.has(failed);
}

function doneThing({ step, attempt }: Batch, command: PlannedCommand): DoneThing {
  const { controller, id, printed, undo } = command;
  return {
    step: step.id,
    controller,
    key: commandKey(command),
    id,
    printed,
    attempt,
    isSure: false,
    undoPrinted: undo?.map(each => `${each.controller}: ${each.printed}`) ?? [],
    ...(undo ? { undo } : {}),
  };
}

/** Notes what a command came to: done, or nothing that would have to be taken back. */
export function settle({ done }: RunContext, step: string, key: string, attempt: number, isDone: boolean): void {
  done.splice(0, done.length, ...settled(done, step, key, attempt, isDone));
}

/** Writes what became of a command. */
function recordResult(
  context: RunContext,
  { step, attempt, isUndo }: Pick<Batch, 'step' | 'attempt' | 'isUndo'>,
  { id, controller, undo }: Pick<PlannedCommand, 'id' | 'controller' | 'undo'>,
  isDone: boolean,
  said: string,
  milliseconds: number,
): Promise<Stop | undefined> {
  return record(context, {
    record: 'result',
    time: context.ports.now(),
    step: step.id,
    attempt,
    command: id,
    controller,
    isDone,
    said,
    milliseconds,
    isUndo,
    ...(undo ? { undo: undo.map(each => `${each.controller}: ${each.printed}`) } : {}),
  });
}

const effects: readonly Effect[] = ['read', 'change', 'destroy'];

/** The strongest of several effects. */
export function strongest(all: readonly Effect[]): Effect {
  return effects[Math.max(0, ...all.map(effect => effects.indexOf(effect)))]!;
}
