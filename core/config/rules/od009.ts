import { usesSqlAlchemy2 } from '../release-order.ts';
import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';

/** Below -1 the pool calls itself without end as soon as it is used up. */
export const od009: Rule = {
  id: 'OD009',
  severity: 'error',
  title: l10n => l10n.t('max_overflow below -1'),
  why: l10n =>
    l10n.t(
      'The service starts, and fails with RecursionError as soon as size + overflow connections are in use; with a small pool that is at the first request.',
    ),
  remedy: l10n => l10n.t('Set -1 for no limit or, better, a limit; the default is 50.'),
  source: 'run on SQLAlchemy 1.4.40 and 2.0.42: size 5 with overflow -2 fails at the fourth connection',
  *check(deployment, l10n) {
    const { release } = deployment.options;
    for (const value of databaseNumbers(deployment, 'max_overflow')) {
      if (value.number >= -1) continue;
      const size = value.configuration.numberOf(value.group, 'max_pool_size');
      // Then there is no limit at all, and overflow is not looked at (OD005).
      if (size === 0 && usesSqlAlchemy2(release)) continue;
      const message = l10n.t(
        '{0} = {1} ends in a RecursionError as soon as the pool is used up.',
        value.option,
        value.number,
      );
      yield { place: value.place, option: value.option, message, fix: setTo(value, '50', l10n) };
    }
  },
};
