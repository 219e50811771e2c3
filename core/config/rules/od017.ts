import { isMySql } from '../database-url.ts';
import { isAtLeast } from '../release-order.ts';
import type { Rule } from '../rule.ts';
import { connectionNames } from './database-options.ts';
import { databaseUrls } from './database-values.ts';

const blockingDrivers: readonly string[] = ['mysqldb', 'mysqlconnector', 'mariadbconnector'];

/** Drivers that eventlet cannot make cooperative. */
export const od017: Rule = {
  id: 'OD017',
  severity: 'warning',
  title: l10n => l10n.t('Database driver that blocks green threads'),
  why: l10n =>
    l10n.t(
      'While such a driver waits for the database, nothing else in the process runs: heartbeats are missed, and locks are held until error 1205.',
    ),
  remedy: l10n => l10n.t('Use PyMySQL: mysql+pymysql://.'),
  source: 'oslo_db/sqlalchemy/engines.py, _vet_url; projectcalico/felix#869; nova runs in threads after 2026.1',
  *check(deployment, l10n) {
    const { release } = deployment.options;
    if (isAtLeast(release, '2026.2')) return;
    for (const name of connectionNames)
      for (const { url, option, group, placeOf, isExact } of databaseUrls(deployment, name)) {
        // placement runs below a web server, without eventlet.
        if (url === undefined || !isMySql(url) || group === 'placement_database') continue;
        if (!blockingDrivers.includes(url.driver ?? '')) continue;
        const place = placeOf(url.scheme.range);
        const text = `${url.backend}+pymysql`;
        yield {
          place,
          option,
          message: l10n.t('The driver {0} blocks all green threads of the process while it waits.', url.driver!),
          ...(isExact && { fix: { title: l10n.t('Write {0}', text), edits: [{ ...place, text }], isSafe: false } }),
        };
      }
  },
};
