import { addition, fixOf } from '../edits.ts';
import { isOn, mayBeOn, mayRecycle, namedPool } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

function hasQueue(pool: string | undefined): boolean {
  return pool === undefined || pool.endsWith('QueuePool');
}

export const py025: PythonRule = {
  id: 'PY025',
  severity: 'warning',
  title: l10n => l10n.t('The newest connection is used first, and nothing looks after the others'),
  why: l10n =>
    l10n.t(
      'With pool_use_lifo most connections stay idle on purpose, until the server closes them; only a test or a renewal notices that.',
    ),
  remedy: l10n => l10n.t('Add pool_pre_ping=True.'),
  source: 'SQLAlchemy lib/sqlalchemy/pool/impl.py, QueuePool, use_lifo',
  *check(file, l10n) {
    for (const call of file.engines) {
      const entry = call.keywords.get('pool_use_lifo');
      if (entry === undefined || !isOn(call, 'pool_use_lifo') || !call.isComplete) continue;
      if (mayBeOn(call, 'pool_pre_ping') || mayRecycle(call) || !hasQueue(namedPool(call))) continue;
      const message = l10n.t(
        'With pool_use_lifo connections stay idle until the server closes them: test them with pool_pre_ping.',
      );
      const edit = call.keywords.has('pool_pre_ping') ? undefined : addition(file, call, 'pool_pre_ping=True');
      yield { range: entry.range, message, ...fixOf(l10n.t('Add {0}', 'pool_pre_ping=True'), [edit]) };
    }
  },
};
