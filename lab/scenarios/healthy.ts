import { healthyCluster } from './base.ts';
import type { Scenario } from './scenario.ts';

export const healthy: Scenario = {
  name: 'healthy',
  summary: l10n => l10n.t('everything works'),
  historySeconds: 600,
  begin: (controllers, start) => healthyCluster({ scenario: 'healthy', controllers, start }),
  happenings: [],
};
