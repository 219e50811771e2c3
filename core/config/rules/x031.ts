import type { Rule } from '../rule.ts';
import { knownNumber } from './messaging.ts';
import { optionLabel } from './settings.ts';

/** Services look down although they only missed one report. */
export const x031: Rule = {
  id: 'X031',
  severity: 'warning',
  title: l10n => l10n.t('service_down_time leaves too little time for reports'),
  why: l10n =>
    l10n.t(
      'A service that misses one report, or whose report waits for a busy conductor, is taken for down: the scheduler passes it over, and it comes back a moment later.',
    ),
  remedy: l10n => l10n.t('Use 60 and 10, the defaults, or keep service_down_time at three report_interval or more.'),
  source: 'nova/servicegroup/api.py, API.__init__: at or below report_interval nova takes 2.5 times report_interval',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova) {
      const down = knownNumber(configuration, 'DEFAULT', 'service_down_time');
      const interval = knownNumber(configuration, 'DEFAULT', 'report_interval');
      const timeout = knownNumber(configuration, 'DEFAULT', 'rpc_response_timeout');
      const place = down?.place ?? interval?.place;
      if (down === undefined || interval === undefined || place === undefined || interval.value <= 0) continue;
      const isTooClose = down.value < 2 * interval.value;
      // The defaults are equal, and only who chose a number is told.
      const isBelowCalls = down.place !== undefined && timeout !== undefined && down.value < timeout.value;
      if (!isTooClose && !isBelowCalls) continue;
      yield {
        place,
        option: optionLabel('DEFAULT', down.place === undefined ? 'report_interval' : 'service_down_time'),
        message: isTooClose
          ? l10n.t('service_down_time = {0} s is less than twice report_interval = {1} s.', down.value, interval.value)
          : l10n.t(
              'service_down_time = {0} s is below rpc_response_timeout = {1} s: a service whose report waits for a conductor looks down.',
              down.value,
              timeout!.value,
            ),
        ...(down.place && {
          fix: {
            title: l10n.t(
              'Set {0} to {1}',
              optionLabel('DEFAULT', 'service_down_time'),
              Math.max(60, 3 * interval.value, isBelowCalls ? timeout!.value : 0),
            ),
            edits: [
              { ...down.place, text: String(Math.max(60, 3 * interval.value, isBelowCalls ? timeout!.value : 0)) },
            ],
            isSafe: false,
          },
        }),
      };
    }
  },
};
