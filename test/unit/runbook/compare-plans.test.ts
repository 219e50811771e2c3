import assert from 'node:assert/strict';
import { agreedDifferences } from '../../../core/runbook/compare-plans.ts';
import type { PlannedStep, PreviewRow } from '../../../core/runbook/plan.ts';
import { english } from '../../../core/text/l10n.ts';
import { step } from './fake-cluster.ts';

function row(id: string, isChosen: boolean): PreviewRow {
  return { id, cells: [], isChosen, loss: '' };
}

function purge(rows: readonly PreviewRow[], seen: readonly string[] = []): PlannedStep {
  return {
    step: step({ id: 'purge' }),
    controllers: ['ctl1'],
    commands: [],
    rows,
    seen,
    notes: [],
    refusal: undefined,
  };
}

describe('what a person agreed to, compared with what is there now', () => {
  const agreed = purge([row('conductor', true), row('reply_a', false)], ['conductor', 'reply_a', 'reply_empty']);

  it('is the same while rows only go, or come without being chosen', () => {
    assert.deepEqual(agreedDifferences(agreed, purge([row('compute.cmp1', false)]), '', english), []);
  });

  it('is the same when replies that were there have lost who waited for them', () => {
    const now = purge([row('conductor', true), row('reply_a', true), row('reply_empty', true)]);
    assert.deepEqual(agreedDifferences(agreed, now, '', english), []);
  });

  it('is more when something is chosen that was not there', () => {
    assert.deepEqual(agreedDifferences(agreed, purge([row('reply_new', true)]), '', english), [
      'There is more now than was shown: reply_new.',
    ]);
  });
});
