import type { CheckKind } from './check.ts';
import { consumersCheck } from './consumers.ts';
import { messagesCheck, queuesCheck } from './queues.ts';
import { serviceCheck } from './service.ts';
import { vipCheck } from './vip.ts';

/** Everything that `require`, `verify` and `preview` can ask, one file each. */
export const checks: readonly CheckKind[] = [vipCheck, serviceCheck, consumersCheck, queuesCheck, messagesCheck];
