import type { Effect } from '../cluster/command.ts';
import type { StepEnd } from './run-ports.ts';
import type { ParameterValues } from './runbook.ts';

/**
 * One line of a journal (contracts: JSON lines, append-only). Times are milliseconds since 1970. Outputs are bounded and redacted
 * before they get here. An `intent` whose `result` is missing is unknown after a crash: it is verified, never blindly repeated.
 */
export type JournalRecord =
  | {
      readonly record: 'run';
      readonly time: number;
      readonly version: 1;
      readonly run: string;
      readonly runbook: string;
      readonly title: string;
      readonly cluster: string;
      readonly parameters: ParameterValues;
      readonly plan: string;
      readonly who: string;
      readonly host: string;
      readonly isDryRun: boolean;
    }
  | { readonly record: 'resumed'; readonly time: number; readonly who: string; readonly host: string }
  | {
      readonly record: 'step';
      readonly time: number;
      readonly step: string;
      readonly attempt: number;
      readonly controllers: readonly string[];
    }
  | {
      readonly record: 'check';
      readonly time: number;
      readonly step: string;
      readonly purpose: 'require' | 'verify' | 'watch' | 'resume';
      readonly probe: string;
      readonly holds: boolean;
      readonly seen: string;
    }
  | {
      readonly record: 'agreed';
      readonly time: number;
      readonly step: string;
      readonly effect: Effect | 'manual' | 'undo';
      readonly who: string;
      /** Printed commands with their hosts, or the text of what was done by hand. */
      readonly shown: readonly string[];
    }
  | {
      readonly record: 'intent';
      readonly time: number;
      readonly step: string;
      readonly attempt: number;
      /** `stop-standby/ctl2/1` */
      readonly command: string;
      readonly controller: string;
      readonly effect: Effect;
      readonly printed: string;
      readonly who: string;
      readonly isUndo: boolean;
      /** Printed commands that take it back, where they are known before. */
      readonly undo?: readonly string[];
    }
  | {
      readonly record: 'result';
      readonly time: number;
      readonly step: string;
      readonly attempt: number;
      readonly command: string;
      readonly controller: string;
      readonly isDone: boolean;
      readonly said: string;
      readonly milliseconds: number;
      readonly isUndo: boolean;
      /** Nobody knows; a person took it for not done, and wants it to be run again. */
      readonly isUncertain?: boolean;
      /** Printed commands that take it back, where they were known before. */
      readonly undo?: readonly string[];
    }
  | {
      readonly record: 'step-end';
      readonly time: number;
      readonly step: string;
      readonly end: StepEnd;
      readonly seen: string;
      readonly reason?: string;
    }
  | { readonly record: 'run-end'; readonly time: number; readonly end: RunEnd; readonly seen: string };

/** `stopped`: something failed and was left as it is; `undone`: what was done was taken back. */
export type RunEnd = 'done' | 'stopped' | 'undone' | 'cancelled' | 'refused';
