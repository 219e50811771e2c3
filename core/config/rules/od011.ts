import type { Rule } from '../rule.ts';
import { databaseNumbers, setTo } from './database-values.ts';

/** Whoever waits for a call gives up before the callee says that its pool is exhausted. */
export const od011: Rule = {
  id: 'OD011',
  severity: 'warning',
  title: l10n => l10n.t('pool_timeout is not below rpc_response_timeout'),
  why: l10n =>
    l10n.t(
      'The caller ends with MessagingTimeout before the callee reports that its pool is exhausted, so the log of the caller hides the cause.',
    ),
  remedy: l10n => l10n.t('Keep pool_timeout well below rpc_response_timeout: 30 below 60.'),
  source: 'oslo_messaging/rpc/client.py; SQLAlchemy pool/impl.py',
  *check(deployment, l10n) {
    for (const value of databaseNumbers(deployment, 'pool_timeout')) {
      // placement answers no calls over the message queue.
      if (value.group === 'placement_database') continue;
      const timeout = value.configuration.get('DEFAULT', 'rpc_response_timeout');
      if (typeof timeout.value !== 'number' || value.number < timeout.value) continue;
      yield {
        place: value.place,
        option: value.option,
        message: l10n.t(
          '{0} = {1} s is not below rpc_response_timeout = {2} s: callers give up before the cause is reported.',
          value.option,
          value.number,
          timeout.value,
        ),
        fix: setTo(value, String(Math.max(1, Math.min(30, Math.floor(timeout.value / 2)))), l10n),
        ...(timeout.place && {
          related: [{ place: timeout.place, message: l10n.t('The time that callers wait.') }],
        }),
      };
    }
  },
};
