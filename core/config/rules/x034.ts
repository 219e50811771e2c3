import type { Rule } from '../rule.ts';
import { deletionAt, optionLabel } from './settings.ts';

const group = 'oslo_messaging_rabbit';

/** Kinds of queues that exclude each other. amqp_durable_queues = false beside quorum queues is only ignored. */
export const x034: Rule = {
  id: 'X034',
  severity: 'error',
  title: l10n => l10n.t('Kinds of queues that exclude each other'),
  why: l10n => l10n.t('The driver refuses the combination with a RuntimeError when the service connects.'),
  remedy: l10n =>
    l10n.t(
      'With rabbit_quorum_queue leave rabbit_ha_queues out; rabbit_stream_fanout needs rabbit_transient_quorum_queue and rabbit_qos_prefetch_count = 1.',
    ),
  source:
    'oslo_messaging/_drivers/impl_rabbit.py 14.0.3 and 17.1.0, _get_queue_arguments and Connection.__init__; durable is true for quorum queues',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova) {
      const isOn = (name: string) => configuration.booleanOf(group, name) === true;
      const mirrored = configuration.get(group, 'rabbit_ha_queues').place;
      if (mirrored && isOn('rabbit_ha_queues') && isOn('rabbit_quorum_queue')) {
        const fix = deletionAt(configuration, mirrored, l10n, false);
        yield {
          place: mirrored,
          option: optionLabel(group, 'rabbit_ha_queues'),
          message: l10n.t(
            'rabbit_ha_queues and rabbit_quorum_queue exclude each other: the driver raises RuntimeError.',
          ),
          ...(fix && { fix }),
        };
      }
      const fanout = configuration.get(group, 'rabbit_stream_fanout').place;
      if (fanout === undefined || !isOn('rabbit_stream_fanout') || configuration.isPartial) continue;
      const option = optionLabel(group, 'rabbit_stream_fanout');
      if (!isOn('rabbit_transient_quorum_queue'))
        yield {
          place: fanout,
          option,
          message: l10n.t('rabbit_stream_fanout needs rabbit_transient_quorum_queue: the driver raises RuntimeError.'),
        };
      if ((configuration.numberOf(group, 'rabbit_qos_prefetch_count') ?? 0) <= 0)
        yield {
          place: fanout,
          option,
          message: l10n.t(
            'rabbit_stream_fanout needs a rabbit_qos_prefetch_count above 0: the driver raises RuntimeError.',
          ),
        };
    }
  },
};
