import { fixOf, newValue } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

const numbers = ['pool_size', 'max_overflow', 'pool_timeout', 'pool_recycle'] as const;
const switches = ['pool_pre_ping', 'pool_use_lifo'] as const;
const isOff = /^\s*(?:false|no|off|n|f|0)\s*$/i;

export const py016: PythonRule = {
  id: 'PY016',
  severity: 'error',
  title: l10n => l10n.t('A number of the pool is given as text'),
  why: l10n => l10n.t('Variables of the environment are text: SQLAlchemy calculates with them and raises a TypeError.'),
  remedy: l10n => l10n.t('Convert it with int().'),
  source: 'SQLAlchemy 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      for (const keyword of numbers) {
        const entry = call.keywords.get(keyword);
        const kind = entry?.value.kind;
        if (entry === undefined || (kind !== 'string' && kind !== 'environment')) continue;
        if (call.isCoerced && kind === 'environment') continue;
        const message = l10n.t('{0} is a text here: SQLAlchemy calculates with it and raises a TypeError.', keyword);
        const text = file.text.slice(entry.valueRange.start, entry.valueRange.end);
        yield {
          range: entry.valueRange,
          message,
          ...fixOf(l10n.t('Convert it with int()'), [newValue(file, entry, `int(${text})`)]),
        };
      }
      for (const keyword of switches) {
        const value = call.keywords.get(keyword)?.value;
        if (!call.isCoerced || value?.kind !== 'string' || !isOff.test(value.text)) continue;
        const entry = call.keywords.get(keyword)!;
        const message = l10n.t(
          'engine_from_config does not convert {0}: every text turns it on, this one too.',
          keyword,
        );
        yield {
          range: entry.valueRange,
          message,
          severity: 'warning',
          ...fixOf(l10n.t('Use {0}', 'False'), [newValue(file, entry, 'False')]),
        };
      }
    }
  },
};
