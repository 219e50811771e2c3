import { fixOf, removal } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

export const py014: PythonRule = {
  id: 'PY014',
  severity: 'error',
  title: l10n => l10n.t('The argument future'),
  why: l10n =>
    l10n.t(
      'SQLAlchemy 2.0 has only the new style: future=False raises an ArgumentError, future=True says nothing new.',
    ),
  remedy: l10n => l10n.t('Remove it.'),
  source: 'SQLAlchemy lib/sqlalchemy/engine/create.py, 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    const { version } = file.facts;
    if (version === '1.3' || version === '1.4') return;
    for (const call of file.engines) {
      const entry = call.keywords.get('future');
      if (entry?.value.kind !== 'boolean' || call.kind === 'oslo') continue;
      const fix = fixOf(l10n.t('Remove {0}', 'future'), [removal(file, entry)]);
      if (!entry.value.boolean) {
        const message = l10n.t('SQLAlchemy 2.0 raises an ArgumentError for future=False.');
        yield { range: entry.range, message, ...fix };
      } else if (version !== undefined) {
        const message = l10n.t('future=True is the only style of SQLAlchemy 2.0: it can go.');
        yield { range: entry.range, message, severity: 'info', tag: 'unnecessary', ...fix };
      }
    }
  },
};
