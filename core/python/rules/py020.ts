import { fixOf, newValue } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

const known = new Set(['rollback', 'commit', 'none']);

export const py020: PythonRule = {
  id: 'PY020',
  severity: 'error',
  title: l10n => l10n.t('pool_reset_on_return has an unknown value'),
  why: l10n => l10n.t('Anything but rollback, commit and None raises an ArgumentError.'),
  remedy: l10n => l10n.t("Use 'rollback'."),
  source: 'SQLAlchemy lib/sqlalchemy/pool/base.py, 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      const entry = call.keywords.get('pool_reset_on_return');
      if (entry === undefined) continue;
      const isUnknown =
        (entry.value.kind === 'string' && !known.has(entry.value.text)) ||
        (entry.value.kind === 'number' && entry.value.number !== 0 && entry.value.number !== 1);
      if (!isUnknown) continue;
      const message = l10n.t(
        "pool_reset_on_return takes 'rollback', 'commit' or None; anything else raises an ArgumentError.",
      );
      yield {
        range: entry.valueRange,
        message,
        ...fixOf(l10n.t('Use {0}', "'rollback'"), [newValue(file, entry, "'rollback'")]),
      };
    }
  },
};
