import type { Rule } from '../rule.ts';
import { knownNumber } from './messaging.ts';
import { isReadBy, optionLabel } from './settings.ts';

/** executor_thread_pool_size and rpc_conn_pool_size where nobody has changed them: 64 and 30, which nobody is told about. */
const usualThreads = 64;

/** More threads that answer calls than connections on which they may make calls themselves. */
export const x032: Rule = {
  id: 'X032',
  severity: 'info',
  title: l10n => l10n.t('Fewer connections to RabbitMQ than threads that use them'),
  why: l10n =>
    l10n.t(
      'A thread that calls another service while it answers a call needs a connection of its own; when all are in use it waits.',
    ),
  remedy: l10n => l10n.t('Raise rpc_conn_pool_size a little, or lower executor_thread_pool_size.'),
  source: 'oslo_messaging/_drivers/pool.py; impl_rabbit.py, rpc_conn_pool_size (30)',
  *check(deployment, l10n) {
    for (const configuration of deployment.nova) {
      if (isReadBy(configuration, 'nova-api', 'placement-api')) continue;
      const connections = knownNumber(configuration, 'oslo_messaging_rabbit', 'rpc_conn_pool_size');
      const threads = knownNumber(configuration, 'DEFAULT', 'executor_thread_pool_size');
      if (connections === undefined || threads === undefined || connections.value >= threads.value) continue;
      const isRaised = threads.place !== undefined && threads.value > usualThreads;
      const place = connections.place ?? (isRaised ? threads.place : undefined);
      if (place === undefined) continue;
      yield {
        place,
        option:
          connections.place === undefined
            ? optionLabel('DEFAULT', 'executor_thread_pool_size')
            : optionLabel('oslo_messaging_rabbit', 'rpc_conn_pool_size'),
        message: l10n.t(
          'executor_thread_pool_size = {0}, but rpc_conn_pool_size = {1}: threads may wait for a connection to RabbitMQ.',
          threads.value,
          connections.value,
        ),
      };
    }
  },
};
