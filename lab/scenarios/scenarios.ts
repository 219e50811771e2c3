import { healthy } from './healthy.ts';
import {
  brokerRestarted,
  controllerDown,
  databaseRestarted,
  kollaUnits,
  splitVip,
  tooManyConnections,
} from './outages.ts';
import type { Scenario } from './scenario.ts';
import { seedCase } from './seed-case.ts';

/** All scenarios; the first one is the default. */
export const scenarios: readonly Scenario[] = [
  seedCase,
  kollaUnits,
  databaseRestarted,
  brokerRestarted,
  tooManyConnections,
  splitVip,
  controllerDown,
  healthy,
];
