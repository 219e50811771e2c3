import { isAsyncDriver } from '../database-url.ts';
import type { Rule } from '../rule.ts';
import { connectionNames } from './database-options.ts';
import { databaseUrls } from './database-values.ts';

/** A driver for asyncio where nova opens an ordinary engine. */
export const od018: Rule = {
  id: 'OD018',
  severity: 'error',
  title: l10n => l10n.t('Driver for asyncio in an ordinary database address'),
  why: l10n => l10n.t('The engine is built, and fails with MissingGreenlet at the first connection.'),
  remedy: l10n =>
    l10n.t('Use an ordinary driver such as PyMySQL here; drivers for asyncio belong in asyncio_connection.'),
  source: 'run on SQLAlchemy 2.0.42 with aiomysql and aiosqlite; oslo_db/options.py, asyncio_connection since 17.1.0',
  *check(deployment, l10n) {
    for (const name of connectionNames)
      for (const { url, option, placeOf } of databaseUrls(deployment, name)) {
        if (url === undefined || isAsyncDriver(url) !== true) continue;
        yield {
          place: placeOf(url.scheme.range),
          option,
          message: l10n.t('The driver {0} only works with asyncio, and {1} is not opened so.', url.driver!, option),
        };
      }
  },
};
