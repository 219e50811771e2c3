import type { Translator } from '../text/l10n.ts';
import type { JournalRecord, RunEnd } from './journal.ts';
import { type DoneThing, doneByHand, type JournalState } from './journal-state.ts';
import { resolveReferences } from './parameters.ts';
import type { Plan } from './plan.ts';
import type { RunAnswer, RunPorts, RunQuestion, StepFailure } from './run-ports.ts';
import type { Step } from './runbook.ts';
import type { StopSignal } from './stop-signal.ts';

export interface RunOptions {
  /** The id of the run; folders of journals are called so. */
  readonly run: string;
  /** The digest of the plan that was agreed to, or was shown. */
  readonly plan: string;
  readonly who: string;
  /** The machine from which it runs. */
  readonly host: string;
  /** The id of the step to begin with; those before it are skipped. */
  readonly from?: string;
  readonly isDryRun?: boolean;
  /** Takes back what the resumed run did, instead of going on with it. */
  readonly isUndo?: boolean;
  readonly signal: StopSignal;
  readonly resumed?: JournalState;
  readonly l10n: Translator;
}

/** How a run came to its end. */
export interface RunResult {
  readonly end: RunEnd;
  /** One or more sentences, translated. */
  readonly seen: string;
  /** Of the step in which it stopped: what became of it on each controller. Empty where it went to its end. */
  readonly controllers: readonly ControllerOutcome[];
}

export interface ControllerOutcome {
  readonly controller: string;
  readonly step: string;
  readonly state: 'done' | 'not-started' | 'failed' | 'unknown';
}

/** Everything that the parts of the engine share. */
export interface RunContext {
  readonly plan: Plan;
  readonly ports: RunPorts;
  readonly options: RunOptions;
  readonly l10n: Translator;
  readonly signal: StopSignal;
  /** What this run has changed, in the order in which it happened. Grows and shrinks as the run goes on. */
  readonly done: DoneThing[];
  /** Keys of commands of an undo that were done already. */
  readonly undone: Set<string>;
}

/** Why a step does not go on. */
export type Stop =
  | {
      readonly stop: 'failed';
      readonly failures: readonly StepFailure[];
      /** `plan`: it is another one now; `run`: a command failed; `check`: what was done does not show. */
      readonly in: 'plan' | 'require' | 'run' | 'check';
      /** Of `check`: where commands have to be run again if the step is tried again. */
      readonly controllers?: readonly string[];
    }
  | { readonly stop: 'cancelled' }
  /** The journal cannot be written: nothing may be changed any more. */
  | { readonly stop: 'journal'; readonly text: string }
  /** A person answered a question with something else than yes. */
  | { readonly stop: 'answer'; readonly answer: Exclude<RunAnswer, { answer: 'yes' }> };

export function isStop(value: unknown): value is Stop {
  return typeof value === 'object' && value !== null && 'stop' in value;
}

export function failed(where: Extract<Stop, { stop: 'failed' }>['in'], text: string, controller?: string): Stop {
  return { stop: 'failed', in: where, failures: [{ controller, text }] };
}

/** Writes a record to the journal. */
export async function record({ ports, l10n }: RunContext, entry: JournalRecord): Promise<Stop | undefined> {
  try {
    await ports.record(entry);
    return undefined;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { stop: 'journal', text: l10n.t('The journal cannot be written, so nothing more is changed: {0}', detail) };
  }
}

/** Asks a person. Cancelling ends the question too. */
export async function ask(
  { ports, signal }: RunContext,
  question: RunQuestion,
): Promise<Extract<RunAnswer, { answer: 'yes' }> | Stop> {
  if (signal.aborted) return { stop: 'cancelled' };
  const answer = await ports.ask(question, signal);
  if (signal.aborted) return { stop: 'cancelled' };
  return answer.answer === 'yes' ? answer : { stop: 'answer', answer };
}

/** A text of a step with the values of its parameters. */
export function resolve({ plan, options }: RunContext, text: string): string {
  return resolveReferences(text, { ...plan.parameters, run: options.run });
}

export function noteByHand({ done }: RunContext, step: Step, text: string, attempt: number): void {
  done.push(doneByHand(step.id, text, attempt));
}
