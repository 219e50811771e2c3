import { isMySql, parseParameters } from '../database-url.ts';
import type { ConfigPlace } from '../finding.ts';
import type { Rule } from '../rule.ts';
import { connectionNames } from './database-options.ts';
import { databaseUrls, databaseValues } from './database-values.ts';

/** Settings of the pool in an address, by the option of oslo.db that they stand for. */
const poolOptions: ReadonlyMap<string, string | undefined> = new Map([
  ['pool_size', 'max_pool_size'],
  ['max_pool_size', 'max_pool_size'],
  ['max_overflow', 'max_overflow'],
  ['pool_timeout', 'pool_timeout'],
  ['pool_recycle', 'connection_recycle_time'],
  ['connection_recycle_time', 'connection_recycle_time'],
  ['pool_pre_ping', undefined],
  ['pool_use_lifo', undefined],
  ['poolclass', undefined],
]);

/** Settings of the pool among the parameters for the driver, which knows none of them. */
export const od023: Rule = {
  id: 'OD023',
  severity: 'error',
  title: l10n => l10n.t('Pool setting in the database address'),
  why: l10n => l10n.t('What follows the ? goes to the driver, which fails with TypeError at the first connection.'),
  remedy: l10n => l10n.t('Use the options of the group: max_pool_size, max_overflow, pool_timeout.'),
  source: 'SQLAlchemy documentation, URL.query; run on 1.4.40 and 2.0.42 with PyMySQL',
  *check(deployment, l10n) {
    const found: { place: ConfigPlace; option: string; name: string }[] = [];
    for (const name of [...connectionNames, 'asyncio_connection', 'asyncio_slave_connection'])
      for (const { url, option, placeOf } of databaseUrls(deployment, name)) {
        if (url === undefined || !isMySql(url)) continue;
        for (const { name, range } of url.query) found.push({ place: placeOf(range), option, name });
      }
    for (const { value, option, place } of databaseValues(deployment, 'connection_parameters'))
      for (const { name } of parseParameters(String(value))) found.push({ place, option, name });
    for (const { place, option, name } of found) {
      if (!poolOptions.has(name)) continue;
      const instead = poolOptions.get(name);
      yield {
        place,
        option,
        message:
          instead === undefined
            ? l10n.t('{0} hands {1} to the driver, which does not know it. nova has no such option.', option, name)
            : l10n.t('{0} hands {1} to the driver, which does not know it. Use the option {2}.', option, name, instead),
      };
    }
  },
};
