import { fixOf, removal } from '../edits.ts';
import { isOn } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

export const py036: PythonRule = {
  id: 'PY036',
  severity: 'error',
  title: l10n => l10n.t('Cursors on the server are asked for from an asyncio engine'),
  why: l10n => l10n.t('create_async_engine raises AsyncMethodRequired.'),
  remedy: l10n => l10n.t('Remove it, and use connection.stream() where results are large.'),
  source: 'SQLAlchemy lib/sqlalchemy/ext/asyncio/engine.py, 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      const entry = call.keywords.get('server_side_cursors');
      if (call.kind !== 'async' || entry === undefined || !isOn(call, 'server_side_cursors')) continue;
      const message = l10n.t('create_async_engine raises AsyncMethodRequired for it: use connection.stream().');
      yield {
        range: entry.range,
        message,
        ...fixOf(l10n.t('Remove {0}', 'server_side_cursors'), [removal(file, entry)]),
      };
    }
  },
};
