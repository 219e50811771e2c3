import { healthyCluster } from './base.ts';
import type { Scenario } from './scenario.ts';

export const healthy: Scenario = {
  name: 'healthy',
  historySeconds: 600,
  begin: (controllers, start) => healthyCluster({ scenario: 'healthy', controllers, start }),
  happenings: [],
};
