import assert from 'node:assert/strict';
import { restartBroker } from '../../scripts/cluster/more-breaks.mjs';
import { doctorJson } from './doctor.ts';
import { repair } from './scenario.ts';

describe('Scenario 4: RabbitMQ stopped and started, and one service that does not come back', () => {
  it('is found in the live logs, named by triage, and repaired by rabbitmq-reconnect', () =>
    repair({
      scenario: '4 RabbitMQ restarted, one service does not come back',
      causes: ['broker-stopped'],
      runbook: 'rabbitmq-reconnect',
      words: [],
      breakIt: async () => {
        await restartBroker({ host: 'ctl2', service: 'scheduler' });
        const { causes } = await doctorJson<{ causes: { id: string; text: string }[] }>('triage');
        const named = causes.find(({ id }) => id === 'service-not-consuming');
        assert.match(named?.text ?? '', /nova-scheduler \(ctl2\)/);
      },
    }));
});
