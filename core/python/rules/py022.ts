import { addition, fixOf } from '../edits.ts';
import { keepsConnections, mayBeOn, mayRecycle } from '../pools.ts';
import type { PythonRule } from '../rule.ts';

export const py022: PythonRule = {
  id: 'PY022',
  severity: 'warning',
  title: l10n => l10n.t('A MySQL engine neither tests its connections nor renews them'),
  why: l10n =>
    l10n.t(
      'The defaults are no test and no renewal: after wait_timeout, or what a proxy sets, the next statement fails with 2006.',
    ),
  remedy: l10n => l10n.t('Set pool_pre_ping=True, and pool_recycle below the smallest idle time-out on the way.'),
  source: 'SQLAlchemy documentation, Dealing with Disconnects; defaults of 1.4.54, 2.0.58 and 2.1.9, run',
  *check(file, l10n) {
    for (const call of file.engines) {
      if (call.kind === 'oslo' || !call.isComplete || call.url?.dialect !== 'mysql') continue;
      if (!keepsConnections(call, file.facts.version)) continue;
      if (mayBeOn(call, 'pool_pre_ping') || mayRecycle(call)) continue;
      const message = l10n.t(
        'Connections are neither tested nor renewed: after an idle time-out the next statement fails with 2006.',
      );
      const missing = ['pool_pre_ping', 'pool_recycle'].every(name => !call.keywords.has(name));
      const recycle = Math.max(1, Math.min(3600, Math.floor((file.facts.idleTimeout ?? 4000) * 0.9)));
      const edit = missing ? addition(file, call, 'pool_pre_ping=True', `pool_recycle=${recycle}`) : undefined;
      yield { range: call.place, message, ...fixOf(l10n.t('Add pool_pre_ping and pool_recycle'), [edit]) };
    }
  },
};
