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
}

/** 5 + 50: what a pool opens at most where nobody says otherwise. */
const usualConnections = 55;

/**
 * Pools of services that answer calls (conductor, scheduler), where a file has brought about how many there are. The
 * defaults, 64 calls and 55 connections, do not go together either: who leaves them, or makes the pool larger, is not blamed.
 */
export function callHandling(deployment: Deployment): CallHandling[] {
  return deployment.nova.filter(mayAnswerCalls).flatMap(configuration =>
    ['database', 'api_database'].flatMap(group => {
      if (!configuration.isSet(group, 'connection')) return [];
      const size = configuration.numberOf(group, 'max_pool_size') ?? 5;
      const overflow = configuration.numberOf(group, 'max_overflow') ?? 10;
      const calls = configuration.numberOf('DEFAULT', 'executor_thread_pool_size') ?? 64;
      const callsAreSet = configuration.isSet('DEFAULT', 'executor_thread_pool_size');
      const isSmaller = configuration.isSet(group, 'max_overflow') && size + overflow < usualConnections;
      if (size <= 0 || overflow < 0 || (!callsAreSet && !isSmaller)) return [];
      return [{ configuration, group, most: size + overflow, calls }];
    }),
  );
}

/** Whether services that answer calls and use the database read these files, as far as can be told. */
export function mayAnswerCalls(configuration: OsloConfiguration): boolean {
  return mayBeReadBy(configuration, 'nova-conductor', 'nova-super-conductor', 'nova-cell-conductor', 'nova-scheduler');
}
