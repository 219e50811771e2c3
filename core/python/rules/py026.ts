import { fixOf, newValue } from '../edits.ts';
import { numberOf } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

/** Nova's RPC calls give up after 60 seconds: who waits longer works for nobody. */
const longestWait = 60;

export const py026: PythonRule = {
  id: 'PY026',
  severity: 'warning',
  title: l10n => l10n.t('The wait for a connection is too short or too long'),
  why: l10n =>
    l10n.t(
      'With 0 every burst fails at once; above 60 seconds the caller has given up (rpc_response_timeout) before a connection comes.',
    ),
  remedy: l10n => l10n.t('Use 5 to 30 seconds; the default is 30.'),
  source: 'SQLAlchemy lib/sqlalchemy/pool/impl.py; nova rpc_response_timeout 60',
  *check(file, l10n) {
    for (const call of file.engines) {
      const entry = call.keywords.get('pool_timeout');
      const seconds = numberOf(call, 'pool_timeout');
      if (entry === undefined || seconds === undefined || (seconds > 0 && seconds <= longestWait)) continue;
      const message =
        seconds === 0
          ? l10n.t('A full pool raises a TimeoutError at once, without waiting.')
          : seconds < 0
            ? l10n.t('A full pool raises a ValueError: the time to wait is negative.')
            : l10n.t('Whoever waits {0} seconds for a connection works for a caller that has given up.', seconds);
      yield { range: entry.valueRange, message, ...fixOf(l10n.t('Use {0}', '30'), [newValue(file, entry, '30')]) };
    }
  },
};
