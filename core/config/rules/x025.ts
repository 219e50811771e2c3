import type { Rule } from '../rule.ts';
import { setTimeoutOf } from './edits.ts';
import { frontsOf, type KnownNumber, knownNumber, serverTimeouts } from './messaging.ts';
import { mayBeReadBy } from './settings.ts';

/** haproxy gives nova-api up before nova-api gives up its own call. */
export const x025: Rule = {
  id: 'X025',
  severity: 'warning',
  title: l10n => l10n.t('haproxy waits no longer for nova-api than nova-api waits for a call'),
  why: l10n =>
    l10n.t('When a call takes long the client gets 504 from haproxy, and never what nova-api would have answered.'),
  remedy: l10n => l10n.t('Make timeout server of nova-api longer than rpc_response_timeout, by 10 seconds or more.'),
  source: 'oslo_messaging/rpc/client.py (60 s); kolla-ansible, haproxy_server_timeout (1m)',
  *check(deployment, l10n) {
    const longest = deployment.nova
      .filter(configuration => mayBeReadBy(configuration, 'nova-api'))
      .flatMap(configuration => knownNumber(configuration, 'DEFAULT', 'rpc_response_timeout') ?? [])
      .reduce<KnownNumber | undefined>((most, one) => (most && most.value >= one.value ? most : one), undefined);
    if (longest === undefined) return;
    for (const { file, section } of frontsOf(deployment, [8774], /nova.*api(?!.*meta)|osapi/i))
      for (const timeout of serverTimeouts(deployment, file, section)) {
        if (timeout.seconds > longest.value) continue;
        const text = `${longest.value + 30}s`;
        yield {
          place: timeout.place,
          message: l10n.t(
            'timeout server = {0} s for nova-api, which itself waits {1} s for a call: clients get 504.',
            timeout.seconds,
            longest.value,
          ),
          fix: {
            title: l10n.t('Set {0} to {1}', 'timeout server', text),
            edits: [setTimeoutOf(timeout.file, timeout.section, 'server', text)],
            isSafe: false,
          },
          ...(longest.place && {
            related: [{ place: longest.place, message: l10n.t('The time that callers wait.') }],
          }),
        };
      }
  },
};
