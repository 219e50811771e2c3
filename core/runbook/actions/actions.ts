import type { ActionKind } from './action.ts';
import { collectAction } from './collect.ts';
import { computeServicesAction } from './compute-services.ts';
import { fileAction } from './file.ts';
import { haproxyAction } from './haproxy.ts';
import { queuesAction } from './queues.ts';
import { programAction, scriptAction } from './script.ts';
import { serviceAction } from './service.ts';
import { sqlAction } from './sql.ts';

/** All actions that a step can call, one file each. */
export const actions: readonly ActionKind[] = [
  serviceAction,
  queuesAction,
  haproxyAction,
  computeServicesAction,
  sqlAction,
  fileAction,
  programAction,
  scriptAction,
  collectAction,
];
