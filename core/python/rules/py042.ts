import { numberOf } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

const sizes = ['pool_size', 'max_overflow', 'pool_recycle', 'pool_timeout'] as const;

export const py042: PythonRule = {
  id: 'PY042',
  severity: 'info',
  title: l10n => l10n.t('The pool has fixed numbers, although there is a configuration of oslo.db'),
  why: l10n =>
    l10n.t('The options of [database] have no effect on this engine: changing them there changes nothing here.'),
  remedy: l10n => l10n.t('Let enginefacade of oslo.db make the engine, or read the numbers from its options.'),
  source: 'oslo.db documentation, Usage',
  *check(file, l10n) {
    const hasOslo = file.module.imports.some(name => /^oslo_(?:db|config)\b/.test(name));
    if (!hasOslo) return;
    for (const call of file.engines) {
      if (call.kind === 'oslo') continue;
      const given = sizes.find(name => numberOf(call, name) !== undefined);
      const entry = given === undefined ? undefined : call.keywords.get(given);
      if (entry === undefined) continue;
      yield {
        range: entry.range,
        message: l10n.t('The options of [database] have no effect here: let oslo.db make the engine.'),
      };
    }
  },
};
