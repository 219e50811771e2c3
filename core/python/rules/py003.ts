import { fixOf, removal } from '../edits.ts';
import { queueKeywords } from '../keywords.ts';
import type { PythonRule } from '../rule.ts';

export const py003: PythonRule = {
  id: 'PY003',
  severity: 'error',
  title: l10n => l10n.t('The size of a pool is given for an SQLite file, which has none in SQLAlchemy 1.4'),
  why: l10n =>
    l10n.t(
      'Up to SQLAlchemy 1.4 the pool of an SQLite file is NullPool, which raises a TypeError; since 2.0 it is QueuePool.',
    ),
  remedy: l10n => l10n.t('Remove the arguments, or give them only where SQLAlchemy is 2.0 or newer.'),
  source: 'SQLAlchemy lib/sqlalchemy/dialects/sqlite/pysqlite.py, 1.4.54 and 2.0.58, run',
  *check(file, l10n) {
    const { version } = file.facts;
    if (version === '2.0' || version === '2.1') return;
    for (const call of file.engines) {
      if (call.kind !== 'sync' || call.url?.isMemory !== false) continue;
      if (call.keywords.has('poolclass') || call.keywords.has('pool') || call.unresolved.length > 0) continue;
      for (const keyword of queueKeywords) {
        const entry = call.keywords.get(keyword);
        if (entry === undefined) continue;
        const message = l10n.t(
          'SQLAlchemy 1.4 does not take {0} for an SQLite file (TypeError); SQLAlchemy 2.0 does.',
          keyword,
        );
        const fix = fixOf(l10n.t('Remove {0}', keyword), [removal(file, entry)]);
        yield { range: entry.nameRange, message, severity: version === undefined ? 'warning' : 'error', ...fix };
      }
    }
  },
};
