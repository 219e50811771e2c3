import { usesSqlAlchemy2 } from '../release-order.ts';
import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';

/** A pool of size 0 under SQLAlchemy 2.0 has no limit. */
export const od005: Rule = {
  id: 'OD005',
  severity: 'warning',
  title: l10n => l10n.t('max_pool_size = 0 takes every limit off the pool'),
  why: l10n =>
    l10n.t(
      'Since SQLAlchemy 2.0 a size of 0 means no limit, and max_overflow is ignored: a burst opens connections until the server refuses them with 1040.',
    ),
  remedy: l10n => l10n.t('Set a positive size; the default is 5.'),
  source:
    'SQLAlchemy pool/impl.py, commit 20917c5918 (2.0.0); run: 70 connections with size 0 and overflow 5 on 2.0.42',
  *check(deployment, l10n) {
    if (!usesSqlAlchemy2(deployment.options.release)) return;
    for (const value of databaseNumbers(deployment, 'max_pool_size')) {
      if (value.number !== 0) continue;
      const message = l10n.t('{0} = 0 means no limit at all, and max_overflow is ignored.', value.option);
      yield { place: value.place, option: value.option, message, fix: setTo(value, '5', l10n) };
    }
  },
};
