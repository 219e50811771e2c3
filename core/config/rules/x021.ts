import { isAtLeast } from '../release-order.ts';
import type { Rule } from '../rule.ts';
import { setOption } from './edits.ts';
import { label, oncePerPlace, optionPlace } from './neighbours.ts';
import { callHandling } from './rpc-threads.ts';

/** With native threads more pools of threads draw on the same connections. What X020 reports is left to it. */
export const x021: Rule = {
  id: 'X021',
  severity: 'warning',
  title: l10n => l10n.t('More threads than connections in threading mode'),
  why: l10n =>
    l10n.t(
      'In threading mode handlers of calls, background tasks and the threads that ask the cells draw on one pool of connections.',
    ),
  remedy: l10n => l10n.t('Raise max_overflow, or lower the numbers of threads.'),
  source: 'nova/conf/base.py of 33.0.0; default mode of nova-scheduler since 2026.1',
  *check(deployment, l10n) {
    const { release } = deployment.options;
    if (!isAtLeast(release, '2026.1')) return;
    const found = callHandling(deployment).flatMap(handling => {
      const { configuration } = handling;
      // In 2026.1 the conductor still runs green threads.
      if (!isAtLeast(release, '2026.2') && /conductor/.test(configuration.service ?? '')) return [];
      const tasks = configuration.numberOf('DEFAULT', 'default_thread_pool_size') ?? 10;
      const cells = configuration.numberOf('DEFAULT', 'cell_worker_thread_pool_size') ?? 5;
      const threads = handling.calls + tasks + cells;
      return handling.calls <= handling.most && threads > handling.most ? [{ ...handling, tasks, cells, threads }] : [];
    });
    for (const { configuration, group, most, calls, tasks, cells, threads } of oncePerPlace(
      found,
      ({ configuration, group }) => configuration.groupPlace(group),
    )) {
      const overflow = threads - (configuration.numberOf(group, 'max_pool_size') ?? 5);
      const name = label(group, 'max_overflow');
      yield {
        place: optionPlace(configuration, group, 'max_overflow'),
        option: name,
        message: l10n.t(
          '{0} threads ({1} for calls, {2} for tasks, {3} for cells) share the {4} connections of {5}.',
          threads,
          calls,
          tasks,
          cells,
          most,
          `[${group}]`,
        ),
        fix: {
          title: l10n.t('Set {0} to {1}', name, overflow),
          edits: [setOption(configuration, group, 'max_overflow', String(overflow))],
          isSafe: false,
        },
      };
    }
  },
};
