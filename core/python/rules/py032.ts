import { fixOf, removal } from '../edits.ts';
import { namedPool } from '../pools.ts';
import type { PythonFile, PythonRule } from '../rule.ts';

/** Migrations, tests, scripts and forked workers are what NullPool is for. */
function isNoService(file: PythonFile): boolean {
  return (
    /(?:^|[\\/])(?:tests?|migrations?|alembic|scripts?|tools)[\\/]|(?:^|[\\/])(?:test_|conftest|env\.py)/.test(
      file.path,
    ) ||
    file.module.imports.some(name => /^(?:alembic|pytest|unittest|multiprocessing|celery)\b/.test(name)) ||
    /__name__\s*==\s*['"]__main__['"]/.test(file.text)
  );
}

export const py032: PythonRule = {
  id: 'PY032',
  severity: 'warning',
  title: l10n => l10n.t('Every use opens a connection of its own'),
  why: l10n =>
    l10n.t(
      'NullPool keeps no connection: a busy service opens and closes them all the time, until HAProxy runs out of ports (TIME_WAIT).',
    ),
  remedy: l10n => l10n.t('Leave poolclass out; NullPool is for migrations, scripts and tests.'),
  source: 'puppet-gnocchi commit ace794b; SQLAlchemy lib/sqlalchemy/pool/impl.py, NullPool',
  *check(file, l10n) {
    if (isNoService(file)) return;
    for (const call of file.engines) {
      const entry = call.keywords.get('poolclass');
      if (entry === undefined || namedPool(call) !== 'NullPool' || call.url?.dialect !== 'mysql') continue;
      const message = l10n.t('NullPool opens a connection for each use: under load the ports of the proxy run out.');
      yield { range: entry.valueRange, message, ...fixOf(l10n.t('Remove {0}', 'poolclass'), [removal(file, entry)]) };
    }
  },
};
