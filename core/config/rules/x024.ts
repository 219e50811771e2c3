import type { Deployment } from '../deployment.ts';
import type { Rule } from '../rule.ts';
import { label, oncePerPlace, optionPlace, relatedPlaces } from './neighbours.ts';

/** Options of compute nodes with their defaults; 0 is no limit. */
const limits: Readonly<Record<string, number>> = { max_concurrent_builds: 10, max_concurrent_live_migrations: 1 };

/** Compute nodes do more at once, and the conductor writes all of it to the database. */
export const x024: Rule = {
  id: 'X024',
  severity: 'info',
  title: l10n => l10n.t('Compute nodes do more at once than the conductors were made for'),
  why: l10n =>
    l10n.t('The conductor is the database client of all compute nodes: what they do more, it has to do more.'),
  remedy: l10n => l10n.t('Give each controller one conductor worker for 50 compute nodes, and two more.'),
  source: 'nova/conf/compute.py; field experience with conductor workers',
  *check(deployment, l10n) {
    const workers = conductorWorkers(deployment);
    const nodes = deployment.nova.filter(one => /compute(?!.*api)/.test(one.service ?? '')).length;
    const needed = Math.ceil(Math.max(nodes, 1) / 50) + 2;
    if (workers === undefined || workers.count >= needed) return;
    for (const [name, usual] of Object.entries(limits)) {
      const raised = deployment.nova.filter(one => {
        const value = one.numberOf('DEFAULT', name);
        return one.isSet('DEFAULT', name) && value !== undefined && (value > usual || value === 0);
      });
      for (const configuration of oncePerPlace(raised, one => one.get('DEFAULT', name).valuePlace))
        yield {
          place: optionPlace(configuration, 'DEFAULT', name),
          option: label('DEFAULT', name),
          message: l10n.t(
            '{0} was raised to {1}, with {2} conductor workers on each controller; {3} would be in proportion.',
            name,
            configuration.numberOf('DEFAULT', name)!,
            workers.count,
            needed,
          ),
          related: relatedPlaces([[workers.place, label('conductor', 'workers')]]),
        };
    }
  },
};

function conductorWorkers(deployment: Deployment) {
  const configuration = deployment.nova.find(one => one.isSet('conductor', 'workers'));
  const count = configuration?.numberOf('conductor', 'workers') ?? deployment.facts.counts.conductorWorkers;
  if (count === undefined) return undefined;
  const place = configuration?.get('conductor', 'workers').valuePlace;
  return { count, place: place ?? deployment.facts.placeOf('counts.conductorWorkers') };
}
