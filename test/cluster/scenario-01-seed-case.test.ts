import { cutConnectionsInTransactions } from '../../scripts/cluster/breaks.mjs';
import { quickly, repair } from './scenario.ts';

describe('Scenario 1: conductors with dead database connections, replies left behind', () => {
  it('is found in the live logs and repaired by conductor-safe-channel', () =>
    repair({
      scenario: '1 dead database connections, reply queues full',
      causes: ['idle-in-transaction-timeout'],
      runbook: 'conductor-safe-channel',
      words: quickly,
      breakIt: () => cutConnectionsInTransactions({ idleSeconds: 3 }),
    }));
});
