import type { Rule } from '../rule.ts';
import { knownNumber } from './messaging.ts';
import { optionLabel } from './settings.ts';

/** The time for long calls is shorter than that for all others. */
export const x027: Rule = {
  id: 'X027',
  severity: 'error',
  title: l10n => l10n.t('long_rpc_timeout is below rpc_response_timeout'),
  why: l10n =>
    l10n.t(
      'Live migration, scheduling and volume attachment, which take longest, are given up before everything else.',
    ),
  remedy: l10n => l10n.t('Use 1800, the default, or more than rpc_response_timeout.'),
  source: 'nova/conf/rpc.py',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova) {
      const long = knownNumber(configuration, 'DEFAULT', 'long_rpc_timeout');
      const usual = knownNumber(configuration, 'DEFAULT', 'rpc_response_timeout');
      const place = long?.place ?? usual?.place;
      if (long === undefined || usual === undefined || place === undefined || long.value >= usual.value) continue;
      const name = long.place === undefined ? 'rpc_response_timeout' : 'long_rpc_timeout';
      yield {
        place,
        option: optionLabel('DEFAULT', name),
        message: l10n.t(
          'long_rpc_timeout = {0} s is below rpc_response_timeout = {1} s: long calls are given up first.',
          long.value,
          usual.value,
        ),
        ...(long.place && {
          fix: {
            title: l10n.t('Set {0} to {1}', optionLabel('DEFAULT', name), Math.max(1800, usual.value)),
            edits: [{ ...long.place, text: String(Math.max(1800, usual.value)) }],
            isSafe: false,
          },
        }),
        ...(long.place &&
          usual.place && {
            related: [{ place: usual.place, message: l10n.t('The time that callers wait.') }],
          }),
      };
    }
  },
};
