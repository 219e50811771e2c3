import { fixOf, renaming } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

/** Names that people write, and what the argument is called. */
const rightNames: Readonly<Record<string, string>> = {
  recycle: 'pool_recycle',
  timeout: 'pool_timeout',
  pre_ping: 'pool_pre_ping',
  overflow: 'max_overflow',
  use_lifo: 'pool_use_lifo',
  reset_on_return: 'pool_reset_on_return',
  pool_max_overflow: 'max_overflow',
  pool_overflow: 'max_overflow',
  pool_recycle_time: 'pool_recycle',
  pool_preping: 'pool_pre_ping',
  poolsize: 'pool_size',
  size: 'pool_size',
};

export const py010: PythonRule = {
  id: 'PY010',
  severity: 'error',
  title: l10n => l10n.t('An argument of the pool has the wrong name'),
  why: l10n => l10n.t('create_engine raises a TypeError for names that it does not know, when the module is loaded.'),
  remedy: l10n => l10n.t('Use pool_size, max_overflow, pool_timeout, pool_recycle, pool_pre_ping.'),
  source: 'SQLAlchemy 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      if (call.kind === 'oslo') continue;
      for (const [name, right] of Object.entries(rightNames)) {
        const entry = call.keywords.get(name);
        if (entry === undefined) continue;
        const message = l10n.t('{0} is unknown here and raises a TypeError; it is called {1}.', name, right);
        const edit = call.keywords.has(right) ? undefined : renaming(file, entry, right);
        yield { range: entry.nameRange, message, ...fixOf(l10n.t('Rename it to {0}', right), [edit]) };
      }
    }
  },
};
