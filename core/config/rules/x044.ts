import type { Rule } from '../rule.ts';
import { databasePools, label, oncePerPlace } from './neighbours.ts';

/** Short-lived connections on purpose, as kolla has them: explained, never blamed. */
export const x044: Rule = {
  id: 'X044',
  severity: 'info',
  title: l10n => l10n.t('Short-lived connections, kept so by design'),
  why: l10n =>
    l10n.t(
      'A recycle time of ten seconds and a pool of one let nova follow the virtual address quickly after a failover; the price is many short connections.',
    ),
  remedy: l10n => l10n.t('Leave it as it is; behind ProxySQL a longer recycle time is fine too.'),
  source: 'kolla bug 1896635; kolla-ansible, group_vars (database)',
  *check(deployment, l10n) {
    const pools = databasePools(deployment).filter(({ configuration, group, recycle }) => {
      const size = configuration.numberOf(group, 'max_pool_size');
      return recycle > 0 && recycle <= 10 && size === 1;
    });
    const found = pools.map(pool => ({
      pool,
      place: pool.configuration.get(pool.group, 'connection_recycle_time').valuePlace,
    }));
    for (const { pool, place } of oncePerPlace(found, one => one.place)) {
      if (!place) continue;
      const isProxySql = pool.paths.some(path => path.hops.some(hop => hop.program === 'proxysql'));
      const name = label(pool.group, 'connection_recycle_time');
      yield {
        place,
        option: name,
        message: isProxySql
          ? l10n.t(
              '{0} = {1} with a pool of one is kolla’s design; behind ProxySQL it may be longer.',
              name,
              pool.recycle,
            )
          : l10n.t('{0} = {1} with a pool of one is kolla’s design for a fast failover.', name, pool.recycle),
      };
    }
  },
};
