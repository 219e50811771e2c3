import { isMySql } from '../database-url.ts';
import type { Rule } from '../rule.ts';
import { connectionNames } from './database-options.ts';
import { databaseUrls } from './database-values.ts';

/** `mysql://` without a driver: SQLAlchemy looks for MySQLdb, which OpenStack does not bring along. */
export const od016: Rule = {
  id: 'OD016',
  severity: 'error',
  title: l10n => l10n.t('Database address without a driver'),
  why: l10n =>
    l10n.t(
      'For mysql:// SQLAlchemy loads MySQLdb: the service fails with ModuleNotFoundError, or runs with a driver in C that blocks all other green threads.',
    ),
  remedy: l10n => l10n.t('Write mysql+pymysql://.'),
  source: 'oslo_db/sqlalchemy/engines.py, _vet_url; run on SQLAlchemy 1.4.40 and 2.0.42',
  *check(deployment, l10n) {
    for (const name of connectionNames)
      for (const { url, option, placeOf, isExact } of databaseUrls(deployment, name)) {
        if (url === undefined || !isMySql(url) || url.driver !== undefined) continue;
        const place = placeOf(url.scheme.range);
        const text = `${url.backend}+pymysql`;
        yield {
          place,
          option,
          message: l10n.t('{0} names no driver, so SQLAlchemy loads MySQLdb. Write {1}://.', option, text),
          ...(isExact && { fix: { title: l10n.t('Write {0}', text), edits: [{ ...place, text }], isSafe: false } }),
        };
      }
  },
};
