import type { Rule } from '../rule.ts';
import { isSameBroker, type TransportHost } from '../transport-url.ts';
import { transportsOf } from './messaging.ts';

/**
 * A broker that is listed, but is none. Which hosts are brokers no file of nova can tell; what can be seen is a host that is
 * listed twice, and one that only one of several files for the same brokers lists.
 */
export const x035: Rule = {
  id: 'X035',
  severity: 'warning',
  title: l10n => l10n.t('Broker in transport_url that may not exist'),
  why: l10n =>
    l10n.t(
      'After a broken connection each host is tried in turn: one that does not answer costs several seconds each time.',
    ),
  remedy: l10n => l10n.t('List exactly the brokers of the cluster, each once, and the same in all files.'),
  source: 'oslo_messaging/transport.py, TransportURL.parse; kombu tries the hosts one after the other',
  *check(deployment, l10n) {
    const transports = transportsOf(deployment);
    for (const { url, placeOf } of transports)
      for (const [index, host] of url.hosts.entries())
        if (url.hosts.slice(0, index).some(other => isSameHost(other, host)))
          yield {
            place: placeOf(host.part.range),
            option: '[DEFAULT]transport_url',
            message: l10n.t('{0} is listed twice.', host.part.text),
          };
    for (const transport of transports) {
      const others = transports.filter(
        other => other.place.path !== transport.place.path && isSameBroker(other.url, transport.url),
      );
      // Of two lists either may be the outdated one; one against several is not.
      if (new Set(others.map(({ place }) => place.path)).size < 2) continue;
      for (const host of transport.url.hosts) {
        if (others.some(({ url }) => url.hosts.some(other => isSameHost(other, host)))) continue;
        yield {
          place: transport.placeOf(host.part.range),
          option: '[DEFAULT]transport_url',
          message: l10n.t('Only this file lists {0}; the others for the same brokers do not.', host.part.text),
          related: [{ place: others[0]!.place, message: l10n.t('A list without it.') }],
        };
      }
    }
  },
};

function isSameHost(left: TransportHost, right: TransportHost): boolean {
  return left.host === right.host && left.port === right.port;
}
