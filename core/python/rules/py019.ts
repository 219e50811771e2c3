import { fixOf, removal } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

const ofPool = [
  'poolclass',
  'pool_size',
  'max_overflow',
  'pool_timeout',
  'pool_use_lifo',
  'pool_recycle',
  'pool_pre_ping',
  'pool_reset_on_return',
  'pool_logging_name',
  'echo_pool',
] as const;

export const py019: PythonRule = {
  id: 'PY019',
  severity: 'error',
  title: l10n => l10n.t('A ready-made pool is given together with arguments of a pool'),
  why: l10n =>
    l10n.t('With pool= the engine builds no pool, so that nobody takes these arguments: it raises a TypeError.'),
  remedy: l10n => l10n.t('Give the arguments to the pool when it is made.'),
  source: 'SQLAlchemy lib/sqlalchemy/engine/create.py, 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      const pool = call.keywords.get('pool');
      if (pool === undefined || pool.value.kind === 'none' || call.kind === 'oslo') continue;
      for (const keyword of ofPool) {
        const entry = call.keywords.get(keyword);
        if (entry === undefined) continue;
        const message = l10n.t('{0} belongs to the pool, which is ready here: the engine raises a TypeError.', keyword);
        yield { range: entry.nameRange, message, ...fixOf(l10n.t('Remove {0}', keyword), [removal(file, entry)]) };
      }
    }
  },
};
