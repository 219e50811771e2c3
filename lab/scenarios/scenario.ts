import type { Translator } from '../../core/text/l10n.ts';
import type { Change } from '../change.ts';
import type { LabState } from '../state.ts';

/** A cluster and what has happened to it before somebody looks. */
export interface Scenario {
  readonly name: string;
  summary(l10n: Translator): string;
  /** Seconds of the past that are lived through, so that logs tell what came before. */
  readonly historySeconds: number;
  begin(controllers: number, start: number): LabState;
  /** What happens in these seconds. */
  readonly happenings: readonly { readonly secondsAgo: number; readonly work: (draft: Change) => void }[];
}
