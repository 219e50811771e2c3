import type { Rule } from '../rule.ts';
import { setOption } from './edits.ts';
import { label, oncePerPlace, relatedPlaces } from './neighbours.ts';

/** What kolla’s template of nova.conf writes. */
const kollaOverflow = 1000;

/** The overflow that kolla’s template gives to one of the two pools. */
export const x043: Rule = {
  id: 'X043',
  severity: 'warning',
  title: l10n => l10n.t('max_overflow of kolla’s template allows a thousand connections for each process'),
  why: l10n =>
    l10n.t(
      'With 25 processes on each of three controllers that makes 78,825 possible connections, where kolla’s database accepts 10,000; and [api_database] keeps its own, smaller number.',
    ),
  remedy: l10n => l10n.t('Override max_overflow in /etc/kolla/config/nova.conf.'),
  source: 'kolla-ansible, nova.conf.j2 and galera.cnf.j2',
  *check(deployment, l10n) {
    const found = deployment.nova.filter(one => (one.numberOf('database', 'max_overflow') ?? 0) >= kollaOverflow);
    for (const configuration of oncePerPlace(found, one => one.get('database', 'max_overflow').valuePlace)) {
      const { valuePlace: place } = configuration.get('database', 'max_overflow');
      const overflow = configuration.numberOf('database', 'max_overflow');
      const apiOverflow = configuration.numberOf('api_database', 'max_overflow') ?? 50;
      if (!place || overflow === undefined || apiOverflow >= overflow) continue;
      const size = configuration.numberOf('database', 'max_pool_size') ?? 5;
      yield {
        place,
        option: label('database', 'max_overflow'),
        message: l10n.t(
          'Each process may open {0} connections for every cell here, but {1} to the API database.',
          size + overflow,
          (configuration.numberOf('api_database', 'max_pool_size') ?? 5) + apiOverflow,
        ),
        related: relatedPlaces([[configuration.groupPlace('api_database'), '[api_database]']]),
        fix: {
          title: l10n.t('Set {0} to {1}', label('database', 'max_overflow'), apiOverflow),
          edits: [setOption(configuration, 'database', 'max_overflow', String(apiOverflow))],
          isSafe: false,
        },
      };
    }
  },
};
