import { computeServicesCommand } from '../../cluster/actions/compute-services.ts';
import { haproxyServersCommand } from '../../cluster/actions/haproxy.ts';
import { usualBackends } from '../actions/haproxy.ts';
import { instanceOn, unreadText } from '../look.ts';
import { compilePattern } from '../parameters.ts';
import { isReading } from '../reading.ts';
import type { Verdict } from '../run-ports.ts';
import type { Check } from '../runbook.ts';
import { type CheckContext, type CheckKind, expected } from './check.ts';

/** Whether nova-api is out of the load balancers. */
export const haproxyCheck: CheckKind = {
  name: 'haproxy',
  describe: l10n => l10n.t('Whether every HAProxy of the step sends requests to nova-api.'),
  keys: [
    {
      name: 'is',
      type: 'text',
      isRequired: true,
      words: ['maintenance', 'ready'],
      describe: l10n => l10n.t('maintenance: no server takes new requests; ready: none is in maintenance.'),
    },
    {
      name: 'backend',
      type: 'regex',
      describe: l10n =>
        l10n.t('Names of the back ends; those of nova-api where it is left out. Metadata is never among them.'),
    },
  ],
  run: async (check, context) => {
    const found = await Promise.all(context.controllers.map(controller => onHaproxy(controller, check, context)));
    return { holds: found.every(({ holds }) => holds), seen: found.map(({ seen }) => seen).join('; ') };
  },
};

async function onHaproxy(
  controller: string,
  check: Check,
  { look, observer, l10n, signal }: CheckContext,
): Promise<Verdict> {
  const instance = instanceOn(await look.state(), controller, 'haproxy', l10n);
  if (!instance.found) return { holds: false, seen: instance.text };
  const { owner } = instance.found;
  const container = 'container' in owner ? owner.container : undefined;
  const all = await observer.run(controller, haproxyServersCommand(container), signal);
  if (!isReading(all)) return { holds: false, seen: `${controller}: ${unreadText(all, l10n)}` };
  const matches = compilePattern(expected(check, 'backend') || usualBackends);
  const servers = all.filter(({ backend }) => matches(backend) && !/meta/i.test(backend));
  const out = servers.filter(({ status }) => status.startsWith('MAINT')).length;
  const seen = l10n.t(
    'HAProxy on {0}: {1} of {2} servers of nova-api are in maintenance',
    controller,
    out,
    servers.length,
  );
  return { holds: servers.length > 0 && out === (expected(check, 'is') === 'maintenance' ? servers.length : 0), seen };
}

/** Whether instances can be placed anywhere. */
export const computeServicesCheck: CheckKind = {
  name: 'compute-services',
  describe: l10n => l10n.t('Whether nova-compute is enabled, as nova’s API lists it.'),
  keys: [
    {
      name: 'is',
      type: 'text',
      isRequired: true,
      words: ['disabled', 'enabled'],
      describe: l10n => l10n.t('disabled: everywhere; enabled: at least somewhere.'),
    },
    {
      name: 'openrc',
      type: 'text',
      describe: l10n =>
        l10n.t('A file on the controller with the credentials of an administrator; usual places where it is left out.'),
    },
  ],
  run: async (check, { controllers, observer, l10n, signal }) => {
    const [controller = ''] = controllers;
    const services = await observer.run(controller, computeServicesCommand(expected(check, 'openrc')), signal);
    if (!isReading(services)) return { holds: false, seen: unreadText(services, l10n) };
    const enabled = services.filter(({ isEnabled }) => isEnabled).length;
    const seen = l10n.t('{0} of {1} nova-compute are enabled', enabled, services.length);
    return { holds: expected(check, 'is') === 'disabled' ? enabled === 0 : enabled > 0, seen };
  },
};
