import type { Translator } from '../text/l10n.ts';
import type { StepEnd } from './run-ports.ts';

/** How a step ended, as views and reports say it. */
export function stepEndWord(end: StepEnd, l10n: Translator): string {
  switch (end) {
    case 'done':
      return l10n.t('done');
    case 'skipped':
      return l10n.t('skipped');
    case 'failed':
      return l10n.t('failed');
    case 'undone':
      return l10n.t('taken back');
    case 'cancelled':
      return l10n.t('cancelled');
    case 'unknown':
      return l10n.t('not known');
  }
}
