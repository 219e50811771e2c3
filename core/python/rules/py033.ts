import { fixOf, removal } from '../edits.ts';
import { mayBeOn, mayRecycle, namedPool } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

export const py033: PythonRule = {
  id: 'PY033',
  severity: 'info',
  title: l10n => l10n.t('A pool that keeps nothing is told to look after its connections'),
  why: l10n =>
    l10n.t(
      'With NullPool every connection is new: pool_recycle has no effect, and pool_pre_ping costs nothing but time.',
    ),
  remedy: l10n => l10n.t('Remove it.'),
  source: 'SQLAlchemy 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      if (namedPool(call) !== 'NullPool' || call.kind === 'oslo') continue;
      const ping = call.keywords.get('pool_pre_ping');
      if (ping !== undefined && mayBeOn(call, 'pool_pre_ping')) {
        const message = l10n.t('With NullPool every connection is new: pool_pre_ping only costs a round trip.');
        yield {
          range: ping.range,
          message,
          tag: 'unnecessary',
          ...fixOf(l10n.t('Remove {0}', 'pool_pre_ping'), [removal(file, ping)], true),
        };
      }
      const recycle = call.keywords.get('pool_recycle');
      if (recycle !== undefined && mayRecycle(call)) {
        const message = l10n.t('With NullPool every connection is new: pool_recycle has no effect.');
        yield {
          range: recycle.range,
          message,
          tag: 'unnecessary',
          ...fixOf(l10n.t('Remove {0}', 'pool_recycle'), [removal(file, recycle)], true),
        };
      }
    }
  },
};
