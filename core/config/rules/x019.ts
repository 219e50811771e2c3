import { isAtLeast } from '../release-order.ts';
import type { Rule } from '../rule.ts';
import { label } from './neighbours.ts';
import { deletionOf, givenSettings, placeIn } from './settings.ts';

/** Options that went away with the servers of their own in nova-api and nova-metadata. OSLO-unknown leaves them to this rule. */
const removedWorkers: readonly string[] = ['osapi_compute_workers', 'metadata_workers'];

/** Workers of the API, in a release whose API runs in a web server. */
export const x019: Rule = {
  id: 'X019',
  severity: 'warning',
  title: l10n => l10n.t('Number of API workers that nobody reads any more'),
  why: l10n =>
    l10n.t('From 2025.2 on nova’s APIs run in a web server only: its processes and threads count, not these options.'),
  remedy: l10n => l10n.t('Delete the option and set the processes of uWSGI or mod_wsgi; count those for the database.'),
  source: 'nova/conf/service.py of 31.0.0 and 32.0.0',
  *check(deployment, l10n) {
    if (!isAtLeast(deployment.options.release, '2025.2')) return;
    for (const { file, setting } of givenSettings(deployment)) {
      if (setting.group !== 'DEFAULT' || !removedWorkers.includes(setting.name)) continue;
      yield {
        place: placeIn(file, setting.nameRange),
        option: label('DEFAULT', setting.name),
        message: l10n.t(
          '{0} has no effect in {1}: set the processes of the web server that runs the API.',
          setting.name,
          deployment.options.release,
        ),
        fix: deletionOf(file, setting, l10n, true),
        tag: 'unnecessary',
      };
    }
  },
};
