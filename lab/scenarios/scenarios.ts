import { healthy } from './healthy.ts';
import {
  brokerRestarted,
  controllerDown,
  databaseRestarted,
  kollaUnits,
  longTransaction,
  splitVip,
  tooManyConnections,
} from './outages.ts';
import type { Scenario } from './scenario.ts';
import { seedCase } from './seed-case.ts';

/** What happens in each of the scenarios that can be chosen (`core/cluster/lab-scenarios.ts`). */
export const scenarios: readonly Scenario[] = [
  seedCase,
  kollaUnits,
  databaseRestarted,
  brokerRestarted,
  tooManyConnections,
  longTransaction,
  splitVip,
  controllerDown,
  healthy,
];
