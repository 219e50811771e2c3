import assert from 'node:assert/strict';
import { canResume, type RunSummary, runNodes } from '../../../core/features/run-list.ts';
import { english } from '../../../core/text/l10n.ts';

const run: RunSummary = {
  run: '20261122T090000Z-0a1b2c',
  cluster: 'region-one',
  runbook: 'safe-channel',
  title: 'Rebuild the channel',
  startedAt: Date.UTC(2026, 10, 22, 9, 0),
  lastAt: Date.UTC(2026, 10, 22, 9, 5),
  who: 'ada',
  host: 'desk',
  isDryRun: false,
  end: 'done',
  isRunning: false,
};
const timeText = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 16);

describe('the rows of the Runs view', () => {
  it('are newest first, each with its end, its time and who it was', () => {
    const runs = [
      run,
      { ...run, run: 'b', startedAt: run.startedAt + 60_000, end: undefined, isRunning: true },
      { ...run, run: 'c', startedAt: run.startedAt - 60_000, isDryRun: true },
    ];
    assert.deepEqual(
      runNodes(runs, timeText, english).map(({ description, run }) => [run, description]),
      [
        ['b', 'running · 2026-11-22T09:01 · ada'],
        ['20261122T090000Z-0a1b2c', 'done · 2026-11-22T09:00 · ada'],
        ['c', 'done · dry run · 2026-11-22T08:59 · ada'],
      ],
    );
  });

  it('tell what can go on', () => {
    const ends = ['done', 'stopped', 'undone', 'cancelled', 'refused', undefined] as const;
    assert.deepEqual(
      ends.filter(end => canResume({ ...run, end })),
      ['stopped', 'cancelled', undefined],
    );
    assert.equal(canResume({ ...run, end: undefined, isRunning: true }), false);
    assert.equal(canResume({ ...run, end: 'stopped', isDryRun: true }), false);
    assert.equal(runNodes([{ ...run, end: undefined }], timeText, english)[0]?.state, 'broken-off');
  });

  it('show what would not show, as another direction of text', () => {
    const [node] = runNodes([{ ...run, title: 'Rebuild \u202ecnhc', who: 'a\u0007da' }], timeText, english);
    assert.equal(node?.label, 'Rebuild \\u{202e}cnhc');
    assert.match(node?.description ?? '', /a\\u\{7\}da$/);
  });
});
