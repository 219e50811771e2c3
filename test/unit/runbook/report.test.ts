import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JournalRecord } from '../../../core/runbook/journal.ts';
import { runReport } from '../../../core/runbook/report.ts';
import { reportMarkdown } from '../../../core/runbook/report-markdown.ts';
import { english } from '../../../core/text/l10n.ts';
import { createRedactor } from '../../../core/text/redact.ts';

const at = (second: number) => Date.UTC(2026, 10, 22, 14, 0, second);

const start: JournalRecord = {
  record: 'run',
  time: at(0),
  version: 1,
  run: '20261122-140000-abcd',
  runbook: 'mysql-timeouts',
  title: 'Set the time limits of MySQL',
  cluster: 'region-one',
  parameters: { wait: '28800' },
  plan: 'sha256:1234',
  who: 'li',
  host: 'laptop',
  isDryRun: false,
};

const printed = 'mysql -e "SET GLOBAL wait_timeout = 28800" --password=hunter2secret';

const journal: JournalRecord[] = [
  start,
  { record: 'step', time: at(1), step: 'close', attempt: 1, controllers: [] },
  { record: 'agreed', time: at(2), step: 'close', effect: 'manual', who: 'li', shown: ['Close the entry.'] },
  { record: 'step-end', time: at(3), step: 'close', end: 'done', seen: '' },
  { record: 'step', time: at(4), step: 'set', attempt: 1, controllers: ['db1', 'db2'] },
  {
    record: 'check',
    time: at(5),
    step: 'set',
    purpose: 'require',
    probe: 'variable',
    holds: true,
    seen: 'wait_timeout is 100 on db1 | db2',
  },
  { record: 'agreed', time: at(6), step: 'set', effect: 'change', who: 'li', shown: [`db1: ${printed}`] },
  {
    record: 'intent',
    time: at(7),
    step: 'set',
    attempt: 1,
    command: 'set/db1/1',
    controller: 'db1',
    effect: 'change',
    printed,
    who: 'li',
    isUndo: false,
    undo: ['db1: SET GLOBAL wait_timeout = 100'],
  },
  {
    record: 'result',
    time: at(8),
    step: 'set',
    attempt: 1,
    command: 'set/db1/1',
    controller: 'db1',
    isDone: true,
    said: 'ok\n# [x](http://evil) `a`',
    milliseconds: 900,
    isUndo: false,
  },
  {
    record: 'intent',
    time: at(9),
    step: 'set',
    attempt: 1,
    command: 'set/db2/1',
    controller: 'db2',
    effect: 'change',
    printed: 'db2 set',
    who: 'li',
    isUndo: false,
  },
  { record: 'resumed', time: at(60), who: 'wang', host: 'desk' },
  { record: 'step', time: at(61), step: 'purge', attempt: 1, controllers: ['ctl1'] },
  { record: 'step-end', time: at(62), step: 'purge', end: 'skipped', seen: '', reason: 'The queues are empty.' },
  { record: 'run-end', time: at(63), end: 'stopped', seen: 'db2: no answer' },
];

const titles = ['close', 'set', 'purge'].map(id => ({ id, title: `Title of ${id}` }));

function report(records: readonly JournalRecord[]) {
  return runReport(records, createRedactor(), { steps: titles as never });
}

describe('the report of a run', function () {
  this.timeout(30_000);

  it('says what, where, when and who, and what is open', () => {
    const found = report(journal)!;
    assert.equal(found.end, 'stopped');
    assert.deepEqual(found.people, [
      { who: 'li', host: 'laptop', time: '2026-11-22T14:00:00.000Z' },
      { who: 'wang', host: 'desk', time: '2026-11-22T14:01:00.000Z' },
    ]);
    assert.deepEqual(found.unknown, [{ step: 'set', controller: 'db2', printed: 'db2 set' }]);
    assert.deepEqual(found.wayBack, [{ step: 'set', commands: ['db1: SET GLOBAL wait_timeout = 100'] }]);
    const set = found.steps.find(({ id }) => id === 'set')!;
    assert.deepEqual(
      set.commands.map(({ controller, state, milliseconds }) => [controller, state, milliseconds]),
      [
        ['db1', 'done', 900],
        ['db2', 'unknown', undefined],
      ],
    );
    assert.equal(set.end, undefined);
    assert.equal(found.steps.find(({ id }) => id === 'purge')!.reason, 'The queues are empty.');
    assert.deepEqual(JSON.parse(JSON.stringify(found)).steps.length, 3);
  });

  it('is Markdown for a ticket, in which strangers write nothing', () => {
    const text = reportMarkdown(report(journal)!, english);
    assert.match(text, /^# Set the time limits of MySQL\n\n- \*\*Result\*\*: Stopped\. db2: no answer\n/);
    assert.match(text, /- \*\*Who\*\*: li \(`laptop`\)\n- \*\*Resumed\*\*: wang \(`desk`\), 2026-11-22T14:01:00\.000Z/);
    assert.match(text, /## Not known\n[^#]*db2: db2 set/);
    assert.match(text, /## Skipped\n\n- Title of purge: The queues are empty\./);
    assert.match(text, /## The way back\n\nTitle of set\n\n```text\ndb1: SET GLOBAL wait_timeout = 100\n```/);
    assert.match(text, /### 1\. Title of close: done\n/);
    assert.match(text, /- Done by hand: li, 2026-11-22T14:00:02\.000Z\n {2}- Close the entry\./);
    assert.ok(!text.includes('hunter2secret'), text);
    assert.ok(!/(?<!\\)\[x\]\(http/.test(text), text);
    assert.ok(!JSON.stringify(report(journal)).includes('hunter2secret'));
  });

  it('sets before and after side by side', () => {
    const verified: JournalRecord[] = [
      ...journal.slice(0, 9),
      {
        record: 'check',
        time: at(10),
        step: 'set',
        purpose: 'verify',
        probe: 'variable',
        holds: true,
        seen: '28800 on a new connection',
      },
    ];
    const text = reportMarkdown(report(verified)!, english);
    assert.match(text, /\| Title of set \| wait\\_timeout is 100 on db1 \\\| db2 \| 28800 on a new connection \|/);
  });

  it('can be drawn up of any journal', () => {
    assert.equal(report([]), undefined);
    fc.assert(
      fc.property(fc.subarray(journal.slice(1)), fc.string({ unit: 'binary' }), (records, word) => {
        const hostile = JSON.parse(JSON.stringify(records).replaceAll('db2', JSON.stringify(word).slice(1, -1)));
        const found = report([start, ...hostile]);
        assert.ok(found);
        const text = reportMarkdown(found, english);
        assert.ok(!/[\u0000-\u0008\u202e]/.test(text), JSON.stringify(text));
        assert.ok(text.startsWith('# Set the time limits'));
      }),
    );
  });
});
