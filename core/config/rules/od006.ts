import { usesSqlAlchemy2 } from '../release-order.ts';
import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';

/** What SQLAlchemy itself takes where nova leaves `[api_database]max_overflow` unset, up to Wallaby. */
const overflowOfSqlAlchemy = 10;

/** A pool of size 0 under SQLAlchemy 1.3 and 1.4 holds max_overflow connections, and never closes one. */
export const od006: Rule = {
  id: 'OD006',
  severity: 'warning',
  title: l10n => l10n.t('max_pool_size = 0 is not unlimited in this release'),
  why: l10n =>
    l10n.t(
      'Up to SQLAlchemy 1.4 a size of 0 leaves max_overflow as the limit, and connections that were opened once stay open.',
    ),
  remedy: l10n => l10n.t('Set max_pool_size and max_overflow to what you mean.'),
  source:
    'SQLAlchemy pool/impl.py; run on 1.4.40: size 0 with overflow 5 gives 5 connections, with overflow 0 none at all',
  *check(deployment, l10n) {
    if (usesSqlAlchemy2(deployment.options.release)) return;
    for (const value of databaseNumbers(deployment, 'max_pool_size')) {
      if (value.number !== 0) continue;
      // In a fragment that another file completes the overflow may stand elsewhere.
      if (value.configuration.isPartial && !value.configuration.isSet(value.group, 'max_overflow')) continue;
      const overflow = value.configuration.numberOf(value.group, 'max_overflow') ?? overflowOfSqlAlchemy;
      // What these mean is said by OD008 and OD009.
      if (overflow < 0) continue;
      yield {
        place: value.place,
        option: value.option,
        severity: overflow === 0 ? 'error' : 'warning',
        message:
          overflow === 0
            ? l10n.t('{0} = 0 with max_overflow = 0 allows no connection at all: every request fails.', value.option)
            : l10n.t('{0} = 0 leaves max_overflow = {1} as the limit; it is not unlimited.', value.option, overflow),
        fix: setTo(value, '5', l10n),
      };
    }
  },
};
