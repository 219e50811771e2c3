import type { ActionOutcome } from '../cluster/actions/outcome.ts';
import type { Command, Effect } from '../cluster/command.ts';
import type { ParameterValues, Runbook, Step } from './runbook.ts';

export type { ActionOutcome } from '../cluster/actions/outcome.ts';

/** A runbook made concrete for one cluster at one time: every command for every controller. Nothing has run. */
export interface Plan {
  readonly runbook: Runbook;
  readonly cluster: string;
  readonly parameters: ParameterValues;
  readonly steps: readonly PlannedStep[];
  /** Milliseconds since 1970 when the targets were resolved. */
  readonly madeAt: number;
  /** Which controller held the VIP then, or plays the holder's part; undefined where that could not be told. */
  readonly holder?: string | undefined;
}

export interface PlannedStep {
  readonly step: Step;
  /** Names of controllers, in the order in which they are worked on; empty for `none` and `local`. */
  readonly controllers: readonly string[];
  /** What is run, in groups that belong to one controller each. */
  readonly commands: readonly PlannedCommand[];
  /** Rows of the preview of a `destroy`, each of which may be left out; empty where there is no choice. */
  readonly rows: readonly PreviewRow[];
  /** Ids of what was there besides and is no row, as queues that are empty: what happens to it is no news. */
  readonly seen?: readonly string[];
  /** Titles of the cells of rows, translated. */
  readonly columns?: readonly string[];
  /** What a reader must know about this step here, as that a service is left alone and why. Translated sentences. */
  readonly notes: readonly string[];
  /** Why the step cannot be done as things are; translated. The run stops before such a step. */
  readonly refusal: string | undefined;
}

/** One command on one controller. */
export interface PlannedCommand {
  /** Stable within the plan: `stop-standby/ctl2/1`. Journals name commands by it. */
  readonly id: string;
  readonly controller: string;
  readonly effect: Effect;
  /** What will travel, so that a person can read and could type it. Without secrets. */
  readonly printed: string;
  readonly command: Command<ActionOutcome>;
  /** The row of the preview that it belongs to: it is run only if that row is chosen. */
  readonly row?: string;
  /** What takes it back, known already now, as the former value of a variable. */
  readonly undo?: readonly PlannedCommand[];
}

/** One thing that a `destroy` would take away. */
export interface PreviewRow {
  /** Stable between two readings: `nova conductor` of vhost and name, escaped as JSON where need be. */
  readonly id: string;
  /** Cells in the order of `columns` of the action. */
  readonly cells: readonly string[];
  readonly isChosen: boolean;
  /** What its loss means; translated. */
  readonly loss: string;
}
