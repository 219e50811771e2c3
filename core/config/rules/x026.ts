import type { Rule } from '../rule.ts';
import { optionLabel } from './settings.ts';

/** Between these, in seconds, a time for all calls makes sense. */
const shortest = 60;
const longest = 180;

/** A time for calls that is too short for a loaded cluster, or so long that a lost message holds its caller up. */
export const x026: Rule = {
  id: 'X026',
  severity: 'warning',
  title: l10n => l10n.t('rpc_response_timeout is unusually short or long'),
  why: l10n =>
    l10n.t(
      'Below 60 s calls fail with MessagingTimeout that would have been answered; above 180 s callers hang on every lost message.',
    ),
  remedy: l10n => l10n.t('Use 60, the default; slow calls have long_rpc_timeout.'),
  source: 'oslo_messaging/rpc/client.py; nova/conf/rpc.py, long_rpc_timeout',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova) {
      const { value, valuePlace } = configuration.get('DEFAULT', 'rpc_response_timeout');
      if (typeof value !== 'number' || valuePlace === undefined) continue;
      if (value >= shortest && value <= longest) continue;
      const option = optionLabel('DEFAULT', 'rpc_response_timeout');
      yield {
        place: valuePlace,
        option,
        message:
          value < shortest
            ? l10n.t('{0} = {1} s is short: under load calls fail that would have been answered.', option, value)
            : l10n.t('{0} = {1} s is long: callers hang on every lost message.', option, value),
        fix: {
          title: l10n.t('Set {0} to {1}', option, shortest),
          edits: [{ ...valuePlace, text: String(shortest) }],
          isSafe: false,
        },
      };
    }
  },
};
