import type { Rule } from '../rule.ts';
import { databaseNumbers } from './database-values.ts';
import { tooLargePool } from './od047.ts';
import { isReadBy } from './settings.ts';

/** What a process needs besides its handlers of calls: periodic tasks and the like. */
const margin = 10;

/** More connections than threads that could use them. */
export const od046: Rule = {
  id: 'OD046',
  severity: 'info',
  title: l10n => l10n.t('Pool larger than the threads that use it'),
  why: l10n =>
    l10n.t(
      'A process handles at most executor_thread_pool_size calls at once: connections above that stay open for nothing.',
    ),
  remedy: l10n => l10n.t('Lower max_pool_size; bursts have max_overflow.'),
  source: 'oslo_messaging/server.py, executor_thread_pool_size (64)',
  *check(deployment, l10n) {
    for (const { number, configuration, group, option, place } of databaseNumbers(deployment, 'max_pool_size')) {
      // Behind a web server other threads count. What is larger still, OD047 reports.
      if (group === 'placement_database' || isReadBy(configuration, 'nova-api') || number > tooLargePool) continue;
      const threads = configuration.numberOf('DEFAULT', 'executor_thread_pool_size');
      if (threads === undefined || threads <= 0 || number <= threads + margin) continue;
      yield {
        place,
        option,
        message: l10n.t('{0} = {1}, but only {2} calls are handled at once.', option, number, threads),
      };
    }
  },
};
