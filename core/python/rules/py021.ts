import { fixOf, newValue } from '../edits.ts';
import { isOn, namedPool } from '../pools.ts';
import type { PythonRule } from '../rule.ts';
import type { Value } from '../values.ts';

function keepsTransaction(value: Value): boolean {
  if (value.kind === 'none') return true;
  if (value.kind === 'boolean') return !value.boolean;
  return value.kind === 'string' && (value.text === 'commit' || value.text === 'none');
}

export const py021: PythonRule = {
  id: 'PY021',
  severity: 'warning',
  title: l10n => l10n.t('Connections go back to the pool without a rollback'),
  why: l10n =>
    l10n.t(
      'An open or interrupted transaction goes on to the next user of the connection; behind Mycat or ProxySQL it gets the errors 1003 and 9006.',
    ),
  remedy: l10n => l10n.t("Use 'rollback', the default."),
  source: 'SQLAlchemy documentation, Reset On Return; Mycat ServerConnection.java L205',
  *check(file, l10n) {
    for (const call of file.engines) {
      const entry = call.keywords.get('pool_reset_on_return');
      if (entry === undefined || call.url?.dialect !== 'mysql' || !keepsTransaction(entry.value)) continue;
      const level = call.keywords.get('isolation_level')?.value;
      const isAutocommit = level?.kind === 'string' && level.text.toUpperCase() === 'AUTOCOMMIT';
      if (isAutocommit || namedPool(call) === 'NullPool' || isOn(call, 'skip_autocommit_rollback')) continue;
      const message = l10n.t('Without a rollback an open transaction goes on to the next user of the connection.');
      yield {
        range: entry.valueRange,
        message,
        ...fixOf(l10n.t('Use {0}', "'rollback'"), [newValue(file, entry, "'rollback'")]),
      };
    }
  },
};
