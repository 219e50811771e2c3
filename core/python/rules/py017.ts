import { fixOf, newValue } from '../edits.ts';
import { numberOf } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

export const py017: PythonRule = {
  id: 'PY017',
  severity: 'error',
  title: l10n => l10n.t('The size of a pool is negative'),
  why: l10n =>
    l10n.t(
      'The engine is created; taking connections then raises TimeoutError or RecursionError. Only max_overflow may be -1: no limit.',
    ),
  remedy: l10n => l10n.t('Give pool_size a positive number, and max_overflow 0 or more, or -1 for no limit.'),
  source: 'SQLAlchemy lib/sqlalchemy/pool/impl.py, 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      const size = call.kind === 'oslo' ? 'max_pool_size' : 'pool_size';
      const sizeEntry = call.keywords.get(size);
      if (sizeEntry !== undefined && (numberOf(call, size) ?? 0) < 0) {
        const message = l10n.t(
          '{0} is negative: connections run out before max_overflow is reached (TimeoutError). Give it a positive number.',
          size,
        );
        yield {
          range: sizeEntry.valueRange,
          message,
          ...fixOf(l10n.t('Use {0}', '5'), [newValue(file, sizeEntry, '5')]),
        };
      }
      const overflow = call.keywords.get('max_overflow');
      if (overflow !== undefined && (numberOf(call, 'max_overflow') ?? 0) < -1) {
        const message = l10n.t(
          'max_overflow is below -1: taking connections ends in a RecursionError. -1 stands for no limit.',
        );
        yield {
          range: overflow.valueRange,
          message,
          ...fixOf(l10n.t('Use {0}', '10'), [newValue(file, overflow, '10')]),
        };
      }
    }
  },
};
