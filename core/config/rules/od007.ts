import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';

/** A negative pool size is accepted at the start, and then there are too few connections, or none. */
export const od007: Rule = {
  id: 'OD007',
  severity: 'error',
  title: l10n => l10n.t('Negative max_pool_size'),
  why: l10n =>
    l10n.t(
      'The service starts, but the pool holds size + overflow connections, which is few or none: requests end in a TimeoutError of the QueuePool.',
    ),
  remedy: l10n => l10n.t('Set a positive size; the default is 5.'),
  source: 'run on SQLAlchemy 1.4.40 and 2.0.42: size -1 with overflow 2 gives 1 connection, with overflow 0 none',
  *check(deployment, l10n) {
    for (const value of databaseNumbers(deployment, 'max_pool_size')) {
      if (value.number >= 0) continue;
      const message = l10n.t(
        '{0} = {1} takes connections away from max_overflow instead of lifting the limit.',
        value.option,
        value.number,
      );
      yield { place: value.place, option: value.option, message, fix: setTo(value, '5', l10n) };
    }
  },
};
