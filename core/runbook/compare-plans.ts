import type { Translator } from '../text/l10n.ts';
import type { PlannedCommand, PlannedStep, PreviewRow } from './plan.ts';

/**
 * What a step would do otherwise now than a person was shown.
 * @param run the id of the run, which a plan that was made before it does not know.
 * @returns sentences; empty where it is the same. What need not be done any more is no difference.
 */
export function planDifferences(shown: PlannedStep, now: PlannedStep, run: string, l10n: Translator): string[] {
  const before = shown.controllers.join(', ');
  const after = now.controllers.join(', ');
  if (before !== after) {
    return [l10n.t('It would take place elsewhere now: {1}, not {0}.', before || '–', after || '–')];
  }
  return commandDifferences(shown.commands.filter(isForAll), now.commands.filter(isForAll), run, l10n);
}

/** As `planDifferences`, and whether there is more to lose than was agreed to. For what was agreed to a moment ago. */
export function agreedDifferences(agreed: PlannedStep, now: PlannedStep, run: string, l10n: Translator): string[] {
  const differences = planDifferences(agreed, now, run, l10n);
  const known = new Set(agreed.rows.map(({ id }) => id));
  const seen = new Set(agreed.seen);
  // What nobody chooses may come and go: it is not touched. Neither is what was there and was no row, as the replies of a
  // conductor that this run has stopped.
  const isNew = ({ id, isChosen }: PreviewRow) => isChosen && !known.has(id) && !seen.has(id);
  const grown = now.rows.filter(isNew).map(({ id }) => id);
  if (grown.length > 0) {
    differences.push(l10n.t('There is more now than was shown: {0}.', grown.slice(0, 5).join(', ')));
  }
  const rows = new Set(now.rows.map(({ id }) => id));
  const stillThere = agreed.commands.filter(({ row }) => row !== undefined && rows.has(row));
  const ofKnownRows = now.commands.filter(({ row }) => row !== undefined && known.has(row));
  return [...differences, ...commandDifferences(stillThere, ofKnownRows, run, l10n)];
}

function isForAll({ row }: PlannedCommand): boolean {
  return row === undefined;
}

function commandDifferences(
  before: readonly PlannedCommand[],
  after: readonly PlannedCommand[],
  run: string,
  l10n: Translator,
): string[] {
  const textOf = ({ controller, printed }: PlannedCommand) =>
    `${controller}: ${run === '' ? printed : printed.replaceAll(run, 'RUN')}`;
  const shown = new Set(before.map(textOf));
  const added = after.map(textOf).filter(text => !shown.has(text));
  if (added.length === 0) return [];
  return [l10n.t('The commands are others now: {0}.', added.slice(0, 5).join('; '))];
}
