import type { CheckKind } from './check.ts';
import { consumersCheck } from './consumers.ts';
import { serviceCheck } from './service.ts';
import { vipCheck } from './vip.ts';

/** Everything that `require`, `verify` and `preview` can ask, one file each. */
export const checks: readonly CheckKind[] = [vipCheck, serviceCheck, consumersCheck];
