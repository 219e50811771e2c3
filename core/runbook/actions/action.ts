import type { Command, Effect } from '../../cluster/command.ts';
import { printCommand } from '../../cluster/print-command.ts';
import type { Translator } from '../../text/l10n.ts';
import type { KnownAction } from '../known-words.ts';
import type { Look } from '../look.ts';
import type { ActionOutcome, PlannedCommand, PreviewRow } from '../plan.ts';
import type { Observer } from '../run-ports.ts';
import type { ActionCall, ParameterValues } from '../runbook.ts';
import type { StopSignal } from '../stop-signal.ts';

/** Something that steps can do, made of commands that are known before. */
export interface ActionKind extends KnownAction {
  /** Makes the commands of one call as things are now; it only reads. Values of the call hold no references any more. */
  plan(call: ActionCall, context: ActionContext): Promise<ActionPlan>;
}

export interface ActionContext {
  /** Id of the step; ids of commands begin with it. */
  readonly step: string;
  readonly effect: Effect;
  readonly controllers: readonly string[];
  readonly parameters: ParameterValues;
  /** Id of the run, which is written where others see it; `RUN` as long as there is none. */
  readonly run: string;
  readonly observer: Observer;
  readonly look: Look;
  readonly l10n: Translator;
  readonly signal: StopSignal | undefined;
}

export interface ActionPlan {
  readonly commands: readonly PlannedCommand[];
  readonly rows: readonly PreviewRow[];
  /** Ids of what is there besides and is no row. */
  readonly seen?: readonly string[];
  readonly columns: readonly string[];
  readonly notes: readonly string[];
  readonly refusal: string | undefined;
}

export function refused(refusal: string, notes: readonly string[] = []): ActionPlan {
  return { commands: [], rows: [], columns: [], notes, refusal };
}

export function planOf(commands: readonly PlannedCommand[], notes: readonly string[] = []): ActionPlan {
  return { commands, rows: [], columns: [], notes, refusal: undefined };
}

/**
 * A command of a step on one controller.
 * @param number counts the commands of the step on this controller, from 1.
 */
export function plannedCommand(
  context: Pick<ActionContext, 'step' | 'effect' | 'observer'>,
  controller: string,
  number: number,
  command: Command<ActionOutcome>,
  more: Pick<PlannedCommand, 'row' | 'undo'> = {},
): PlannedCommand {
  return {
    id: `${context.step}/${controller}/${number}`,
    controller,
    effect: command.effect,
    printed: printCommand(command, context.observer.file.become),
    command,
    ...more,
  };
}

/** A value of a call as text; empty where it is left out. */
export function textOf(call: ActionCall, key: string): string {
  const value = call.arguments[key];
  return value === undefined || Array.isArray(value) ? '' : String(value);
}

/** A value of a call as a list of texts. */
export function listOf(call: ActionCall, key: string): string[] {
  const value = call.arguments[key];
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
