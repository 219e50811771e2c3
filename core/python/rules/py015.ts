import { fixOf, removal } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

const withoutEffect = ['implicit_returning', 'empty_in_strategy', 'pool_events'] as const;

export const py015: PythonRule = {
  id: 'PY015',
  severity: 'info',
  title: l10n => l10n.t('An argument that is kept for old code only'),
  why: l10n => l10n.t('implicit_returning and empty_in_strategy have no effect any more, pool_events is deprecated.'),
  remedy: l10n => l10n.t('Remove it; listen to events of the pool with sqlalchemy.event.listen.'),
  source: 'SQLAlchemy lib/sqlalchemy/engine/create.py, 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    const { version } = file.facts;
    for (const call of file.engines) {
      if (call.kind === 'oslo') continue;
      for (const keyword of withoutEffect) {
        const entry = call.keywords.get(keyword);
        // Up to 1.4 it turns RETURNING off.
        const isInUse = keyword === 'implicit_returning' && (version === '1.3' || version === '1.4');
        if (entry === undefined || isInUse) continue;
        const message = l10n.t('{0} is kept for old code only.', keyword);
        const fix = fixOf(l10n.t('Remove {0}', keyword), [removal(file, entry)], keyword === 'empty_in_strategy');
        yield { range: entry.nameRange, message, tag: 'deprecated', ...fix };
      }
    }
  },
};
