import { fixOf, removal } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

const removed = ['pool_threadlocal', 'listeners'] as const;

export const py013: PythonRule = {
  id: 'PY013',
  severity: 'error',
  title: l10n => l10n.t('An argument that SQLAlchemy 1.4 has removed'),
  why: l10n => l10n.t('pool_threadlocal and listeners raise a TypeError since SQLAlchemy 1.4.'),
  remedy: l10n => l10n.t('Remove it; listen to events with sqlalchemy.event.listen.'),
  source: 'SQLAlchemy 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    if (file.facts.version === '1.3') return;
    for (const call of file.engines) {
      if (call.kind === 'oslo') continue;
      for (const keyword of removed) {
        const entry = call.keywords.get(keyword);
        if (entry === undefined) continue;
        const message = l10n.t('SQLAlchemy 1.4 has removed {0}: it raises a TypeError.', keyword);
        yield { range: entry.nameRange, message, ...fixOf(l10n.t('Remove {0}', keyword), [removal(file, entry)]) };
      }
    }
  },
};
