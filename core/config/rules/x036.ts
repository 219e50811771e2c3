import type { Rule } from '../rule.ts';
import { knownNumber } from './messaging.ts';
import { optionLabel } from './settings.ts';

/** A limit for builds below the time that one of their steps may take. */
export const x036: Rule = {
  id: 'X036',
  severity: 'warning',
  title: l10n => l10n.t('instance_build_timeout is too short for the steps of a build'),
  why: l10n =>
    l10n.t('An instance that still waits for its network or its volume is set to ERROR, and goes on being built.'),
  remedy: l10n =>
    l10n.t(
      'Use 0, the default, for no limit, or more than vif_plugging_timeout and the time that images and volumes need.',
    ),
  source: 'nova/conf/compute.py; nova/compute/manager.py, _check_instance_build_time',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova) {
      const limit = knownNumber(configuration, 'DEFAULT', 'instance_build_timeout');
      const network = knownNumber(configuration, 'DEFAULT', 'vif_plugging_timeout');
      if (limit === undefined || network === undefined || limit.value <= 0 || limit.value > network.value) continue;
      const place = limit.place ?? network.place;
      if (place === undefined) continue;
      const option = optionLabel('DEFAULT', 'instance_build_timeout');
      yield {
        place,
        option,
        message: l10n.t(
          'instance_build_timeout = {0} s, but the network alone may take vif_plugging_timeout = {1} s.',
          limit.value,
          network.value,
        ),
        ...(limit.place && {
          fix: { title: l10n.t('Set {0} to {1}', option, 0), edits: [{ ...limit.place, text: '0' }], isSafe: false },
        }),
      };
    }
  },
};
