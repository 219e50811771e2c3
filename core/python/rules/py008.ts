import { fixOf, newValue } from '../edits.ts';
import { namedPool } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

export const py008: PythonRule = {
  id: 'PY008',
  severity: 'warning',
  title: l10n => l10n.t('FallbackAsyncAdaptedQueuePool does not exist any more'),
  why: l10n => l10n.t('SQLAlchemy 2.1 has removed it: importing it raises an ImportError.'),
  remedy: l10n => l10n.t('Use AsyncAdaptedQueuePool.'),
  source: 'SQLAlchemy lib/sqlalchemy/pool/__init__.py, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    const severity = file.facts.version === '2.1' ? 'error' : 'warning';
    for (const call of file.engines) {
      const entry = call.keywords.get('poolclass');
      if (entry === undefined || namedPool(call) !== 'FallbackAsyncAdaptedQueuePool') continue;
      const message = l10n.t('SQLAlchemy 2.1 does not have FallbackAsyncAdaptedQueuePool any more.');
      const text = file.text.slice(entry.valueRange.start, entry.valueRange.end);
      const edit = text.includes('.') ? newValue(file, entry, text.replace('Fallback', '')) : undefined;
      yield {
        range: entry.valueRange,
        message,
        severity,
        tag: 'deprecated',
        ...fixOf(l10n.t('Use {0}', 'AsyncAdaptedQueuePool'), [edit]),
      };
    }
  },
};
