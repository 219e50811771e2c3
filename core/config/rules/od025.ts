import type { Rule } from '../rule.ts';
import { connectionNames } from './database-options.ts';
import { databaseUrls } from './database-values.ts';

/** A password in a file: nothing can be done about it here, but whoever shares the file should know. */
export const od025: Rule = {
  id: 'OD025',
  severity: 'info',
  title: l10n => l10n.t('Password of the database in the file'),
  why: l10n => l10n.t('Whoever gets this file can log in to the database. Nova Doctor shows it nowhere.'),
  remedy: l10n =>
    l10n.t('Keep the file readable for root and nova only, and take the password out before you share it.'),
  source: 'oslo_db/options.py: connection is registered with secret=True',
  *check(deployment, l10n) {
    // One line tells it of a file.
    const told = new Set<string>();
    for (const name of [...connectionNames, 'asyncio_connection', 'asyncio_slave_connection'])
      for (const { url, option, placeOf, text } of databaseUrls(deployment, name)) {
        if (url?.passwordRange === undefined) continue;
        const { start, end } = url.passwordRange;
        if (/^[*x]*$/i.test(text.slice(start, end)) || text.slice(start, end).startsWith('<')) continue;
        const place = placeOf(url.passwordRange);
        if (told.has(place.path)) continue;
        told.add(place.path);
        yield {
          place,
          option,
          message: l10n.t('{0} holds a password: take it out before you share this file.', option),
        };
      }
  },
};
