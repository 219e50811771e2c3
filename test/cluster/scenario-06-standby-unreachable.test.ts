import assert from 'node:assert/strict';
import { cutSsh } from '../../scripts/cluster/more-breaks.mjs';
import { controllerNames } from '../../scripts/cluster/settings.mjs';
import { vipHolders } from '../../scripts/cluster/status.mjs';
import { planRunbook } from './doctor.ts';
import {
  assertDone,
  assertHealthy,
  assertJournalComplete,
  cutConnectionsAndFind,
  planAndRun,
  quickly,
  record,
  startHealthy,
} from './scenario.ts';

describe('Scenario 6: a standby that SSH does not reach', () => {
  it('is refused by the plan until it is left out on purpose; then the others are repaired', async () => {
    await startHealthy();
    const [holder] = await vipHolders();
    // The broker and the database are on ctl1: what they say is part of the repair.
    const standby = controllerNames.find(name => name !== holder && name !== 'ctl1') ?? '';
    const cause = await cutConnectionsAndFind();
    const { mend } = await cutSsh(standby);
    const refused = (await planRunbook('conductor-safe-channel', ...quickly)).steps.flatMap(
      ({ refusal }) => refusal ?? [],
    );
    assert.ok(
      refused.some(text => text.includes(standby)),
      `refused: ${refused.join('; ')}`,
    );
    const began = Date.now();
    const { answer } = await planAndRun('conductor-safe-channel', [...quickly, '--set', `without=${standby}`]);
    assertDone(answer);
    const seconds = (Date.now() - began) / 1000;
    await mend();
    await assertHealthy('after');
    const steps = String(assertJournalComplete());
    record({
      scenario: '6 a standby is unreachable',
      cause: cause.rootCause,
      runbook: 'conductor-safe-channel',
      steps,
      seconds,
    });
  });
});
