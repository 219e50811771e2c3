import { fixOf, removal } from '../edits.ts';
import { queueKeywords } from '../keywords.ts';
import { namedPool } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

const poolsWithoutQueue = new Set(['NullPool', 'StaticPool', 'AssertionPool']);

export const py001: PythonRule = {
  id: 'PY001',
  severity: 'error',
  title: l10n => l10n.t('A pool without a queue gets the arguments of a queue'),
  why: l10n =>
    l10n.t(
      'NullPool, StaticPool and AssertionPool know no size, overflow or waiting: creating the engine raises a TypeError.',
    ),
  remedy: l10n => l10n.t('Remove these arguments, or use a pool with a queue.'),
  source: 'SQLAlchemy lib/sqlalchemy/pool/impl.py, 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      const pool = namedPool(call);
      if (pool === undefined || !poolsWithoutQueue.has(pool) || call.kind === 'oslo') continue;
      for (const keyword of queueKeywords) {
        const entry = call.keywords.get(keyword);
        if (entry === undefined) continue;
        const message = l10n.t('{0} does not take {1}: the engine cannot be created (TypeError).', pool, keyword);
        yield { range: entry.nameRange, message, ...fixOf(l10n.t('Remove {0}', keyword), [removal(file, entry)]) };
      }
    }
  },
};
