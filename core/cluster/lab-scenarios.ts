import type { Translator } from '../text/l10n.ts';

/** A scenario of the simulated cluster, as people choose it; `lab/scenarios` has what happens in it. */
export interface LabScenarioSummary {
  readonly name: string;
  summary(l10n: Translator): string;
}

/** All scenarios; the first one is the default. */
export const labScenarios: readonly LabScenarioSummary[] = [
  {
    name: 'seed-case',
    summary: l10n => l10n.t('conductors hold database sessions that Mycat has cut; queues fill (the default)'),
  },
  {
    name: 'kolla-units',
    summary: l10n => l10n.t('the default failure, where units of systemd own the containers and bring them back'),
  },
  {
    name: 'database-restarted',
    summary: l10n => l10n.t('MariaDB was restarted under load five minutes ago; everything has come back'),
  },
  {
    name: 'broker-restarted-service-lost',
    summary: l10n => l10n.t('RabbitMQ was restarted; the schedulers and one conductor did not come back to it'),
  },
  {
    name: 'too-many-connections',
    summary: l10n => l10n.t('max_connections is too low for the pools: the database refuses connections'),
  },
  {
    name: 'long-transaction',
    summary: l10n => l10n.t('a transaction has been open for 40 minutes, and its connection does nothing'),
  },
  {
    name: 'split-vip',
    summary: l10n => l10n.t('the keepalived of ctl2 does not hear the others: two controllers hold the VIP'),
  },
  { name: 'controller-down', summary: l10n => l10n.t('the last controller does not answer') },
  { name: 'healthy', summary: l10n => l10n.t('everything works') },
];
