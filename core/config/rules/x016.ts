import { type MySqlFile, mySqlNumber, serverSetting } from '../mysql/my-cnf.ts';
import type { Rule } from '../rule.ts';
import { relatedPlaces } from './neighbours.ts';

/** Buffers that every connection may allocate, with the defaults of MySQL 8.0 in bytes. */
const perConnection: Readonly<Record<string, number>> = {
  sort_buffer_size: 262_144,
  join_buffer_size: 262_144,
  read_buffer_size: 131_072,
  read_rnd_buffer_size: 262_144,
  binlog_cache_size: 32_768,
  thread_stack: 1_048_576,
};

/** What the server may use is more than its host has. Judged where `.nova-doctor.yaml` tells the memory. */
export const x016: Rule = {
  id: 'X016',
  severity: 'warning',
  title: l10n => l10n.t('The database may use more memory than its host has'),
  why: l10n => l10n.t('When many connections work at once, the kernel ends the database (out of memory).'),
  remedy: l10n => l10n.t('Lower max_connections, the buffers of each connection, or innodb_buffer_pool_size.'),
  source: 'MySQL manual, “How MySQL Uses Memory”',
  *check(deployment, l10n) {
    const { memory } = deployment.facts.database;
    if (memory === undefined) return;
    for (const file of deployment.mysql) {
      const connections = serverSetting(file, 'max_connections');
      const most = connections && mySqlNumber(connections.value);
      if (!connections || most === undefined) continue;
      const pool = bytesOf(file, 'innodb_buffer_pool_size', 134_217_728);
      const each = Object.entries(perConnection).reduce((sum, [name, bytes]) => sum + bytesOf(file, name, bytes), 0);
      const total = pool + most * each;
      if (total <= memory) continue;
      yield {
        place: { path: file.path, range: connections.valueRange },
        message: l10n.t(
          'innodb_buffer_pool_size and {0} connections of {1} MB each make {2} GB; the host has {3} GB.',
          most,
          rounded(each / 2 ** 20),
          rounded(total / 2 ** 30),
          rounded(memory / 2 ** 30),
        ),
        related: relatedPlaces([[deployment.facts.placeOf('database.memory'), 'database.memory']]),
      };
    }
  },
};

function bytesOf(file: MySqlFile, name: string, otherwise: number): number {
  const setting = serverSetting(file, name);
  return (setting && mySqlNumber(setting.value)) ?? otherwise;
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}
