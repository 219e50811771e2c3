import { contextManagerFix } from '../context-manager.ts';
import type { PythonRule } from '../rule.ts';

export const py029: PythonRule = {
  id: 'PY029',
  severity: 'warning',
  title: l10n => l10n.t('A connection or a session is not given back'),
  why: l10n =>
    l10n.t(
      'What is not closed keeps its connection, until the pool is empty (QueuePool limit reached) or the garbage collector comes by.',
    ),
  remedy: l10n => l10n.t('Use it in a with statement: it is given back, and rolled back, whatever happens.'),
  source: 'SQLAlchemy error 3o7r',
  *check(file, l10n) {
    // Sessions of migrations work on the one connection that alembic holds.
    const isMigration = file.module.imports.some(name => /^alembic\.op$/.test(name));
    for (const acquisition of file.acquisitions) {
      const { kind, handling, functionName, range, scope } = acquisition;
      if (kind !== 'connection' && (kind !== 'session' || isMigration)) continue;
      // A script that ends gives its connections back.
      const isOpen = handling === 'open' || (handling === 'closed' && scope.kind === 'function');
      if (!isOpen) continue;
      const message =
        functionName === 'raw_connection'
          ? l10n.t(
              'Nothing gives back what raw_connection() takes from the pool for certain: call close() in a finally, or use contextlib.closing.',
            )
          : handling === 'open'
            ? l10n.t('Nothing gives back what {0}() takes from the pool: use it in a with statement.', functionName)
            : l10n.t(
                'When something fails in between, what {0}() takes from the pool is not given back: use it in a with statement.',
                functionName,
              );
      yield { range, message, ...contextManagerFix(file, acquisition, l10n.t('Use a with statement')) };
    }
  },
};
