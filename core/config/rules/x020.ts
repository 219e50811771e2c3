import type { Rule } from '../rule.ts';
import { setOption } from './edits.ts';
import { label, oncePerPlace, optionPlace, relatedPlaces } from './neighbours.ts';
import { callHandling } from './rpc-threads.ts';

/** More calls at once than connections for them. The defaults (64 calls, 5 + 50 connections) alone are nothing to report. */
export const x020: Rule = {
  id: 'X020',
  severity: 'warning',
  title: l10n => l10n.t('More calls are handled at once than there are connections for them'),
  why: l10n =>
    l10n.t('Calls wait for a connection until pool_timeout, and their callers give up with MessagingTimeout.'),
  remedy: l10n => l10n.t('Make max_pool_size + max_overflow at least executor_thread_pool_size, or lower that.'),
  source: 'oslo_messaging/server.py, executor_thread_pool_size (64); SQLAlchemy QueuePool',
  *check(deployment, l10n) {
    const found = callHandling(deployment).filter(({ calls, most }) => calls > most);
    const smallest = found.toSorted((one, other) => one.most - other.most);
    for (const { configuration, group, most, calls } of oncePerPlace(smallest, ({ configuration }) =>
      configuration.groupPlace('database'),
    )) {
      const name = 'executor_thread_pool_size';
      const isSet = configuration.isSet('DEFAULT', name);
      const poolName = configuration.isSet(group, 'max_overflow') ? 'max_overflow' : 'max_pool_size';
      yield {
        place: isSet ? optionPlace(configuration, 'DEFAULT', name) : optionPlace(configuration, group, poolName),
        option: isSet ? label('DEFAULT', name) : label(group, poolName),
        message: l10n.t(
          '{0} calls are handled at once ({1}), but {2} opens {3} connections at most.',
          calls,
          name,
          `[${group}]`,
          most,
        ),
        related: relatedPlaces(isSet ? [[optionPlace(configuration, group, poolName), label(group, poolName)]] : []),
        fix: {
          title: l10n.t('Set {0} to {1}', label('DEFAULT', name), most),
          edits: [setOption(configuration, 'DEFAULT', name, String(most))],
          isSafe: false,
        },
      };
    }
  },
};
