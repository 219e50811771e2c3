import { fixOf, renaming } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

/** Names of oslo.db and what SQLAlchemy calls the same. */
const osloNames: Readonly<Record<string, string>> = {
  max_pool_size: 'pool_size',
  connection_recycle_time: 'pool_recycle',
  idle_timeout: 'pool_recycle',
};
const sqlAlchemyNames: Readonly<Record<string, string>> = {
  pool_size: 'max_pool_size',
  pool_recycle: 'connection_recycle_time',
  idle_timeout: 'connection_recycle_time',
};

export const py009: PythonRule = {
  id: 'PY009',
  severity: 'error',
  title: l10n => l10n.t('An argument has the name that the other of oslo.db and SQLAlchemy uses'),
  why: l10n =>
    l10n.t(
      'SQLAlchemy does not know the names of oslo.db, and oslo.db not those of SQLAlchemy: creating the engine raises a TypeError.',
    ),
  remedy: l10n =>
    l10n.t('Use pool_size and pool_recycle with SQLAlchemy, max_pool_size and connection_recycle_time with oslo.db.'),
  source: 'SQLAlchemy 1.4.54, 2.0.58 and 2.1.9, run; oslo.db oslo_db/sqlalchemy/engines.py',
  *check(file, l10n) {
    for (const call of file.engines) {
      // What `configure()` does not know it only warns about.
      if (call.kind === 'oslo' && call.functionName !== 'create_engine') continue;
      const names = call.kind === 'oslo' ? sqlAlchemyNames : osloNames;
      for (const [name, right] of Object.entries(names)) {
        const entry = call.keywords.get(name);
        if (entry === undefined) continue;
        const message = l10n.t('{0} is unknown here and raises a TypeError; it is called {1}.', name, right);
        const edit = call.keywords.has(right) ? undefined : renaming(file, entry, right);
        yield { range: entry.nameRange, message, ...fixOf(l10n.t('Rename it to {0}', right), [edit]) };
      }
    }
  },
};
