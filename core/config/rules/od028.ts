import type { Rule } from '../rule.ts';
import { databaseValues } from './database-values.ts';
import { galeraPlace } from './galera.ts';

/** Readers of a Galera node that has not yet applied what was just written. */
export const od028: Rule = {
  id: 'OD028',
  severity: 'warning',
  title: l10n => l10n.t('Readers on a replica of Galera that do not wait for it'),
  why: l10n =>
    l10n.t(
      'The other node may not have applied what was just committed: nova reads stale data, or does not find what it made.',
    ),
  remedy: l10n => l10n.t('Set mysql_wsrep_sync_wait = 1 beside it.'),
  source: 'oslo_db/options.py 18.0.0, help of synchronous_reader',
  *check(deployment, l10n) {
    const galera = galeraPlace(deployment);
    if (galera === undefined) return;
    for (const { value, configuration, group, option, settingPlace } of databaseValues(
      deployment,
      'synchronous_reader',
    )) {
      if (value !== false || !configuration.isSet(group, 'slave_connection')) continue;
      // The variable is a set of bits; the lowest one is for reads.
      if (((configuration.numberOf(group, 'mysql_wsrep_sync_wait') ?? 0) & 1) === 1) continue;
      yield {
        place: settingPlace,
        option,
        message: l10n.t('{0} = False on Galera needs mysql_wsrep_sync_wait = 1, else readers see stale data.', option),
        related: [{ place: galera, message: l10n.t('This server is part of a Galera cluster.') }],
      };
    }
  },
};
