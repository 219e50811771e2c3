import { fixOf, removal } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

export const py012: PythonRule = {
  id: 'PY012',
  severity: 'error',
  title: l10n => l10n.t('The argument strategy'),
  why: l10n =>
    l10n.t(
      'SQLAlchemy 1.4 and newer know no strategies: threadlocal raises an ArgumentError, mock is create_mock_engine now.',
    ),
  remedy: l10n => l10n.t('Remove it; where statements are only to be printed, use create_mock_engine.'),
  source: 'SQLAlchemy lib/sqlalchemy/engine/create.py, 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    if (file.facts.version === '1.3') return;
    for (const call of file.engines) {
      const entry = call.keywords.get('strategy');
      if (entry === undefined || call.kind === 'oslo') continue;
      const isMock = entry.value.kind === 'string' && entry.value.text === 'mock';
      const message = isMock
        ? l10n.t('The strategy mock is only kept for old code: use create_mock_engine.')
        : l10n.t('SQLAlchemy 1.4 and newer know no strategies: creating the engine raises an ArgumentError.');
      const fix = isMock ? {} : fixOf(l10n.t('Remove {0}', 'strategy'), [removal(file, entry)]);
      yield { range: entry.range, message, severity: isMock ? 'warning' : 'error', ...fix };
    }
  },
};
