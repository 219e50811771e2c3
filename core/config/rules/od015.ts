import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';

/** wait_timeout of MySQL and MariaDB in seconds where nobody has changed it. */
const usualWaitTimeout = 28_800;

/**
 * Connections that live longer than the server leaves them open. Where the limits of the way are known, X001 compares
 * with them; this rule has only the server's default to go by.
 */
export const od015: Rule = {
  id: 'OD015',
  severity: 'warning',
  title: l10n => l10n.t('connection_recycle_time is not below the default wait_timeout of MySQL'),
  why: l10n =>
    l10n.t(
      'The server closes idle connections after wait_timeout, 28800 s unless it was changed: then every use begins with a reconnect, or with error 2006 or 2013.',
    ),
  remedy: l10n => l10n.t('Use 60 to 3600 seconds, below every idle time-out between nova and the database.'),
  source: 'MySQL and MariaDB manuals, wait_timeout',
  *check(deployment, l10n) {
    const { mysql, haproxy, mycatServers, facts } = deployment;
    if (mysql.length + haproxy.length + mycatServers.length > 0 || facts.database.waitTimeout !== undefined) return;
    for (const value of databaseNumbers(deployment, 'connection_recycle_time')) {
      if (value.number < usualWaitTimeout) continue;
      yield {
        place: value.place,
        option: value.option,
        message: l10n.t(
          '{0} = {1} s is not below wait_timeout, by default {2} s: the server closes connections first.',
          value.option,
          value.number,
          usualWaitTimeout,
        ),
        fix: setTo(value, '3600', l10n),
      };
    }
  },
};
