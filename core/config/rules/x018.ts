import { configurationsOf } from '../capacity.ts';
import { usualWorkers } from '../capacity-plan.ts';
import type { Deployment, OsloConfiguration } from '../deployment.ts';
import type { Rule } from '../rule.ts';
import { setOption } from './edits.ts';
import { label, relatedPlaces } from './neighbours.ts';

/** Cores from which one process for each is more than a controller needs. */
const manyCores = 8;

/** Conductor and scheduler start a process for each core where nobody says otherwise. Judged where the cores are known. */
export const x018: Rule = {
  id: 'X018',
  severity: 'warning',
  title: l10n => l10n.t('Number of workers left to the number of cores'),
  why: l10n =>
    l10n.t(
      'Every process has pools of its own: on a large controller conductor and scheduler alone exhaust the database.',
    ),
  remedy: l10n => l10n.t('Set workers: 4 to 8 suit most clouds.'),
  source: 'nova/cmd/conductor.py and nova/cmd/scheduler.py (CPU count); kolla-ansible, openstack_service_workers',
  *check(deployment, l10n) {
    const { cores } = deployment.facts.counts;
    if (cores === undefined || cores <= manyCores) return;
    for (const group of ['conductor', 'scheduler'])
      for (const configuration of configurationsOf(`nova-${group}`, deployment.nova)) {
        if (!concerns(deployment, configuration, group)) continue;
        const name = label(group, 'workers');
        yield {
          place: configuration.groupPlace(group),
          option: name,
          message: l10n.t('{0} is not set, so every controller starts {1} processes, one for each core.', name, cores),
          related: relatedPlaces([[deployment.facts.placeOf('counts.cores'), 'counts.cores']]),
          fix: {
            title: l10n.t('Set {0} to {1}', name, usualWorkers),
            edits: [setOption(configuration, group, 'workers', String(usualWorkers))],
            isSafe: false,
          },
        };
      }
  },
};

function concerns(deployment: Deployment, configuration: OsloConfiguration, group: string): boolean {
  if (configuration.isSet(group, 'workers')) return false;
  if (group === 'conductor' && deployment.facts.counts.conductorWorkers !== undefined) return false;
  return configuration.isSet('database', 'connection');
}
