import assert from 'node:assert/strict';
import { containerState } from '../../scripts/cluster/evidence.mjs';
import { moveVip } from '../../scripts/cluster/more-breaks.mjs';
import { agreeing, lastJournal, planRunbook, startDoctor, whenJournalShows } from './doctor.ts';
import {
  assertDone,
  assertHealthy,
  assertJournalComplete,
  cutConnectionsAndFind,
  planAndRun,
  quickly,
  record,
  startHealthy,
  takeBack,
} from './scenario.ts';

describe('Scenario 2: the VIP moves in the middle of the runbook', () => {
  it('stops the run with a conductor left; that is taken back, and a new plan for the new holder repairs the cluster', async () => {
    await startHealthy();
    const cause = await cutConnectionsAndFind();
    const plan = await planRunbook('conductor-safe-channel', ...quickly);
    const shown = whenJournalShows(({ lines }) =>
      lines.some(line => line.record === 'result' && line.step === 'stop-standby'),
    );
    const run = startDoctor('runbook', 'run', 'conductor-safe-channel', ...quickly, ...agreeing(plan));
    await shown;
    const { from, mend } = await moveVip();
    const stopped = await run.ended;
    assert.equal(stopped.status, 3, `${stopped.output}\n${stopped.error}`);
    assert.match(stopped.output + stopped.error, /VIP/);
    const purged = lastJournal()?.lines.filter(({ record: kind, step }) => kind === 'intent' && step === 'purge');
    assert.deepEqual(purged, [], 'nothing is purged when the VIP has moved');
    assert.equal((await containerState(from, 'nova_conductor')).Status, 'running');
    const began = Date.now();
    await takeBack(lastJournal()?.run ?? '');
    const { answer } = await planAndRun('conductor-safe-channel', quickly);
    assertDone(answer);
    const seconds = (Date.now() - began) / 1000;
    await assertHealthy('after');
    const steps = `stopped, taken back, then ${assertJournalComplete()}`;
    await mend();
    record({
      scenario: '2 VIP moves in the middle',
      cause: cause.rootCause,
      runbook: 'conductor-safe-channel',
      steps,
      seconds,
    });
  });
});
