import type { Rule } from '../rule.ts';
import { databaseNumbers } from './database-values.ts';

/** Above this a size is most likely meant for all processes together. */
export const tooLargePool = 100;

/** A pool for the whole controller, given to each process. */
export const od047: Rule = {
  id: 'OD047',
  severity: 'warning',
  title: l10n => l10n.t('Very large max_pool_size'),
  why: l10n =>
    l10n.t(
      'The size is for each process, and for each database: with many workers the sum exceeds what the server allows.',
    ),
  remedy: l10n => l10n.t('Give the number for one process; 5 to 20 are usual.'),
  source: 'SQLAlchemy documentation, QueuePool; X010 adds them up',
  *check(deployment, l10n) {
    for (const { number, option, place } of databaseNumbers(deployment, 'max_pool_size')) {
      if (number <= tooLargePool) continue;
      yield {
        place,
        option,
        message: l10n.t('{0} = {1} is for each process, and each worker is one.', option, number),
      };
    }
  },
};
