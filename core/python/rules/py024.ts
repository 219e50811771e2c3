import { addition, fixOf } from '../edits.ts';
import { keepsConnections, mayRecycle } from '../pools.ts';
import { isBehindProxy } from '../proxies.ts';
import type { PythonRule } from '../rule.ts';

export const py024: PythonRule = {
  id: 'PY024',
  severity: 'info',
  title: l10n => l10n.t('Connections to something that fails over are renewed, but not tested'),
  why: l10n =>
    l10n.t('Renewal goes by age: after a failover each connection of the pool fails once before it is replaced.'),
  remedy: l10n => l10n.t('Add pool_pre_ping=True.'),
  source: 'SQLAlchemy documentation, Disconnect Handling - Pessimistic',
  *check(file, l10n) {
    for (const call of file.engines) {
      if (call.kind === 'oslo' || !call.isComplete || call.url?.dialect !== 'mysql') continue;
      if (!keepsConnections(call, file.facts.version)) continue;
      if (!mayRecycle(call) || call.keywords.has('pool_pre_ping') || !isBehindProxy(call.url, file.facts)) continue;
      const message = l10n.t(
        'After a failover each connection of the pool fails once: pool_recycle does not notice it, pool_pre_ping does.',
      );
      yield {
        range: call.place,
        message,
        ...fixOf(l10n.t('Add {0}', 'pool_pre_ping=True'), [addition(file, call, 'pool_pre_ping=True')]),
      };
    }
  },
};
