import { mySqlNumber, serverSetting } from '../mysql/my-cnf.ts';
import type { Rule } from '../rule.ts';
import { showsMariaDb } from './galera.ts';
import { relatedPlaces } from './neighbours.ts';

/** Files that MySQL keeps for itself: ten, and the smallest table cache twice. MariaDB 10.11 was seen to keep 430. */
const kept = { mySql: 810, mariaDb: 430 };

/**
 * The file gives a number of open files that is too small for its connections. The server asks the system for more than that,
 * so it depends on the system whether it goes without. Where the file says nothing, nothing is known.
 */
export const x015: Rule = {
  id: 'X015',
  severity: 'warning',
  title: l10n => l10n.t('max_connections is more than open_files_limit allows'),
  why: l10n => l10n.t('The server then lowers max_connections at its start, with no more than a line in its log.'),
  remedy: l10n =>
    l10n.t('Raise open_files_limit, and LimitNOFILE of the server’s unit with it, or lower max_connections.'),
  source: 'MySQL 8.0, sql/mysqld.cc (adjust_max_connections); Launchpad 1905366; run on MariaDB 10.11',
  *check(deployment, l10n) {
    for (const file of deployment.mysql) {
      const files = serverSetting(file, 'open_files_limit');
      const connections = serverSetting(file, 'max_connections');
      const limit = files && mySqlNumber(files.value);
      const wanted = connections && mySqlNumber(connections.value);
      const keeps = showsMariaDb(deployment) ? kept.mariaDb : kept.mySql;
      // 0 and -1 leave it to the server.
      if (!files || !connections || !limit || limit < 1 || wanted === undefined || wanted <= limit - keeps) continue;
      const text = String(Math.ceil((wanted + keeps) / 1024) * 1024);
      const place = { path: file.path, range: files.valueRange };
      yield {
        place: { path: file.path, range: connections.valueRange },
        message: l10n.t(
          'max_connections is {0}. Where the system allows {1} open files and no more (open_files_limit), the server lowers it to {2}.',
          wanted,
          limit,
          Math.max(1, limit - keeps),
        ),
        related: relatedPlaces([[place, 'open_files_limit']]),
        fix: { title: l10n.t('Set {0} to {1}', 'open_files_limit', text), edits: [{ ...place, text }], isSafe: false },
      };
    }
  },
};
