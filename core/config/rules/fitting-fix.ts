import type { Translator } from '../../text/l10n.ts';
import { type CapacityChanges, capacityOf } from '../capacity.ts';
import { capacityEdits, fittingPools } from '../capacity-plan.ts';
import type { Deployment } from '../deployment.ts';
import type { ConfigEdit, ConfigFix } from '../finding.ts';
import { isAtLeast } from '../release-order.ts';
import { setOption } from './edits.ts';
import { mayAnswerCalls } from './rpc-threads.ts';

/** Makes the pools fit into the database; workers for calls are limited to what the smaller pools can serve. */
export function fittingFix(deployment: Deployment, l10n: Translator): ConfigFix | undefined {
  const changes = fittingPools(deployment);
  if (!changes) return undefined;
  const edits = capacityEdits(deployment, changes);
  edits.push(...threadEdits(deployment, changes));
  if (edits.length === 0) return undefined;
  const { possible } = capacityOf(deployment, changes);
  return { title: l10n.t('Make the pools smaller: {0} connections at most', possible), edits, isSafe: false };
}

/** As X020 and X021 ask: no more threads that use the database than connections for them. */
function threadEdits(deployment: Deployment, changes: CapacityChanges): ConfigEdit[] {
  const most = Math.min(
    ...['database', 'api_database'].map(group => {
      const [size, overflow] = [changes[`[${group}]max_pool_size`], changes[`[${group}]max_overflow`]];
      return size === undefined || overflow === undefined ? Number.POSITIVE_INFINITY : size + overflow;
    }),
  );
  const isThreaded = isAtLeast(deployment.options.release, '2026.1');
  return deployment.nova
    .filter(configuration => mayAnswerCalls(configuration))
    .flatMap(configuration => {
      const current = (name: string, otherwise: number) => configuration.numberOf('DEFAULT', name) ?? otherwise;
      const part = Math.max(1, Math.floor(most / 4));
      const tasks = isThreaded ? Math.min(current('default_thread_pool_size', 10), part) : 0;
      const cells = Math.max(deployment.facts.counts.cells ?? 1, part);
      const cellThreads = isThreaded ? Math.min(current('cell_worker_thread_pool_size', 5), cells) : 0;
      const wanted = {
        executor_thread_pool_size: Math.min(
          current('executor_thread_pool_size', 64),
          Math.max(1, most - tasks - cellThreads),
        ),
        ...(isThreaded && { default_thread_pool_size: tasks, cell_worker_thread_pool_size: cellThreads }),
      };
      return Object.entries(wanted)
        .filter(([name, value]) => current(name, usualThreads[name]!) !== value)
        .map(([name, value]) => setOption(configuration, 'DEFAULT', name, String(value)));
    });
}

const usualThreads: Readonly<Record<string, number>> = {
  executor_thread_pool_size: 64,
  default_thread_pool_size: 10,
  cell_worker_thread_pool_size: 5,
};
