import { fixOf, newValue } from '../edits.ts';
import type { PythonRule } from '../rule.ts';

export const py035: PythonRule = {
  id: 'PY035',
  severity: 'warning',
  title: l10n => l10n.t('Every statement is written to the log'),
  why: l10n => l10n.t('The statements come with their values, names and secrets among them, and cost time and disk.'),
  remedy: l10n =>
    l10n.t('Use False, and the levels of the loggers sqlalchemy.engine and sqlalchemy.pool when they are needed.'),
  source: 'SQLAlchemy documentation, Configuring Logging',
  *check(file, l10n) {
    for (const call of file.engines) {
      for (const keyword of ['echo', 'echo_pool'] as const) {
        const entry = call.keywords.get(keyword);
        if (entry === undefined || call.takesShortNames) continue;
        const isDebug = entry.value.kind === 'string' && entry.value.text === 'debug';
        const isTrue = keyword === 'echo' && entry.value.kind === 'boolean' && entry.value.boolean;
        if (!isDebug && !isTrue) continue;
        const message =
          keyword === 'echo'
            ? l10n.t('Statements go to the log with their values.')
            : l10n.t('Every taking and giving back of a connection goes to the log.');
        yield { range: entry.range, message, ...fixOf(l10n.t('Use {0}', 'False'), [newValue(file, entry, 'False')]) };
      }
    }
  },
};
