import { type ProxySqlFile, type ProxySqlRow, proxySqlValue } from '../proxysql/proxysql-file.ts';
import type { Rule } from '../rule.ts';
import { label, optionPlace, relatedPlaces } from './neighbours.ts';

/** Reads are sent elsewhere by rules, while oslo.db begins every session with SET statements. */
export const x041: Rule = {
  id: 'X041',
  severity: 'warning',
  title: l10n => l10n.t('ProxySQL splits reads from writes for OpenStack'),
  why: l10n =>
    l10n.t(
      'oslo.db sets sql_mode, and wsrep_sync_wait where told, in every session. ProxySQL then locks the session to one hostgroup and answers statements for another one with 9006.',
    ),
  remedy: l10n => l10n.t('Send all statements of OpenStack to the writer.'),
  source: 'ProxySQL, MySQL_Session.cpp (error 9006, mysql-set_query_lock_on_hostgroup)',
  *check(deployment, l10n) {
    const nova = deployment.nova.find(one => one.isSet('database', 'connection'));
    for (const file of deployment.proxysql) {
      const first = (file.tables.get('mysql_query_rules') ?? []).find(row => splitsReads(file, row));
      const target = first && proxySqlValue(first, 'destination_hostgroup');
      if (!first || !target) continue;
      yield {
        place: { path: file.path, range: first.range },
        message: l10n.t('This rule sends reads to hostgroup {0}; sessions of oslo.db are locked to one.', target.value),
        related: relatedPlaces([
          [nova && optionPlace(nova, 'database', 'mysql_sql_mode'), label('database', 'mysql_sql_mode')],
        ]),
      };
    }
  },
};

function splitsReads(file: ProxySqlFile, row: ProxySqlRow): boolean {
  const pattern = proxySqlValue(row, 'match_digest')?.value ?? proxySqlValue(row, 'match_pattern')?.value;
  const target = proxySqlValue(row, 'destination_hostgroup')?.value;
  const isActive = !/^(?:0|false)$/i.test(proxySqlValue(row, 'active')?.value ?? '0');
  if (!isActive || pattern === undefined || target === undefined || !/\bselect\b/i.test(pattern)) return false;
  // “SELECT … FOR UPDATE” is sent to the writer by a rule of its own; that one splits nothing.
  if (/for update/i.test(pattern)) return false;
  const groups = (file.tables.get('mysql_users') ?? []).flatMap(
    user => proxySqlValue(user, 'default_hostgroup')?.value ?? [],
  );
  return groups.length === 0 || groups.some(group => group !== target);
}
