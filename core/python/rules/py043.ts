import type { PythonRule } from '../rule.ts';
import { statementFix } from '../statement-fix.ts';

export const py043: PythonRule = {
  id: 'PY043',
  severity: 'warning',
  title: l10n => l10n.t('A commit on a session that lives on has no rollback for its failure'),
  why: l10n =>
    l10n.t(
      'After a failed flush or commit the session refuses everything (PendingRollbackError) until somebody rolls it back.',
    ),
  remedy: l10n => l10n.t('Use with Session.begin(), or roll back in an except and raise again.'),
  source: 'SQLAlchemy error 7s2a',
  *check(file, l10n) {
    for (const commit of file.commits) {
      if (commit.hasRollback || commit.lifetime !== 'longer') continue;
      const message = l10n.t('When this fails, {0} stays unusable until it is rolled back.', commit.object);
      const { object, isAsync } = commit;
      const wait = isAsync ? 'await ' : '';
      const fix = statementFix(file, commit.node, l10n.t('Roll back when it fails'), (statement, indentation, step) =>
        ['try:', `${step}${statement}`, 'except Exception:', `${step}${wait}${object}.rollback()`, `${step}raise`].join(
          `\n${indentation}`,
        ),
      );
      yield { range: commit.range, message, ...fix };
    }
  },
};
