import type { Deployment } from '../deployment.ts';
import { smallestIdleTimeout } from '../idle-chain.ts';
import type { Rule } from '../rule.ts';
import {
  type DatabasePool,
  databasePools,
  label,
  optionPlace,
  recycleFix,
  relatedPlaces,
  secondsLabel,
  timeoutLabel,
} from './neighbours.ts';

/**
 * A pool keeps connections for longer than a program on the way to the database does. Without any file of such a program,
 * OD015 compares with the default of the server.
 */
export const x001: Rule = {
  id: 'X001',
  severity: 'warning',
  title: l10n => l10n.t('Connections are kept for longer than an idle time-out on the way to the database'),
  why: l10n =>
    l10n.t(
      'A program between nova and the database closes the connection while the pool still counts on it: the next use fails with 2006, 2013 or 4031, or starts with a reconnect.',
    ),
  remedy: l10n =>
    l10n.t('Set connection_recycle_time below the smallest idle time-out on the way, with 10% or 60 s to spare.'),
  source:
    'SQLAlchemy pooling documentation, pool_recycle; haproxy, Mycat, ProxySQL and MySQL time-outs as listed in docs',
  *check(deployment, l10n) {
    for (const pool of databasePools(deployment)) {
      const { configuration, group, recycle } = pool;
      const smallest = smallestIdleTimeout(pool);
      if (!smallest || recycle < 1 || recycle < smallest.seconds || !isKnown(deployment, pool)) continue;
      const fix = recycleFix(pool, l10n);
      yield {
        place: optionPlace(configuration, group, 'connection_recycle_time'),
        option: label(group, 'connection_recycle_time'),
        message: l10n.t(
          '{0} is {1}, but {2} closes idle connections after {3}.',
          label(group, 'connection_recycle_time'),
          secondsLabel(recycle),
          timeoutLabel(smallest),
          secondsLabel(smallest.seconds),
        ),
        related: relatedPlaces(
          pool.idleTimeouts
            .filter(timeout => timeout.seconds <= recycle)
            .map(timeout => [
              timeout.place,
              l10n.t('{0}: closed after {1} without traffic', timeoutLabel(timeout), secondsLabel(timeout.seconds)),
            ]),
        ),
        ...(fix && { fix }),
      };
    }
  },
};

/** Whether anything besides nova's own files is known about the way. */
function isKnown({ mysql, haproxy, mycatServers, facts }: Deployment, pool: DatabasePool): boolean {
  if (pool.paths.some(path => path.hops.length > 1)) return true;
  return mysql.length + haproxy.length + mycatServers.length > 0 || facts.database.waitTimeout !== undefined;
}
