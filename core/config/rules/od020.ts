import type { OsloConfiguration } from '../deployment.ts';
import type { FindingSeverity } from '../finding.ts';
import type { Rule } from '../rule.ts';
import { databaseUrls } from './database-values.ts';
import { isReadBy } from './settings.ts';

const workerOptions: readonly (readonly [service: string, group: string, name: string])[] = [
  ['nova-api', 'DEFAULT', 'osapi_compute_workers'],
  ['nova-metadata', 'DEFAULT', 'metadata_workers'],
  ['nova-conductor', 'conductor', 'workers'],
  ['nova-scheduler', 'scheduler', 'workers'],
];

/** SQLite below a service of several processes. */
export const od020: Rule = {
  id: 'OD020',
  severity: 'warning',
  title: l10n => l10n.t('SQLite as the database of a service'),
  why: l10n =>
    l10n.t(
      'Processes lock each other out of the file ("database is locked"), and oslo.db leaves all pool options aside for SQLite.',
    ),
  remedy: l10n => l10n.t('Use a database server. For the packages of a compute node, delete the line.'),
  source: 'oslo_db/sqlalchemy/engines.py, _init_connection_args for sqlite: NullPool for files, StaticPool in memory',
  *check(deployment, l10n) {
    for (const { url, option, configuration, placeOf } of databaseUrls(deployment, 'connection')) {
      // nova-compute does not open it; OD040 tells to take it out.
      if (url?.backend !== 'sqlite' || isReadBy(configuration, 'nova-compute')) continue;
      yield {
        place: placeOf(url.scheme.range),
        option,
        severity: severityFor(configuration),
        message: l10n.t('{0} is SQLite: the processes of a service lock each other out.', option),
      };
    }
  },
};

/** An error only where several processes are certain; packages ship SQLite in files that nobody may use as they are. */
function severityFor(configuration: OsloConfiguration): FindingSeverity {
  const hasSeveral = workerOptions.some(([service, group, name]) => {
    if (configuration.options.find(group, name) === undefined) return false;
    const workers = configuration.numberOf(group, name);
    if (configuration.service === service) return workers !== 1;
    return configuration.service === undefined && configuration.isSet(group, name) && (workers ?? 1) > 1;
  });
  return hasSeveral ? 'error' : 'warning';
}
