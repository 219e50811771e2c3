import { mySqlNumber, serverSetting } from '../mysql/my-cnf.ts';
import type { Rule } from '../rule.ts';
import { relatedPlaces } from './neighbours.ts';

/** Files that the server keeps for itself: ten, and the smallest table cache twice. */
const keptForTables = 810;

/** The file gives a limit of open files that is too small for its number of connections. Without one nothing is known. */
export const x015: Rule = {
  id: 'X015',
  severity: 'warning',
  title: l10n => l10n.t('max_connections is more than open_files_limit allows'),
  why: l10n => l10n.t('The server then lowers max_connections at its start, with no more than a line in its log.'),
  remedy: l10n =>
    l10n.t('Raise open_files_limit, and LimitNOFILE of the server’s unit with it, or lower max_connections.'),
  source: 'MySQL 8.0, sql/mysqld.cc (adjust_max_connections); Launchpad 1905366',
  *check(deployment, l10n) {
    for (const file of deployment.mysql) {
      const files = serverSetting(file, 'open_files_limit');
      const connections = serverSetting(file, 'max_connections');
      const limit = files && mySqlNumber(files.value);
      const wanted = connections && mySqlNumber(connections.value);
      if (!files || !connections || !limit || wanted === undefined || wanted <= limit - keptForTables) continue;
      const text = String(Math.ceil((wanted + keptForTables) / 1024) * 1024);
      const place = { path: file.path, range: files.valueRange };
      yield {
        place: { path: file.path, range: connections.valueRange },
        message: l10n.t(
          'max_connections is {0}, but with open_files_limit {1} the server lowers it to {2}.',
          wanted,
          limit,
          Math.max(1, limit - keptForTables),
        ),
        related: relatedPlaces([[place, 'open_files_limit']]),
        fix: { title: l10n.t('Set {0} to {1}', 'open_files_limit', text), edits: [{ ...place, text }], isSafe: false },
      };
    }
  },
};
