import { restartDatabase } from '../../scripts/cluster/more-breaks.mjs';
import { quickly, repair } from './scenario.ts';

describe('Scenario 3: MariaDB dies and comes back under load', () => {
  it('is found in the live logs and repaired by conductor-safe-channel', () =>
    repair({
      scenario: '3 MariaDB restarted under load',
      causes: ['db-process-died'],
      runbook: 'conductor-safe-channel',
      words: quickly,
      breakIt: restartDatabase,
    }));
});
