import assert from 'node:assert/strict';
import { agreeing, doctor, planRunbook, startDoctor, unknownCommands, whenJournalShows } from './doctor.ts';
import {
  assertDone,
  assertHealthy,
  assertJournalComplete,
  cutConnectionsAndFind,
  quickly,
  record,
  startHealthy,
} from './scenario.ts';

describe('Scenario 7: the product is killed between intent and result', () => {
  it('verifies what is unknown when it is resumed, and goes on to the end', async () => {
    await startHealthy();
    const cause = await cutConnectionsAndFind();
    const plan = await planRunbook('conductor-safe-channel', ...quickly);
    const shown = whenJournalShows(journal => unknownCommands(journal).some(id => id.startsWith('stop-standby/')));
    const run = startDoctor('runbook', 'run', 'conductor-safe-channel', ...quickly, ...agreeing(plan));
    const journal = await shown;
    run.kill();
    await run.ended;
    assert.ok(unknownCommands(journal).length > 0);
    const began = Date.now();
    assertDone(await doctor('runbook', 'resume', journal.run, '--confirm', 'destroy', '--break-lock'));
    const seconds = (Date.now() - began) / 1000;
    await assertHealthy('after');
    const steps = `killed, then ${assertJournalComplete()}`;
    record({
      scenario: '7 the product is killed, then resumed',
      cause: cause.rootCause,
      runbook: 'conductor-safe-channel',
      steps,
      seconds,
    });
  });
});
