import { fixOf, removal } from '../edits.ts';
import { namedPool } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

export const py031: PythonRule = {
  id: 'PY031',
  severity: 'error',
  title: l10n => l10n.t('One connection to MySQL is shared by all threads'),
  why: l10n =>
    l10n.t(
      'StaticPool has one connection for everybody: two threads mix their statements on it (commands out of sync, 2014).',
    ),
  remedy: l10n => l10n.t('Leave poolclass out: the default, QueuePool, gives each thread a connection of its own.'),
  source: 'SQLAlchemy lib/sqlalchemy/pool/impl.py, StaticPool',
  *check(file, l10n) {
    for (const call of file.engines) {
      const entry = call.keywords.get('poolclass');
      if (entry === undefined || namedPool(call) !== 'StaticPool' || call.url?.dialect !== 'mysql') continue;
      const message = l10n.t(
        'StaticPool shares one connection among all threads: with MySQL their statements get mixed up (2014).',
      );
      yield { range: entry.valueRange, message, ...fixOf(l10n.t('Remove {0}', 'poolclass'), [removal(file, entry)]) };
    }
  },
};
