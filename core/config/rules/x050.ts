import { databaseValue, fileValues } from '../mysql/database-values.ts';
import type { Rule } from '../rule.ts';

/** The database was asked, and goes by another value than its files say. */
export const x050: Rule = {
  id: 'X050',
  severity: 'warning',
  title: l10n => l10n.t('The running database goes by another value than its file'),
  why: l10n =>
    l10n.t(
      'The file was changed and the server not restarted, the server lowered the value at its start (open_files_limit), or somebody used SET GLOBAL, which the next restart undoes: the pools then meet another limit than the one they were planned for.',
    ),
  remedy: l10n =>
    l10n.t(
      'Decide which value is meant. Write it into the file, and use SET GLOBAL or a restart to make the server go by it.',
    ),
  source: 'MySQL and MariaDB manuals, SET GLOBAL; MySQL 8.0, sql/mysqld.cc (adjust_max_connections)',
  *check(deployment, l10n) {
    for (const variable of ['max_connections', 'wait_timeout'] as const) {
      const live = databaseValue(deployment, variable);
      // Of several servers one was asked: it is enough that the files of one of them say what it says.
      if (live?.origin !== 'live' || live.place !== undefined) continue;
      for (const { place, written } of fileValues(deployment, variable)) {
        yield {
          place,
          message: l10n.t('{0} is {1} here, but the running database goes by {2}.', variable, written, live.value),
        };
      }
    }
  },
};
