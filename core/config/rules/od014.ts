import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';

/** Connections that are never replaced, or at every use. */
export const od014: Rule = {
  id: 'OD014',
  severity: 'warning',
  title: l10n => l10n.t('connection_recycle_time is off, or replaces connections all the time'),
  why: l10n =>
    l10n.t(
      'A negative value never replaces connections, so that idle ones are cut by the server or a proxy; 0 opens a new one for every use.',
    ),
  remedy: l10n => l10n.t('Use 60 to 3600 seconds, below every idle time-out between nova and the database.'),
  source: 'SQLAlchemy documentation, pool_recycle; pool/base.py, _ConnectionRecord.get_connection',
  *check(deployment, l10n) {
    for (const value of databaseNumbers(deployment, 'connection_recycle_time')) {
      if (value.number > 0) continue;
      yield {
        place: value.place,
        option: value.option,
        message:
          value.number === 0
            ? l10n.t('{0} = 0 opens a new connection for every use.', value.option)
            : l10n.t('{0} = {1} never replaces a connection.', value.option, value.number),
        fix: setTo(value, '3600', l10n),
      };
    }
  },
};
