import assert from 'node:assert/strict';
import { type RunbookEntry, type RunbookNode, runbookTree } from '../../../core/features/runbook-tree.ts';
import { english } from '../../../core/text/l10n.ts';
import { sampleRunbook } from './sample-runbook.ts';

const options = {
  l10n: english,
  reasons: [],
  run: undefined,
  shorten: (path: string) => path.replace(/^\/team\//, ''),
};
const shipped: RunbookEntry = { path: sampleRunbook.path, isShipped: true, runbook: sampleRunbook, problems: [] };
const other = entry({ id: 'timeouts', title: 'Timeouts', when: [] }, '/knowledge/runbooks/timeouts.runbook.yaml', true);
const own = entry({ id: 'own', title: 'Our own', when: ['ours'] }, '/team/own.runbook.yaml', false);

function entry(change: Partial<typeof sampleRunbook>, path: string, isShipped: boolean): RunbookEntry {
  return { path, isShipped, runbook: { ...sampleRunbook, ...change, path, isShipped }, problems: [] };
}

function drawn(rows: readonly RunbookNode[], indent = ''): string[] {
  return rows.flatMap(row => [
    `${indent}${row.kind}: ${row.label} | ${row.description ?? ''}`,
    ...drawn(row.children ?? [], `${indent}  `),
  ]);
}

describe('the rows of the Runbooks view', () => {
  it('are runbooks with their steps, each with what it does and where', () => {
    assert.deepEqual(drawn(runbookTree([shipped], options)), [
      'runbook: Rebuild the channel | ',
      '  step: 1. Close the entry | by hand',
      '  step: 2. Stop nova-conductor on the standbys | changes something · on the standbys',
      '  step: 3. Purge | destroys data · where RabbitMQ runs',
      '  step: 4. Wait | waits',
    ]);
    const effects = runbookTree([shipped], options)[0]?.children?.map(step => step.effect);
    assert.deepEqual(effects, ['manual', 'change', 'destroy', 'wait']);
  });

  it("put the team's own before those that are shipped, which keep their order", () => {
    const labels = runbookTree([shipped, other, own], options).map(row => row.label);
    assert.deepEqual(labels, ['Our own', 'Rebuild the channel', 'Timeouts']);
  });

  it('begin with what an incident names or what claims to help, in order of importance', () => {
    const reasons = [
      { title: 'Pool exhausted', runbooks: ['timeouts'], signs: [] },
      { title: 'Interrupted', runbooks: [], signs: ['mycat-1003-tx-interrupted'] },
    ];
    const rows = runbookTree([own, shipped, other], { ...options, reasons });
    assert.deepEqual(
      rows.map(row => [row.label, row.isSuggested, row.description]),
      [
        ['Timeouts', true, 'suggested: Pool exhausted'],
        ['Rebuild the channel', true, 'suggested: Interrupted'],
        ['Our own', false, 'own.runbook.yaml'],
      ],
    );
  });

  it('show what cannot be run with its problems, and never as a runbook', () => {
    const broken: RunbookEntry = {
      path: '/team/broken.runbook.yaml',
      isShipped: false,
      runbook: { ...sampleRunbook, path: '/team/broken.runbook.yaml' },
      problems: [
        { text: 'There is no probe vipp.', line: 7, isError: true },
        { text: 'A change without verify.', line: 9, isError: false },
      ],
    };
    const reasons = [{ title: 'Interrupted', runbooks: ['safe-channel'], signs: [] }];
    const rows = runbookTree([broken], { ...options, reasons });
    assert.deepEqual(drawn(rows), [
      'broken: Rebuild the channel | cannot be run as it is written',
      '  problem: There is no probe vipp. | line 7',
      '  problem: A change without verify. | line 9',
    ]);
    assert.equal(rows[0]?.line, 7);
    assert.equal(rows[0]?.runbook, undefined);
    const unread = runbookTree([{ ...broken, runbook: undefined }], options);
    assert.equal(unread[0]?.label, 'broken.runbook.yaml');
  });

  it('run with warnings', () => {
    const warned = { ...own, problems: [{ text: 'No undo.', line: 3, isError: false }] };
    assert.equal(runbookTree([warned], options)[0]?.kind, 'runbook');
  });

  it('show the run that is on at its own runbook only, even where another has the same id', () => {
    const twin = entry({}, '/team/safe-channel.runbook.yaml', false);
    const run = {
      runbook: 'safe-channel',
      path: sampleRunbook.path,
      isOn: true,
      steps: { 'close-entry': 'done', 'stop-standby': 'asking' },
      planned: ['close-entry', 'stop-standby', 'purge', 'settle'],
    } as const;
    const rows = runbookTree([shipped, twin], { ...options, run });
    const shown = rows.find(row => row.path === sampleRunbook.path);
    assert.equal(shown?.description, 'running');
    assert.equal(shown?.isOpen, true);
    assert.deepEqual(
      shown?.children?.map(step => step.description),
      [
        'done · by hand',
        'waits for you · changes something · on the standbys',
        'destroys data · where RabbitMQ runs',
        'waits',
      ],
    );
    const untouched = rows.find(row => row.path === twin.path);
    assert.equal(untouched?.isOn, false);
    assert.deepEqual(
      untouched?.children?.map(step => step.state),
      [undefined, undefined, undefined, undefined],
    );
  });

  it('leave out steps that the values of the run leave out', () => {
    const [first, ...others] = sampleRunbook.steps;
    const conditional = {
      ...shipped,
      runbook: { ...sampleRunbook, steps: [{ ...first!, if: { entry: 'manual' } }, ...others] },
    };
    const run = { runbook: 'safe-channel', path: sampleRunbook.path, isOn: true, steps: {}, planned: ['settle'] };
    const labels = (rows: readonly RunbookNode[]) => rows[0]?.children?.map(step => step.label);
    assert.deepEqual(labels(runbookTree([conditional], { ...options, run })), [
      '1. Stop nova-conductor on the standbys',
      '2. Purge',
      '3. Wait',
    ]);
    assert.equal(labels(runbookTree([conditional], options))?.length, 4);
  });

  it('have ids of their own', () => {
    const rows = runbookTree([shipped, own, other], options).flatMap(row => [row, ...(row.children ?? [])]);
    assert.equal(new Set(rows.map(row => row.id)).size, rows.length);
  });
});
