import { contextManagerFix } from '../context-manager.ts';
import type { PythonRule } from '../rule.ts';

export const py030: PythonRule = {
  id: 'PY030',
  severity: 'warning',
  title: l10n => l10n.t('A connection or a session of asyncio is used outside of async with'),
  why: l10n => l10n.t('The garbage collector cannot await: it terminates the connection and logs an error.'),
  remedy: l10n => l10n.t('Use it in an async with statement.'),
  source: 'SQLAlchemy lib/sqlalchemy/pool/base.py, _finalize_fairy',
  *check(file, l10n) {
    for (const acquisition of file.acquisitions) {
      const { kind, handling, functionName, range } = acquisition;
      if (kind !== 'async-connection' && kind !== 'async-session') continue;
      if (handling !== 'open' && handling !== 'closed') continue;
      const message = l10n.t(
        'What {0}() takes from the pool is given back for certain only in async with.',
        functionName,
      );
      yield { range, message, ...contextManagerFix(file, acquisition, l10n.t('Use an async with statement')) };
    }
  },
};
