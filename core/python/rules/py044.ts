import type { ConfigFix } from '../../config/finding.ts';
import type { PythonFile, PythonRule } from '../rule.ts';
import { ancestor, type SyntaxNode } from '../syntax.ts';

export const py044: PythonRule = {
  id: 'PY044',
  severity: 'info',
  title: l10n => l10n.t('A transaction is not tried again after a deadlock'),
  why: l10n =>
    l10n.t(
      'Galera reports conflicts between writers as deadlocks (1213), and failovers cut connections: both are over when one tries again.',
    ),
  remedy: l10n => l10n.t('Decorate the function that holds the whole transaction with wrap_db_retry of oslo.db.'),
  source: 'oslo.db oslo_db/api.py, wrap_db_retry',
  *check(file, l10n) {
    if (!file.module.imports.some(name => /^oslo_db\b/.test(name))) return;
    const told = new Set<number>();
    for (const commit of file.commits) {
      const owner = ancestor(commit.node, ['FunctionDefinition']);
      if (commit.hasRetry || commit.isAsync || owner === undefined || told.has(owner.from)) continue;
      told.add(owner.from);
      const message = l10n.t('Nothing tries this transaction again after a deadlock (1213) or a lost connection.');
      yield { range: commit.range, message, ...decoratorFix(file, owner, l10n.t('Add {0}', 'wrap_db_retry')) };
    }
  },
};

/** Only where the file has oslo.db's API at hand under a name. */
function decoratorFix(file: PythonFile, owner: SyntaxNode, title: string): { readonly fix?: ConfigFix } {
  const api = [...file.module.root.bindings].find(([, bindings]) =>
    bindings.some(binding => binding.kind === 'import' && binding.name === 'oslo_db.api'),
  )?.[0];
  const lineStart = file.text.lastIndexOf('\n', owner.from - 1) + 1;
  const indentation = file.text.slice(lineStart, owner.from);
  if (api === undefined || !/^[ \t]*$/.test(indentation)) return {};
  const text = `@${api}.wrap_db_retry(max_retries=5, retry_on_deadlock=True)\n${indentation}`;
  const edit = { path: file.path, range: { start: owner.from, end: owner.from }, text };
  return { fix: { title, edits: [edit], isSafe: false } };
}
