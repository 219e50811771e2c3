import type { RunSummary } from '../../core/features/run-list.ts';
import type { RunbookEntry } from '../../core/features/runbook-tree.ts';
import type { RunEnd } from '../../core/runbook/journal.ts';
import type { Plan } from '../../core/runbook/plan.ts';
import type { RunAnswer, RunEvent, RunQuestion } from '../../core/runbook/run-ports.ts';
import type { ParameterValues, Runbook } from '../../core/runbook/runbook.ts';

/** What views, panel and commands need of everything below them. Nothing of it is loaded before it is called. */
export interface RunEngine {
  /** Runbooks that are shipped, and those of the workspace. */
  runbooks(): Promise<readonly RunbookEntry[]>;
  /** What is wrong with values that were given, in sentences by names of parameters; the other values completed. */
  parameters(runbook: Runbook, given: ParameterValues): Promise<CheckedParameters>;
  /** Reads the cluster and makes the plan. Nothing is changed. @returns why that cannot be done, in a sentence. */
  plan(wanted: WantedRun, signal: AbortSignal): Promise<Plan | { readonly refused: string }>;
  run(plan: Plan, wanted: WantedRun, ports: RunHandlers): Promise<RunResult>;
  resume(run: string, ports: RunHandlers): Promise<RunResult>;
  runs(): Promise<readonly RunSummary[]>;
  /** Calls back when a journal has changed, of any process. */
  watchRuns(onChange: () => void): { dispose(): void };
  /** Markdown; undefined where there is no such run. */
  report(run: string): Promise<string | undefined>;
  /** Who holds the lock on the cluster now. */
  locks(): Promise<HeldLocks | { readonly refused: string }>;
  /** Name of the cluster of the workspace; undefined where there is none or the workspace is not trusted. */
  cluster(): Promise<string | undefined>;
}

export interface HeldLocks {
  /** In sentences; empty where nobody holds it. */
  readonly texts: readonly string[];
  /** Why a controller could not be asked. */
  readonly failures: readonly string[];
  /** Removes exactly these locks. @returns sentences about those that were left. */
  break(): Promise<readonly string[]>;
}

export interface CheckedParameters {
  readonly values: ParameterValues;
  readonly problems: ReadonlyMap<string, string>;
}

export interface WantedRun {
  readonly runbook: Runbook;
  readonly parameters: ParameterValues;
  /** The first step that is run. */
  readonly from: string | undefined;
  readonly isDryRun: boolean;
}

export interface RunHandlers {
  /** Called once, when the journal of the run is there; `plan` is what is run, which a resumed run finds in its journal. */
  onBegin(run: string, plan: Plan, notes: readonly string[]): void;
  ask(question: RunQuestion, signal: RunSignal): Promise<RunAnswer>;
  tell(event: RunEvent): void;
  /** Live output of a command; of the log that is watched, where `step` is empty. */
  onOutput(step: string, controller: string, text: string): void;
  /** Aborted when the person stops the run. */
  readonly signal: AbortSignal;
  /** Gives the signal that ends the waiting which begins now; it aborts when the person cuts it short. */
  cutShort(): AbortSignal;
}

export type RunSignal = Pick<AbortSignal, 'aborted' | 'addEventListener' | 'removeEventListener'>;

export interface RunResult {
  /** Undefined when it was refused before there was a journal. */
  readonly run: string | undefined;
  readonly end: RunEnd;
  /** In sentences. */
  readonly seen: string;
  /** Sentences about what was left behind, as a lock on a controller that did not answer. */
  readonly notes: readonly string[];
  readonly report: string;
}
