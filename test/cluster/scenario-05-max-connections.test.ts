import assert from 'node:assert/strict';
import { removeQueuesWithoutConsumers } from '../../scripts/cluster/afresh.mjs';
import { askDatabase } from '../../scripts/cluster/evidence.mjs';
import { globalStatus, lowerMaxConnections } from '../../scripts/cluster/more-breaks.mjs';
import { doctorJson } from './doctor.ts';
import {
  assertDone,
  assertHealthy,
  assertJournalComplete,
  findCause,
  planAndRun,
  record,
  startHealthy,
} from './scenario.ts';

interface Lint {
  readonly findings: readonly { readonly rule: string; readonly message: string }[];
  readonly capacity: { readonly possible: number; readonly maxConnections: number };
}

describe('Scenario 5: max_connections too low against the pools', () => {
  it('is predicted by lint of the live configuration, found in the live logs, and repaired by pool-settings', async () => {
    await startHealthy();
    const since = new Date();
    const { allowed, refused, mostUsed } = await lowerMaxConnections();
    assert.ok(refused > 0);
    const { findings, capacity } = await doctorJson<Lint>('lint', '--live');
    assert.ok(capacity.possible > capacity.maxConnections, JSON.stringify(capacity));
    assert.ok(
      findings.some(({ rule }) => rule === 'X010'),
      'lint says that the pools may open more than is allowed',
    );
    // The number that lint compares with is where the server itself began to refuse, within 10 %.
    assert.ok(
      Math.abs(capacity.maxConnections - mostUsed) <= mostUsed * 0.1,
      `lint says ${capacity.maxConnections}, the server refused at ${mostUsed}, and ${allowed} were allowed`,
    );
    const cause = await findCause(since, ['max-connections-too-low']);
    assert.ok(cause.runbooks.includes('pool-settings'));
    const began = Date.now();
    const words = ['--set', 'pool-size=1', '--set', 'overflow=1', '--set', 'quiet=10s', '--set', 'patience=4m'];
    const { answer } = await planAndRun('pool-settings', words);
    assertDone(answer);
    const seconds = (Date.now() - began) / 1000;
    // Whoever pressed the database was killed with calls under way: those answers are no part of what is repaired.
    await removeQueuesWithoutConsumers();
    await assertHealthy('after');
    assert.equal(Number((await askDatabase('SELECT @@GLOBAL.max_connections'))[0]?.[0]), allowed);
    assert.ok((await globalStatus('Threads_connected')) < allowed);
    const steps = String(assertJournalComplete());
    const scenario = `5 max_connections too low (lint: ${capacity.maxConnections}, refused at ${mostUsed})`;
    record({ scenario, cause: cause.rootCause, runbook: 'pool-settings', steps, seconds });
  });
});
