import type { Rule } from '../rule.ts';
import { setTimeoutOf } from './edits.ts';
import { frontsOf, knownNumber, serverTimeouts, timeoutOf } from './messaging.ts';

/** haproxy in front of RabbitMQ that cuts connections between two heartbeats. */
export const x029: Rule = {
  id: 'X029',
  severity: 'warning',
  title: l10n => l10n.t('haproxy cuts connections to RabbitMQ between heartbeats'),
  why: l10n =>
    l10n.t(
      'A heartbeat is sent every heartbeat_timeout_threshold / heartbeat_rate seconds. A shorter time-out of haproxy closes every idle connection.',
    ),
  remedy: l10n =>
    l10n.t(
      'Make timeout client and timeout server longer than heartbeat_timeout_threshold, or list the brokers in transport_url and leave haproxy out.',
    ),
  source: 'oslo_messaging/_drivers/impl_rabbit.py; amqp 5.3.1, Connection.heartbeat_tick',
  *check(deployment, l10n) {
    const intervals = deployment.nova.flatMap(configuration => {
      const threshold = knownNumber(configuration, 'oslo_messaging_rabbit', 'heartbeat_timeout_threshold');
      const rate = knownNumber(configuration, 'oslo_messaging_rabbit', 'heartbeat_rate');
      if (threshold === undefined || rate === undefined || threshold.value <= 0) return [];
      // amqp takes 2 for a rate that is none.
      return [{ threshold, seconds: threshold.value / (rate.value > 0 ? rate.value : 2) }];
    });
    const longest = intervals.toSorted((one, other) => other.seconds - one.seconds)[0];
    if (longest === undefined) return;
    for (const { file, section } of frontsOf(deployment, [5671, 5672], /rabbit(?!.*(?:management|mgmt))|amqp/i)) {
      const client = timeoutOf(deployment, file, section, 'client');
      const found = [
        ...(client ? [['client', client] as const] : []),
        ...serverTimeouts(deployment, file, section).map(timeout => ['server', timeout] as const),
      ];
      for (const [kind, timeout] of found) {
        if (timeout.seconds > longest.seconds) continue;
        const text = `${Math.max(longest.threshold.value * 2, 180)}s`;
        yield {
          place: timeout.place,
          message: l10n.t(
            'timeout {0} = {1} s for RabbitMQ, but heartbeats come every {2} s: idle connections are cut.',
            kind,
            timeout.seconds,
            Math.round(longest.seconds),
          ),
          fix: {
            title: l10n.t('Set {0} to {1}', `timeout ${kind}`, text),
            edits: [setTimeoutOf(timeout.file, timeout.section, kind, text)],
            isSafe: false,
          },
          ...(longest.threshold.place && {
            related: [{ place: longest.threshold.place, message: l10n.t('It gives the time between heartbeats.') }],
          }),
        };
      }
    }
  },
};
