import assert from 'node:assert/strict';
import { cutConnectionsInTransactions } from '../../scripts/cluster/breaks.mjs';
import { brokerQueues } from '../../scripts/cluster/evidence.mjs';
import { fillQueuesOfOthers } from '../../scripts/cluster/more-breaks.mjs';
import { lastJournal } from './doctor.ts';
import { quickly, record, repair } from './scenario.ts';

/** All match the pattern of the runbook, and none is nova's to lose. */
const ofOthers = {
  'ironic-conductor': 3,
  'cinder-volume.backend': 2,
  'compute.elsewhere': 4,
};

describe('Scenario 1: conductors with dead database connections, replies left behind', () => {
  it('is found in the live logs and repaired by conductor-safe-channel', () =>
    repair({
      scenario: '1 dead database connections, reply queues full',
      causes: ['idle-in-transaction-timeout'],
      runbook: 'conductor-safe-channel',
      words: quickly,
      breakIt: async () => {
        await fillQueuesOfOthers(ofOthers);
        await cutConnectionsInTransactions({ idleSeconds: 3 });
      },
    }));
});

describe('Scenario 9: messages in queues of somebody else that match the pattern', () => {
  it('survive the same run', async () => {
    const queues = await brokerQueues();
    const purged =
      lastJournal()?.lines.flatMap(({ record: kind, printed }) => (kind === 'intent' ? [printed] : [])) ?? [];
    assert.ok(
      purged.some(printed => /purge_queue/.test(printed ?? '')),
      'the run has purged something',
    );
    for (const [name, count] of Object.entries(ofOthers)) {
      assert.equal(queues.find(queue => queue.name === name)?.messages, count, name);
      assert.ok(!purged.some(printed => printed?.includes(name)), name);
    }
    const scenario = '9 queues of somebody else match the pattern: all messages survive';
    record({
      scenario,
      cause: 'idle-in-transaction-timeout',
      runbook: 'conductor-safe-channel',
      steps: 'as in 1',
      seconds: 0,
    });
  });
});
