import type { Rule } from '../rule.ts';
import { setOption } from './edits.ts';
import { label, oncePerPlace, optionPlace, relatedPlaces } from './neighbours.ts';

/** Fewer threads than cells to ask. Judged where the number of cells is known. */
export const x022: Rule = {
  id: 'X022',
  severity: 'warning',
  title: l10n => l10n.t('Fewer threads for cells than there are cells'),
  why: l10n =>
    l10n.t(
      '“cell worker thread did not start”: lists of instances come back without those of the cells that were not asked.',
    ),
  remedy: l10n => l10n.t('Set cell_worker_thread_pool_size to the number of cells or more.'),
  source: 'nova/context.py, scatter_gather_cells, of 32.0.0',
  *check(deployment, l10n) {
    const { cells } = deployment.facts.counts;
    const name = 'cell_worker_thread_pool_size';
    if (cells === undefined) return;
    const configurations = deployment.nova.filter(one => !/compute/.test(one.service ?? ''));
    for (const configuration of oncePerPlace(configurations, one => optionPlace(one, 'DEFAULT', name))) {
      const threads = configuration.numberOf('DEFAULT', name);
      if (threads === undefined || threads >= cells) continue;
      yield {
        place: optionPlace(configuration, 'DEFAULT', name),
        option: label('DEFAULT', name),
        message: l10n.t('{0} is {1}, but there are {2} cells.', name, threads, cells),
        related: relatedPlaces([[deployment.facts.placeOf('counts.cells'), 'counts.cells']]),
        fix: {
          title: l10n.t('Set {0} to {1}', label('DEFAULT', name), cells),
          edits: [setOption(configuration, 'DEFAULT', name, String(cells))],
          isSafe: false,
        },
      };
    }
  },
};
