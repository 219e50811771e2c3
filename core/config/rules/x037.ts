import type { Rule } from '../rule.ts';
import { knownNumber } from './messaging.ts';
import { optionLabel } from './settings.ts';

/** What nova waits for a volume by default, in seconds: 60 times 3. */
const usualWait = 180;

/**
 * Less time for the making of a volume than by default. How long a volume really takes no file can tell, so only a wait that
 * somebody shortened is pointed out.
 */
export const x037: Rule = {
  id: 'X037',
  severity: 'warning',
  title: l10n => l10n.t('Short wait for new volumes'),
  why: l10n =>
    l10n.t(
      'A volume made from an image often takes minutes. When the wait ends before, the build fails with VolumeNotCreated, and the volume is left behind.',
    ),
  remedy: l10n =>
    l10n.t('Raise block_device_allocate_retries: retries × interval must exceed the time that your storage needs.'),
  source: 'nova/conf/compute.py; nova/compute/manager.py, _await_block_device_map_created',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova) {
      const retries = knownNumber(configuration, 'DEFAULT', 'block_device_allocate_retries');
      const interval = knownNumber(configuration, 'DEFAULT', 'block_device_allocate_retries_interval');
      const place = retries?.place ?? interval?.place;
      if (retries === undefined || interval === undefined || place === undefined) continue;
      const seconds = retries.value * interval.value;
      if (seconds >= usualWait) continue;
      const name =
        retries.place === undefined ? 'block_device_allocate_retries_interval' : 'block_device_allocate_retries';
      yield {
        place,
        option: optionLabel('DEFAULT', name),
        message: l10n.t(
          'nova waits {0} s for a new volume (retries × interval); the default is {1} s.',
          seconds,
          usualWait,
        ),
      };
    }
  },
};
