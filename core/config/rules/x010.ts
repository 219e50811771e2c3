import { type Capacity, type CapacityInput, capacityOf } from '../capacity.ts';
import { usableConnections } from '../capacity-plan.ts';
import type { Deployment } from '../deployment.ts';
import type { ConfigPlace } from '../finding.ts';
import type { Rule } from '../rule.ts';
import { fittingFix } from './fitting-fix.ts';

/** All processes together may open more connections than the database accepts. Judged where a limit is known. */
export const x010: Rule = {
  id: 'X010',
  severity: 'error',
  title: l10n => l10n.t('nova may open more connections than the database accepts'),
  why: l10n =>
    l10n.t(
      'In a burst, or when another controller fails, the database refuses further connections with error 1040, which oslo.db does not try again.',
    ),
  remedy: l10n =>
    l10n.t('Lower max_pool_size, max_overflow or workers, or raise max_connections with the memory that this takes.'),
  source: 'nova/context.py (an engine for each cell in each process); oslo.db options; SQLAlchemy QueuePool',
  *check(deployment, l10n) {
    const capacity = capacityOf(deployment);
    const usable = usableConnections(capacity);
    if (capacity.maxConnections.origin === 'assumed' || capacity.possible <= usable * 0.8) return;
    const place = capacityPlace(deployment, capacity, ['max_overflow', 'max_pool_size']);
    if (!place) return;
    const fix = fittingFix(deployment, l10n);
    const limit = capacity.maxConnections.value;
    const { possible, steady } = capacity;
    yield {
      place,
      severity: isSure(capacity, usable) ? 'error' : 'warning',
      message: !Number.isFinite(possible)
        ? l10n.t('The pools of nova have no limit; the database accepts {0} connections.', limit)
        : l10n.t(
            'nova may open {0} connections ({1} once the pools are warm); the database accepts {2}, ten of them for others.',
            possible,
            steady,
            limit,
          ),
      related: capacityRelated(capacity, place),
      ...(fix && { fix }),
    };
  },
};

/**
 * Whether the sum says that connections are refused. Where the number of controllers had to be assumed, it only does if even
 * what is kept open is too much: nova.conf alone does not tell which of its services run where.
 */
function isSure({ possible, steady, missing }: Capacity, usable: number): boolean {
  return steady > usable || (possible > usable && !missing.includes('counts.controllers'));
}

/** Where to point: the setting of a pool that adds most, or the group whose defaults count. */
export function capacityPlace(
  deployment: Deployment,
  capacity: Capacity,
  names: readonly string[],
): ConfigPlace | undefined {
  const inputs = capacity.inputs.filter(input => names.some(name => input.key.endsWith(`]${name}`)));
  const written = inputs.filter(input => input.place).toSorted((one, other) => other.value - one.value);
  if (written[0]?.place) return written[0].place;
  const configuration = deployment.nova.find(one => !/compute/.test(one.service ?? ''));
  return configuration?.groupPlace('database');
}

/** Every number of the sum that stands in a file, besides the one that is pointed at. */
export function capacityRelated(capacity: Capacity, at: ConfigPlace): { place: ConfigPlace; message: string }[] {
  return capacity.inputs.flatMap(({ key, value, place }: CapacityInput) =>
    place && (place.path !== at.path || place.range.start !== at.range.start)
      ? [{ place, message: `${key} = ${value}` }]
      : [],
  );
}

/** Where the sizes of the pools stand, which together are what nova keeps open. */
export function poolSizePlaces({ inputs }: Capacity): { place: ConfigPlace; message: string }[] {
  return inputs.flatMap(({ key, value, place }) =>
    place && key.endsWith(']max_pool_size') ? [{ place, message: `${key} = ${value}` }] : [],
  );
}
