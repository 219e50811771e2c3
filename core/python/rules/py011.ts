import { fixOf, removal } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

const removed = ['encoding', 'convert_unicode', 'case_sensitive'] as const;

export const py011: PythonRule = {
  id: 'PY011',
  severity: 'error',
  title: l10n => l10n.t('An argument that SQLAlchemy 2.0 has removed'),
  why: l10n =>
    l10n.t('SQLAlchemy 1.4 takes encoding, convert_unicode and case_sensitive with a warning; 2.0 raises a TypeError.'),
  remedy: l10n =>
    l10n.t('Delete it: text is Unicode in Python 3. The character set belongs in the address: ?charset=utf8mb4.'),
  source: 'SQLAlchemy 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    const { version } = file.facts;
    if (version === '1.3') return;
    for (const call of file.engines) {
      if (call.kind === 'oslo') continue;
      for (const keyword of removed) {
        const entry = call.keywords.get(keyword);
        // cx_Oracle has an argument of its own with this name.
        if (entry === undefined || (keyword === 'encoding' && call.url?.dialect === 'oracle')) continue;
        const message = l10n.t('SQLAlchemy 2.0 has removed {0}: it raises a TypeError there.', keyword);
        const fix = fixOf(l10n.t('Remove {0}', keyword), [removal(file, entry)]);
        yield {
          range: entry.nameRange,
          message,
          severity: version === '1.4' ? 'warning' : 'error',
          tag: 'deprecated',
          ...fix,
        };
      }
    }
  },
};
