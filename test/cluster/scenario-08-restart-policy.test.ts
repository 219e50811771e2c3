import assert from 'node:assert/strict';
import { leftReplies } from '../../scripts/cluster/breaks.mjs';
import { askConductors } from '../../scripts/cluster/evidence.mjs';
import { supervise } from '../../scripts/cluster/more-breaks.mjs';
import { controllerNames } from '../../scripts/cluster/settings.mjs';
import { vipHolders } from '../../scripts/cluster/status.mjs';
import { lastJournal } from './doctor.ts';
import {
  assertJournalComplete,
  cutConnectionsAndFind,
  planAndRun,
  quickly,
  record,
  startHealthy,
  takeBack,
} from './scenario.ts';

describe('Scenario 8: a restart policy brings the stopped container back', () => {
  it('is noticed before anything is purged, and what was done is taken back', async () => {
    await startHealthy();
    const [holder] = await vipHolders();
    const standby = controllerNames.find(name => name !== holder) ?? '';
    const cause = await cutConnectionsAndFind();
    const supervisor = await supervise(standby, 'nova_conductor');
    const began = Date.now();
    const { answer } = await planAndRun('conductor-safe-channel', quickly);
    const seconds = (Date.now() - began) / 1000;
    assert.equal(answer.status, 3, `${answer.output}\n${answer.error}`);
    assert.match(answer.output + answer.error, /Stop nova-conductor on the standby controllers/);
    assert.match(answer.output + answer.error, new RegExp(`nova-conductor on ${standby}`));
    assert.ok(await leftReplies(), 'nothing was purged');
    const journal = lastJournal();
    assert.deepEqual(
      journal?.lines.filter(({ record: kind, step }) => kind === 'intent' && step === 'purge'),
      [],
    );
    await supervisor.mend();
    await takeBack(journal?.run ?? '');
    const answers = await askConductors(30);
    for (const host of controllerNames) assert.deepEqual(answers[host], { ping: true, database: true }, host);
    const steps = `${assertJournalComplete('undone')} (stopped, undone)`;
    record({
      scenario: '8 a restart policy brings the container back',
      cause: cause.rootCause,
      runbook: 'conductor-safe-channel',
      steps,
      seconds,
    });
  });
});
