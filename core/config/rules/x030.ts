import type { OsloConfiguration } from '../deployment.ts';
import { isAtLeast } from '../release-order.ts';
import type { Rule } from '../rule.ts';
import { isReadBy, optionLabel } from './settings.ts';

/** Heartbeats in a thread of the system, beside green threads, which cannot wake each other. */
export const x030: Rule = {
  id: 'X030',
  severity: 'warning',
  title: l10n => l10n.t('heartbeat_in_pthread for services in green threads'),
  why: l10n =>
    l10n.t(
      'Only a web server may use it. nova-conductor, nova-compute and nova-scheduler fail with "cannot switch to a different thread" and hang.',
    ),
  remedy: l10n => l10n.t('Set it to false, or for the web server only, in a file of its own.'),
  source:
    'bug 1934937; oslo_messaging/_drivers/impl_rabbit.py: default True from 12.9 to 12.13, False since 14.0, gone after 17.3',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova) {
      const { value, valuePlace } = configuration.get('oslo_messaging_rabbit', 'heartbeat_in_pthread');
      if (value !== true || valuePlace === undefined) continue;
      const certainty = usesGreenThreads(configuration);
      if (certainty === 'no') continue;
      const option = optionLabel('oslo_messaging_rabbit', 'heartbeat_in_pthread');
      yield {
        place: valuePlace,
        option,
        // A file that the web server reads too may have it for that one.
        severity: certainty === 'yes' ? 'error' : 'warning',
        message:
          certainty === 'yes'
            ? l10n.t('{0} = true makes {1} fail: it runs in green threads.', option, configuration.service!)
            : l10n.t('{0} = true is for web servers only; services in green threads that read this file fail.', option),
        fix: {
          title: l10n.t('Set {0} to {1}', option, 'false'),
          edits: [{ ...valuePlace, text: 'false' }],
          isSafe: false,
        },
      };
    }
  },
};

/** nova-scheduler and the API run in threads from 2026.1 on, the others later. */
function usesGreenThreads(configuration: OsloConfiguration): 'yes' | 'no' | 'perhaps' {
  const { release } = configuration.options;
  if (configuration.service === undefined) return 'perhaps';
  if (isReadBy(configuration, 'nova-conductor', 'nova-super-conductor', 'nova-compute'))
    return isAtLeast(release, '2026.2') ? 'no' : 'yes';
  if (isReadBy(configuration, 'nova-scheduler')) return isAtLeast(release, '2026.1') ? 'no' : 'yes';
  return 'no';
}
