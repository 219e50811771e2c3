import type { ClusterFile } from '../cluster/cluster-file.ts';
import type { ClusterState } from '../cluster/cluster-state.ts';
import type { Command } from '../cluster/command.ts';
import type { ControllerFailure } from '../cluster/failure.ts';
import type { JournalRecord } from './journal.ts';
import type { ActionOutcome, PlannedCommand, PlannedStep } from './plan.ts';
import type { ActionCall, Check, ParameterValues, Step, Watch } from './runbook.ts';
import type { StopSignal } from './stop-signal.ts';

/** How checks and actions look at a cluster. Every call asks the controllers anew unless `read` was given an age. */
export interface Observer {
  /** State of hosts and services, and of the parts that are asked for. */
  read(parts: readonly StatePart[], signal?: StopSignal): Promise<ClusterState>;
  /** Runs a command that only reads. */
  run<Result>(controller: string, command: Command<Result>, signal?: StopSignal): Promise<Result | ControllerFailure>;
  /** What the workspace file says: containers' names, databaseAdmin, anchor … */
  readonly file: ClusterFile;
}

export type StatePart = 'broker' | 'database' | 'logs';

/** Whether a check holds, and what was seen; `seen` is translated. */
export interface Verdict {
  readonly holds: boolean;
  readonly seen: string;
  /** True where more time cannot change it, as a probe that has no permission. */
  readonly isFinal?: boolean;
}

/** Everything of the outer world that a run needs, handed in: engine and tests agree on nothing else. */
export interface RunPorts {
  /** Milliseconds since 1970. */
  now(): number;
  /** Settles after that time, when the person cuts it short, or when the signal aborts. Never rejects. */
  wait(milliseconds: number, signal: StopSignal): Promise<void>;
  /** Makes the plan of one step anew: targets, commands and rows as they are now. */
  planStep(step: Step, parameters: ParameterValues): Promise<PlannedStep>;
  check(check: Check, controllers: readonly string[], signal: StopSignal): Promise<Verdict>;
  run(command: PlannedCommand, options: { readonly signal: StopSignal }): Promise<ActionOutcome | ControllerFailure>;
  /** The command that an undo of the file stands for, resolved now. */
  planUndo(step: Step, call: ActionCall, controllers: readonly string[]): Promise<PlannedStep>;
  /** Settles when the log has been quiet long enough, or the time is up. */
  watch(watch: Watch, controllers: readonly string[], signal: StopSignal): Promise<Verdict>;
  ask(question: RunQuestion, signal: StopSignal): Promise<RunAnswer>;
  /** Settles when the record is on the disk; a rejection stops the run before anything changes. */
  record(record: JournalRecord): Promise<void>;
  /** Progress, for whoever shows it. */
  tell(event: RunEvent): void;
}

export type RunQuestion =
  /** Something that only a person can do. */
  | { readonly kind: 'manual'; readonly step: Step; readonly text: string }
  | { readonly kind: 'change'; readonly planned: PlannedStep }
  /** The cluster's name must be typed; rows can be left out. */
  | { readonly kind: 'destroy'; readonly planned: PlannedStep; readonly cluster: string }
  /** A resumed run does not know whether these commands took effect, and the verification says no. */
  | { readonly kind: 'unknown'; readonly planned: PlannedStep; readonly seen: string }
  | {
      readonly kind: 'failure';
      readonly step: Step;
      readonly failures: readonly StepFailure[];
      readonly canUndo: boolean;
    }
  | {
      readonly kind: 'undo';
      readonly commands: readonly PlannedCommand[];
      readonly manual: string | undefined;
      readonly step: Step;
    };

export type RunAnswer =
  | {
      readonly answer: 'yes' /** Ids of the chosen rows, where there were rows. */;
      readonly rows?: readonly string[];
      readonly who: string;
    }
  | { readonly answer: 'no' }
  | { readonly answer: 'retry' }
  | { readonly answer: 'skip'; readonly reason: string }
  | { readonly answer: 'undo' }
  | { readonly answer: 'leave' };

/** Why a step stopped; `text` is translated. */
export interface StepFailure {
  readonly controller: string | undefined;
  readonly text: string;
}

export type RunEvent =
  | { readonly event: 'step-started'; readonly step: string; readonly planned: PlannedStep }
  | {
      readonly event: 'checking';
      readonly step: string;
      readonly probe: string;
      readonly seen: string;
      readonly until: number | undefined;
    }
  | { readonly event: 'command-started'; readonly step: string; readonly command: PlannedCommand }
  | {
      readonly event: 'command-ended';
      readonly step: string;
      readonly command: PlannedCommand;
      readonly isDone: boolean;
      readonly said: string;
    }
  | { readonly event: 'waiting'; readonly step: string; readonly until: number }
  | { readonly event: 'step-ended'; readonly step: string; readonly end: StepEnd; readonly seen: string };

export type StepEnd = 'done' | 'skipped' | 'failed' | 'undone' | 'cancelled' | 'unknown';
