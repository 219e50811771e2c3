import type { PythonRule } from '../rule.ts';

export const py041: PythonRule = {
  id: 'PY041',
  severity: 'info',
  isOffByDefault: true,
  title: l10n => l10n.t('Arguments of an engine cannot be read from the text'),
  why: l10n =>
    l10n.t('They are put together at run time: nothing is guessed, and the other rules say nothing about them.'),
  remedy: l10n => l10n.t('Write them out where they are to be checked.'),
  source: 'Nova Doctor',
  *check(file, l10n) {
    for (const call of file.engines) {
      for (const range of call.unresolved) {
        yield { range, message: l10n.t('What this brings is known at run time only; it is not checked.') };
      }
    }
  },
};
