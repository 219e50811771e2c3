import type { CheckKind } from './check.ts';
import { consumersCheck } from './consumers.ts';
import { connectionsCheck, galeraCheck, transactionsCheck, variableCheck } from './database.ts';
import { computeServicesCheck, haproxyCheck } from './entry.ts';
import { optionCheck } from './option.ts';
import { messagesCheck, queuesCheck } from './queues.ts';
import { rpcCheck } from './rpc.ts';
import { serviceCheck } from './service.ts';
import { serviceRecordsCheck } from './service-records.ts';
import { transitionalCheck } from './transitional.ts';
import { vipCheck } from './vip.ts';

/** Everything that `require`, `verify` and `preview` can ask, one file each. */
export const checks: readonly CheckKind[] = [
  vipCheck,
  serviceCheck,
  consumersCheck,
  queuesCheck,
  messagesCheck,
  serviceRecordsCheck,
  rpcCheck,
  transitionalCheck,
  haproxyCheck,
  computeServicesCheck,
  variableCheck,
  connectionsCheck,
  galeraCheck,
  transactionsCheck,
  optionCheck,
];
