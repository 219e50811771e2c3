import type { Rule } from '../rule.ts';
import { optionLabel } from './settings.ts';

/** No heartbeats to the broker. */
export const x028: Rule = {
  id: 'X028',
  severity: 'warning',
  title: l10n => l10n.t('Heartbeats to RabbitMQ are off'),
  why: l10n =>
    l10n.t(
      'A broken connection is noticed only when TCP gives up, after many minutes; until then messages are lost and agents look down.',
    ),
  remedy: l10n => l10n.t('Use 60, the default.'),
  source: 'oslo_messaging/_drivers/impl_rabbit.py, _heartbeat_supported_and_enabled: 0 and below switch them off',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova) {
      const { value, valuePlace } = configuration.get('oslo_messaging_rabbit', 'heartbeat_timeout_threshold');
      if (typeof value !== 'number' || valuePlace === undefined || value > 0) continue;
      const option = optionLabel('oslo_messaging_rabbit', 'heartbeat_timeout_threshold');
      yield {
        place: valuePlace,
        option,
        message: l10n.t(
          '{0} = {1} switches off heartbeats: broken connections go unnoticed for minutes.',
          option,
          value,
        ),
        fix: {
          title: l10n.t('Set {0} to {1}', option, 60),
          edits: [{ ...valuePlace, text: '60' }],
          isSafe: false,
        },
      };
    }
  },
};
