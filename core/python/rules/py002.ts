import { fixOf, removal } from '../edits.ts';
import { poolOf } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

const refused = ['max_overflow', 'pool_timeout', 'pool_use_lifo'] as const;

export const py002: PythonRule = {
  id: 'PY002',
  severity: 'error',
  title: l10n => l10n.t('SingletonThreadPool gets the arguments of a queue'),
  why: l10n =>
    l10n.t(
      'SingletonThreadPool, the default of SQLite in memory, keeps one connection per thread and raises a TypeError for them.',
    ),
  remedy: l10n => l10n.t('Remove these arguments, or choose another pool with poolclass.'),
  source: 'SQLAlchemy lib/sqlalchemy/pool/impl.py, 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      if (call.kind === 'oslo' || poolOf(call, file.facts.version) !== 'SingletonThreadPool') continue;
      for (const keyword of refused) {
        const entry = call.keywords.get(keyword);
        if (entry === undefined) continue;
        const message = l10n.t(
          '{0} does not take {1}: the engine cannot be created (TypeError).',
          'SingletonThreadPool',
          keyword,
        );
        yield { range: entry.nameRange, message, ...fixOf(l10n.t('Remove {0}', keyword), [removal(file, entry)]) };
      }
    }
  },
};
