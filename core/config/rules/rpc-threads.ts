import type { Deployment, OsloConfiguration } from '../deployment.ts';
import { mayBeReadBy } from './settings.ts';

/** What one pool of a process that answers calls can open, beside how many calls it handles at once. */
export interface CallHandling {
  readonly configuration: OsloConfiguration;
  readonly group: string;
  /** max_pool_size + max_overflow. */
  readonly most: number;
  /** executor_thread_pool_size. */
  readonly calls: number;
  /** Whether a file sets the pool’s overflow or the number of calls, so that the mismatch is of its own making. */
  readonly isChosen: boolean;
}

/** Pools of services that answer calls (conductor, scheduler), where a file sets anything about it. */
export function callHandling(deployment: Deployment): CallHandling[] {
  return deployment.nova.filter(mayAnswerCalls).flatMap(configuration =>
    ['database', 'api_database'].flatMap(group => {
      if (!configuration.isSet(group, 'connection')) return [];
      const size = configuration.numberOf(group, 'max_pool_size') ?? 5;
      const overflow = configuration.numberOf(group, 'max_overflow') ?? 10;
      if (size <= 0 || overflow < 0) return [];
      const calls = configuration.numberOf('DEFAULT', 'executor_thread_pool_size') ?? 64;
      const callsAreSet = configuration.isSet('DEFAULT', 'executor_thread_pool_size');
      const overflowIsSet = configuration.isSet(group, 'max_overflow');
      if (!callsAreSet && !overflowIsSet && !configuration.isSet(group, 'max_pool_size')) return [];
      return [{ configuration, group, most: size + overflow, calls, isChosen: callsAreSet || overflowIsSet }];
    }),
  );
}

/** Whether services that answer calls and use the database read these files, as far as can be told. */
export function mayAnswerCalls(configuration: OsloConfiguration): boolean {
  return mayBeReadBy(configuration, 'nova-conductor', 'nova-super-conductor', 'nova-cell-conductor', 'nova-scheduler');
}
