import { capacityOf } from '../capacity.ts';
import { proxySqlValue } from '../proxysql/proxysql-file.ts';
import type { Rule } from '../rule.ts';
import { poolSizePlaces } from './x010.ts';

/** ProxySQL opens fewer connections to the servers than nova’s pools hold to it, and each open transaction needs one. */
export const x013: Rule = {
  id: 'X013',
  severity: 'warning',
  title: l10n => l10n.t('ProxySQL opens fewer connections to the database than nova’s pools hold'),
  why: l10n =>
    l10n.t(
      'Every open transaction needs a connection of its own to a writable server. When there is none for connect_timeout_server_max, ProxySQL answers 9001.',
    ),
  remedy: l10n => l10n.t('Raise max_connections of the servers in mysql_servers.'),
  source: 'ProxySQL, MySQL_Session.cpp (error 9001); mysql_servers.max_connections, default 1000',
  *check(deployment, l10n) {
    const capacity = capacityOf(deployment);
    const { steady } = capacity;
    for (const file of deployment.proxysql) {
      const rows = file.tables.get('mysql_servers') ?? [];
      const writers = Number(
        proxySqlValue(file.tables.get('mysql_galera_hostgroups')?.[0] ?? none, 'max_writers')?.value,
      );
      const limits = rows.map(row => {
        const setting = proxySqlValue(row, 'max_connections');
        return { row, setting, value: setting && /^\d+$/.test(setting.value) ? Number(setting.value) : 1000 };
      });
      const writable = Number.isInteger(writers) && writers > 0 ? limits.slice(0, writers) : limits;
      const total = writable.reduce((sum, { value }) => sum + value, 0);
      const first = writable[0];
      if (!first || total >= steady) continue;
      const raised = String(Math.ceil(steady / writable.length / 100) * 100);
      const edits = writable.flatMap(({ setting }) =>
        setting ? [{ path: file.path, range: setting.valueRange, text: raised }] : [],
      );
      yield {
        place: { path: file.path, range: first.setting?.valueRange ?? first.row.range },
        message: l10n.t(
          'ProxySQL opens {0} connections to writable servers at most, but nova’s pools keep {1} open to it.',
          total,
          steady,
        ),
        related: poolSizePlaces(capacity),
        ...(edits.length === writable.length && {
          fix: { title: l10n.t('Set {0} to {1}', 'max_connections', raised), edits, isSafe: false },
        }),
      };
    }
  },
};

const none = { values: [], range: { start: 0, end: 0 } };
