import { capacityOf } from '../capacity.ts';
import type { Rule } from '../rule.ts';
import { fittingFix } from './fitting-fix.ts';
import { capacityPlace, capacityRelated } from './x010.ts';

/** What the pools keep open leaves too little for bursts and for the controllers that take over. */
export const x011: Rule = {
  id: 'X011',
  severity: 'warning',
  title: l10n => l10n.t('The pools keep more than half of the database’s connections open'),
  why: l10n =>
    l10n.t(
      'Nothing is left for overflow, for other services, and for the moment in which all reconnect after a failover.',
    ),
  remedy: l10n => l10n.t('Lower max_pool_size, or the number of workers.'),
  source: 'SQLAlchemy QueuePool: pool_size connections stay open once they have been used',
  *check(deployment, l10n) {
    const capacity = capacityOf(deployment);
    const { value: limit, origin } = capacity.maxConnections;
    if (origin === 'assumed' || capacity.steady <= limit / 2) return;
    const place = capacityPlace(deployment, capacity, ['max_pool_size']);
    if (!place) return;
    const fix = fittingFix(deployment, l10n);
    yield {
      place,
      message: l10n.t(
        'Once they are warm, the pools keep {0} connections open: more than half of the {1} that the database accepts.',
        capacity.steady,
        limit,
      ),
      related: capacityRelated(capacity, place),
      ...(fix && { fix }),
    };
  },
};
