import { fixOf, removal } from '../edits.ts';
import { namedPool } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

export const py004: PythonRule = {
  id: 'PY004',
  severity: 'error',
  title: l10n => l10n.t('An asyncio engine gets a pool that blocks'),
  why: l10n =>
    l10n.t(
      'SQLAlchemy 2.0.28 and newer refuse it (ArgumentError); older ones take it, and a wait for a connection stops the whole event loop.',
    ),
  remedy: l10n => l10n.t('Leave poolclass out, or use AsyncAdaptedQueuePool or NullPool.'),
  source: 'SQLAlchemy error pcls; 1.4.54, 2.0.27, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      const pool = namedPool(call);
      const entry = call.keywords.get('poolclass');
      if (call.kind !== 'async' || entry === undefined || (pool !== 'QueuePool' && pool !== 'SingletonThreadPool'))
        continue;
      const isOld = file.facts.version === '1.4' || file.facts.version === '1.3';
      const message = isOld
        ? l10n.t(
            '{0} blocks the event loop while it waits for a connection, and SQLAlchemy 2.0.28 and newer refuse it here.',
            pool,
          )
        : l10n.t('An asyncio engine does not take {0}: SQLAlchemy 2.0.28 and newer raise an ArgumentError.', pool);
      const fix = fixOf(l10n.t('Remove {0}', 'poolclass'), [removal(file, entry)]);
      yield { range: entry.valueRange, message, severity: isOld ? 'warning' : 'error', ...fix };
    }
  },
};
