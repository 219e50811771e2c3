import type { Change } from '../change.ts';
import type { LabState } from '../state.ts';

/** A cluster and what has happened to it before somebody looks. */
export interface Scenario {
  /** One of `core/cluster/lab-scenarios.ts`, which has its summary. */
  readonly name: string;
  /** Seconds of the past that are lived through, so that logs tell what came before. */
  readonly historySeconds: number;
  begin(controllers: number, start: number): LabState;
  /** What happens in these seconds. */
  readonly happenings: readonly { readonly secondsAgo: number; readonly work: (draft: Change) => void }[];
}
