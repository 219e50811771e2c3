import { fixOf, newValue } from '../edits.ts';
import type { EngineCall } from '../engine-calls.ts';
import { numberOf } from '../pools.ts';
import type { PythonFile, PythonRule } from '../rule.ts';

/** MySQL's default of wait_timeout, in seconds. */
const waitTimeout = 28_800;
const mySqlPackages = /^(?:oslo_db|pymysql|MySQLdb|aiomysql|asyncmy|nova|neutron|cinder|keystone|glance|heat)\b/;

function isMySql(file: PythonFile, call: EngineCall): boolean {
  if (call.url !== undefined) return call.url.dialect === 'mysql';
  return file.module.imports.some(name => mySqlPackages.test(name));
}

export const py023: PythonRule = {
  id: 'PY023',
  severity: 'warning',
  title: l10n => l10n.t('Connections are renewed later than the server closes them'),
  why: l10n =>
    l10n.t(
      'A connection that has been idle longer than wait_timeout is dead, although the pool still counts it as young: 2006 or 2013.',
    ),
  remedy: l10n =>
    l10n.t('Set it below the smallest idle time-out of MySQL, HAProxy, ProxySQL, Mycat and firewalls on the way.'),
  source: 'MySQL manual, wait_timeout (default 28800)',
  *check(file, l10n) {
    const limit = Math.min(file.facts.idleTimeout ?? waitTimeout, waitTimeout);
    for (const call of file.engines) {
      const name = call.kind === 'oslo' ? 'connection_recycle_time' : 'pool_recycle';
      const entry = call.keywords.get(name);
      const seconds = numberOf(call, name);
      if (entry === undefined || seconds === undefined || seconds < limit || !isMySql(file, call)) continue;
      const message =
        limit === waitTimeout
          ? l10n.t(
              '{0} seconds are not below the default of wait_timeout, 28800: the server closes the connection first.',
              seconds,
            )
          : l10n.t(
              '{0} seconds are not below the smallest idle time-out on the way to the database, {1}.',
              seconds,
              limit,
            );
      const better = String(Math.max(1, Math.min(3600, Math.floor(limit * 0.9))));
      yield { range: entry.valueRange, message, ...fixOf(l10n.t('Use {0}', better), [newValue(file, entry, better)]) };
    }
  },
};
