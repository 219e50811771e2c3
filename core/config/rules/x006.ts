import { mycatNumber, mycatSystem } from '../idle-chain.ts';
import type { Rule } from '../rule.ts';
import { databasePools, label, optionPlace, recycleFix, relatedPlaces, secondsLabel, startOf } from './neighbours.ts';

/** Mycat closes its clients before nova's pool does. */
export const x006: Rule = {
  id: 'X006',
  severity: 'warning',
  title: l10n => l10n.t('Mycat closes idle clients before nova’s pool lets go of them'),
  why: l10n =>
    l10n.t(
      'Mycat counts idleTimeout in milliseconds and closes the client’s connection (“idle timeout” in mycat.log); the pool finds out with 2006 or 2013.',
    ),
  remedy: l10n => l10n.t('Set connection_recycle_time below idleTimeout / 1000.'),
  source: 'Mycat 1.6, AbstractConnection.java (idleTimeout), SystemConfig.java',
  *check(deployment, l10n) {
    for (const file of deployment.mycatServers) {
      const pools = databasePools(deployment).filter(pool =>
        pool.paths.some(path => path.hops.some(hop => hop.program === 'mycat' && hop.file === file)),
      );
      const seconds = mycatNumber(file, 'idleTimeout', 1_800_000) / 1000;
      const late = pools.filter(pool => pool.recycle >= 1 && pool.recycle >= seconds);
      const first = late[0];
      if (!first) continue;
      const edits = late.flatMap(pool => recycleFix(pool, l10n)?.edits ?? []);
      const property = mycatSystem(file, 'idleTimeout');
      yield {
        place: property ? { path: file.path, range: property.valueRange } : startOf(file),
        message: l10n.t(
          'Mycat closes clients that are idle for {0}; nova keeps connections for {1}.',
          secondsLabel(seconds),
          secondsLabel(first.recycle),
        ),
        related: relatedPlaces(
          late.map(({ configuration, group, recycle }) => [
            optionPlace(configuration, group, 'connection_recycle_time'),
            l10n.t('{0} is {1}', label(group, 'connection_recycle_time'), secondsLabel(recycle)),
          ]),
        ),
        ...(edits.length > 0 && {
          fix: { title: l10n.t('Lower connection_recycle_time in nova’s files'), edits, isSafe: false },
        }),
      };
    }
  },
};
