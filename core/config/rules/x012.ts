import { capacityOf } from '../capacity.ts';
import { usableConnections } from '../capacity-plan.ts';
import { haproxyLimits } from '../connection-limits.ts';
import type { Rule } from '../rule.ts';
import { fittingFix } from './fitting-fix.ts';
import { label, optionPlace, relatedPlaces } from './neighbours.ts';

/** haproxy lets fewer connections in than nova may open. */
export const x012: Rule = {
  id: 'X012',
  severity: 'warning',
  title: l10n => l10n.t('maxconn of haproxy is below the connections that nova may open'),
  why: l10n =>
    l10n.t('What is above maxconn waits without an answer, until connect or queue time-outs end it with 2003 or 2013.'),
  remedy: l10n => l10n.t('Raise maxconn above the sum of all pools, or make the pools smaller.'),
  source: 'haproxy configuration manual, “maxconn” of global, of a proxy and of a server',
  *check(deployment, l10n) {
    const capacity = capacityOf(deployment);
    const { possible } = capacity;
    if (!Number.isFinite(possible) || possible === 0) return;
    const configuration = deployment.nova[0];
    for (const { where, value, place } of haproxyLimits(deployment)) {
      if (value >= possible) continue;
      const raised = String(Math.ceil(possible / 1000) * 1000);
      // Where the database cannot take them all either, the pools are what has to change.
      const fits = possible <= usableConnections(capacity) || capacity.maxConnections.origin === 'assumed';
      const fix = fits
        ? { title: l10n.t('Set {0} to {1}', 'maxconn', raised), edits: [{ ...place, text: raised }], isSafe: false }
        : fittingFix(deployment, l10n);
      yield {
        place,
        message: l10n.t('maxconn of {0} is {1}, but nova may open {2} connections.', where, value, possible),
        related: relatedPlaces([
          [configuration && optionPlace(configuration, 'database', 'max_overflow'), label('database', 'max_overflow')],
        ]),
        ...(fix && { fix }),
      };
    }
  },
};
