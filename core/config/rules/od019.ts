import { isAsyncDriver } from '../database-url.ts';
import type { Rule } from '../rule.ts';
import { databaseUrls } from './database-values.ts';

/** An ordinary driver where oslo.db opens an engine for asyncio. */
export const od019: Rule = {
  id: 'OD019',
  severity: 'error',
  title: l10n => l10n.t('Ordinary driver in a database address for asyncio'),
  why: l10n => l10n.t('SQLAlchemy refuses it with InvalidRequestError: it asks for a driver for asyncio.'),
  remedy: l10n => l10n.t('Use such a driver, for example mysql+aiomysql:// or mysql+asyncmy://.'),
  source: 'run on SQLAlchemy 1.4.40 and 2.0.42 with PyMySQL',
  *check(deployment, l10n) {
    for (const name of ['asyncio_connection', 'asyncio_slave_connection'])
      for (const { url, option, placeOf } of databaseUrls(deployment, name)) {
        if (url === undefined || isAsyncDriver(url) !== false) continue;
        yield {
          place: placeOf(url.scheme.range),
          option,
          message: l10n.t('{0} needs a driver for asyncio, and {1} is none.', option, url.scheme.text),
        };
      }
  },
};
