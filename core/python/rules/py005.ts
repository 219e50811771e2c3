import { fixOf, removal } from '../edits.ts';
import { namedPool } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

export const py005: PythonRule = {
  id: 'PY005',
  severity: 'error',
  title: l10n => l10n.t('An engine without asyncio gets a pool of asyncio'),
  why: l10n => l10n.t('SQLAlchemy 2.0.28 and newer refuse AsyncAdaptedQueuePool in create_engine (ArgumentError).'),
  remedy: l10n => l10n.t('Leave poolclass out, or use QueuePool.'),
  source: 'SQLAlchemy error pcls; 1.4.54, 2.0.27, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    const isOld = file.facts.version === '1.4' || file.facts.version === '1.3';
    for (const call of file.engines) {
      const entry = call.keywords.get('poolclass');
      const pool = namedPool(call);
      if (call.kind !== 'sync' || entry === undefined || !pool?.endsWith('AsyncAdaptedQueuePool')) continue;
      const message = l10n.t(
        'An engine without asyncio does not take {0}: SQLAlchemy 2.0.28 and newer raise an ArgumentError.',
        pool,
      );
      const fix = fixOf(l10n.t('Remove {0}', 'poolclass'), [removal(file, entry)]);
      yield { range: entry.valueRange, message, severity: isOld ? 'warning' : 'error', ...fix };
    }
  },
};
