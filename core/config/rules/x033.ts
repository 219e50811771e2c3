import type { OsloConfiguration } from '../deployment.ts';
import type { Rule } from '../rule.ts';
import { isSameBroker } from '../transport-url.ts';
import { type GivenTransport, transportsOf } from './messaging.ts';
import { optionLabel } from './settings.ts';

const group = 'oslo_messaging_rabbit';

/** Services that declare the same queues in different ways. */
export const x033: Rule = {
  id: 'X033',
  severity: 'error',
  title: l10n => l10n.t('Services declare the queues of one broker in different ways'),
  why: l10n =>
    l10n.t(
      'RabbitMQ refuses the second declaration with 406 PRECONDITION_FAILED, and the service that made it cannot receive.',
    ),
  remedy: l10n => l10n.t('Set the same in all files of a virtual host, and delete the queues when you change it.'),
  source: 'oslo_messaging/_drivers/impl_rabbit.py, _get_queue_arguments and durable',
  *check(deployment, l10n) {
    const transports = transportsOf(deployment).filter(({ configuration }) => !configuration.isPartial);
    for (const [index, transport] of transports.entries()) {
      const first = transports.slice(0, index).find(other => isSameBroker(other.url, transport.url));
      if (first === undefined) continue;
      for (const name of differences(first, transport)) {
        const place = placeOf(transport.configuration, name);
        const other = placeOf(first.configuration, name);
        // The same file with different readers cannot differ from itself.
        if (place.path === other.path && place.range.start === other.range.start) continue;
        yield {
          place,
          option: optionLabel(group, name),
          message: l10n.t(
            '{0} is {1} here, but {2} in {3}: RabbitMQ refuses one of them with 406.',
            optionLabel(group, name),
            String(transport.configuration.booleanOf(group, name) ?? false),
            String(first.configuration.booleanOf(group, name) ?? false),
            other.path,
          ),
          related: [{ place: other, message: l10n.t('Another service on the same virtual host.') }],
        };
      }
    }
  },
};

function differences(left: GivenTransport, right: GivenTransport): string[] {
  const differ = (name: string) =>
    (left.configuration.booleanOf(group, name) ?? false) !== (right.configuration.booleanOf(group, name) ?? false);
  const isQuorum = left.configuration.booleanOf(group, 'rabbit_quorum_queue') === true;
  if (differ('rabbit_quorum_queue')) return ['rabbit_quorum_queue'];
  // Quorum queues are durable whatever amqp_durable_queues says.
  const names = ['rabbit_transient_quorum_queue', 'rabbit_ha_queues', ...(isQuorum ? [] : ['amqp_durable_queues'])];
  return names.filter(differ);
}

function placeOf(configuration: OsloConfiguration, name: string) {
  return configuration.get(group, name).valuePlace ?? configuration.groupPlace(group);
}
