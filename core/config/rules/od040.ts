import type { Rule } from '../rule.ts';
import { databaseValues } from './database-values.ts';
import { deletionAt, isReadBy } from './settings.ts';

/**
 * The database in the files of nova-compute, which may not use it. Only files that are known to be those of nova-compute
 * are judged: an all-in-one node has one nova.conf for all services.
 */
export const od040: Rule = {
  id: 'OD040',
  severity: 'error',
  title: l10n => l10n.t('Database address in the files of nova-compute'),
  why: l10n =>
    l10n.t(
      'nova-compute asks nova-conductor for everything. With [api_database]connection it tries to look into all cells and is refused: DBNotAllowed where [upgrade_levels]compute is auto, else a warning. And every hypervisor holds the password.',
    ),
  remedy: l10n => l10n.t('Take both addresses out of the files of nova-compute.'),
  source: 'nova/conf/database.py; nova/compute/rpcapi.py, _determine_version_cap; nova/utils.py, raise_if_old_compute',
  *check(deployment, l10n) {
    for (const { configuration, group, option, settingPlace } of databaseValues(deployment, 'connection')) {
      if (!isReadBy(configuration, 'nova-compute') || group === 'placement_database') continue;
      const isApi = group === 'api_database';
      const isRefused = isApi && configuration.stringOf('upgrade_levels', 'compute') === 'auto';
      const fix = deletionAt(configuration, settingPlace, l10n, false);
      yield {
        place: settingPlace,
        option,
        severity: isRefused ? 'error' : isApi ? 'warning' : 'info',
        message: isRefused
          ? l10n.t('{0} with [upgrade_levels]compute = auto: nova-compute fails with DBNotAllowed.', option)
          : isApi
            ? l10n.t('{0} makes nova-compute look for a database that it may not use.', option)
            : l10n.t('{0} is of no use to nova-compute, and holds a password on every hypervisor.', option),
        ...(fix && { fix }),
      };
    }
  },
};
