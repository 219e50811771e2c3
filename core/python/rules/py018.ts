import { fixOf, newValue } from '../edits.ts';
import { numberOf } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

export const py018: PythonRule = {
  id: 'PY018',
  severity: 'warning',
  title: l10n => l10n.t('The size of a pool is 0'),
  why: l10n =>
    l10n.t(
      'SQLAlchemy 2.0 opens connections without any limit then, whatever max_overflow says; up to 1.4 max_overflow is the limit.',
    ),
  remedy: l10n => l10n.t('Give a size, or say with NullPool that no connection is to be kept.'),
  source: 'SQLAlchemy lib/sqlalchemy/pool/impl.py, 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    const { version } = file.facts;
    const isOld = version === '1.3' || version === '1.4';
    for (const call of file.engines) {
      const name = call.kind === 'oslo' ? 'max_pool_size' : 'pool_size';
      const entry = call.keywords.get(name);
      if (entry === undefined || numberOf(call, name) !== 0) continue;
      const message = isOld
        ? l10n.t('With the size 0 only max_overflow limits the connections, and from SQLAlchemy 2.0 on nothing does.')
        : l10n.t('With the size 0 SQLAlchemy 2.0 opens connections without any limit and ignores max_overflow.');
      yield { range: entry.valueRange, message, ...fixOf(l10n.t('Use {0}', '5'), [newValue(file, entry, '5')]) };
    }
  },
};
