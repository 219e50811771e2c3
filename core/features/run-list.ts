import type { RunEnd } from '../runbook/journal.ts';
import type { Translator } from '../text/l10n.ts';
import { visibleText } from '../text/visible.ts';
import { runEndWord } from './run-words.ts';

/** What the Runs view knows of one journal. */
export interface RunSummary {
  /** Name of the run, as its folder has it. */
  readonly run: string;
  readonly cluster: string;
  readonly runbook: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly lastAt: number;
  readonly who: string;
  readonly host: string;
  readonly isDryRun: boolean;
  /** Undefined while it lasts, and for one that was broken off. */
  readonly end: RunEnd | undefined;
  /** Whether some process runs it now. */
  readonly isRunning: boolean;
}

/** One row of the Runs view. */
export interface RunNode {
  readonly kind: 'run';
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly run: string;
  readonly cluster: string;
  readonly state: RunEnd | 'broken-off' | 'running';
  readonly canResume: boolean;
}

/**
 * The rows of the Runs view, newest first.
 * @param timeText writes a time as people of this place do.
 */
export function runNodes(
  runs: readonly RunSummary[],
  timeText: (milliseconds: number) => string,
  l10n: Translator,
): RunNode[] {
  return [...runs]
    .sort((one, other) => other.startedAt - one.startedAt || (one.run < other.run ? 1 : -1))
    .map(run => runNode(run, timeText, l10n));
}

function runNode(run: RunSummary, timeText: (milliseconds: number) => string, l10n: Translator): RunNode {
  const state = run.isRunning ? 'running' : (run.end ?? 'broken-off');
  const word = run.isRunning ? l10n.t('running') : runEndWord(run.end, l10n);
  const description = [
    word,
    run.isDryRun ? l10n.t('dry run') : '',
    timeText(run.startedAt),
    visibleText(run.who),
  ].filter(text => text !== '');
  return {
    kind: 'run',
    id: `${run.cluster} ${run.run}`,
    label: visibleText(run.title),
    description: description.join(' · '),
    tooltip: [
      visibleText(run.title),
      word,
      l10n.t('cluster {0}', visibleText(run.cluster)),
      l10n.t('{0} on {1}', visibleText(run.who), visibleText(run.host)),
      timeText(run.startedAt) + (run.isRunning ? '' : ` – ${timeText(run.lastAt)}`),
      run.run,
    ].join('\n'),
    run: run.run,
    cluster: run.cluster,
    state,
    canResume: canResume(run),
  };
}

/** A run that was broken off, stopped or cancelled can go on; one that is over, was taken back or only looked cannot. */
export function canResume({ isRunning, isDryRun, end }: Pick<RunSummary, 'isRunning' | 'isDryRun' | 'end'>): boolean {
  if (isRunning || isDryRun) return false;
  return end === undefined || end === 'stopped' || end === 'cancelled';
}
