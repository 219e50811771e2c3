import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';

/** Nobody waits for a connection that is about to be given back. */
export const od012: Rule = {
  id: 'OD012',
  severity: 'warning',
  title: l10n => l10n.t('pool_timeout leaves no time to wait'),
  why: l10n =>
    l10n.t('Requests fail at once whenever all connections are in use, even if one is given back a moment later.'),
  remedy: l10n => l10n.t('Allow 5 to 30 seconds; 30 is what counts when it is not set.'),
  source: 'SQLAlchemy pool/impl.py, QueuePool._do_get; util/queue.py refuses negative times with ValueError',
  *check(deployment, l10n) {
    for (const value of databaseNumbers(deployment, 'pool_timeout')) {
      if (value.number > 0) continue;
      yield {
        place: value.place,
        option: value.option,
        severity: value.number < 0 ? 'error' : 'warning',
        message:
          value.number < 0
            ? l10n.t('{0} = {1} raises ValueError as soon as a request has to wait.', value.option, value.number)
            : l10n.t('{0} = 0 lets requests fail at once when all connections are in use.', value.option),
        fix: setTo(value, '30', l10n),
      };
    }
  },
};
