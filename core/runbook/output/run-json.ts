import type { RunEnd } from '../journal.ts';
import type { RunReport } from '../report.ts';
import type { ControllerOutcome } from '../run-context.ts';

/** What `runbook run` and `runbook resume` print with `--format json`; `runbook report` prints the report alone. */
export interface RunJson {
  readonly version: 1;
  /** Null when it was refused before anything was recorded. */
  readonly run: string | null;
  readonly end: RunEnd;
  /** How it ended, in sentences. */
  readonly seen: string;
  /** What became of the step in which it stopped. */
  readonly controllers: readonly ControllerOutcome[];
  /** What was left behind, as a lock on a controller that did not answer. */
  readonly notes: readonly string[];
  readonly report: RunReport | null;
}
