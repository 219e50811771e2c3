import type { Translator } from '../../text/l10n.ts';
import { type CapacityChanges, capacityOf } from '../capacity.ts';
import { capacityEdits, fittingPools } from '../capacity-plan.ts';
import type { Deployment } from '../deployment.ts';
import type { ConfigFix } from '../finding.ts';
import { setOption } from './edits.ts';

/** Makes the pools fit into the database; workers for calls are limited to what the smaller pools can serve. */
export function fittingFix(deployment: Deployment, l10n: Translator): ConfigFix | undefined {
  const changes = fittingPools(deployment);
  if (!changes) return undefined;
  const edits = capacityEdits(deployment, changes);
  edits.push(...executorEdits(deployment, changes));
  if (edits.length === 0) return undefined;
  const { possible } = capacityOf(deployment, changes);
  return { title: l10n.t('Make the pools smaller: {0} connections at most', possible), edits, isSafe: false };
}

/** As X020 asks: no more calls at once than connections for them. */
function executorEdits(deployment: Deployment, changes: CapacityChanges) {
  const most = Math.min(
    ...['database', 'api_database'].map(group => {
      const [size, overflow] = [changes[`[${group}]max_pool_size`], changes[`[${group}]max_overflow`]];
      return size === undefined || overflow === undefined ? Number.POSITIVE_INFINITY : size + overflow;
    }),
  );
  return deployment.nova
    .filter(configuration => !/compute|api|metadata/.test(configuration.service ?? ''))
    .filter(configuration => (configuration.numberOf('DEFAULT', 'executor_thread_pool_size') ?? 64) > most)
    .map(configuration => setOption(configuration, 'DEFAULT', 'executor_thread_pool_size', String(most)));
}
