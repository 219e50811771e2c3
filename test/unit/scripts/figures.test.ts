import assert from 'node:assert/strict';
import { figuresText, hasFailures, isMet, withFigures } from '../../../scripts/lib/figures.mjs';

type Benches = Parameters<typeof figuresText>[0];
type Row = Benches[number]['rows'][number];

const own = { median: 0.88, values: [0.9, 0.88, 0.85], megabytes: 115 };
const besideGrep: Row = {
  what: '`analyze` of 1 GB',
  unit: 's',
  own,
  beside: { name: 'grep', version: '3.8', does: 'lines of these levels', median: 0.99, values: [0.99] },
  ratio: 0.8889,
  wanted: { ratioAtMost: 1 },
  isMet: true,
};
const besideOther: Row = {
  ...besideGrep,
  beside: { name: 'first analysis', median: 0.1, values: [0.1] },
  ratio: 8.8,
  isMet: false,
};
const memory: Row = {
  what: 'memory',
  unit: 'MB',
  own: { median: 139, values: [139] },
  wanted: { atMost: 300 },
  isMet: true,
};

function benches(rows: Row[], busyShare = 0.02): Benches {
  return [
    {
      bench: 'analyze',
      date: '2026-11-23T02:10:11.120Z',
      seconds: 143.4,
      rounds: 3,
      isQuick: false,
      machine: { model: 'Some Processor', processors: 2, gigabytes: 24, system: 'Linux 6.1' },
      load: { averages: [0.5, 0.25, 1], busyShare },
      product: '0.1.0 (0123456789)',
      node: '24.21.0',
      rows,
      missing: [{ name: 'lnav', get: 'Debian package lnav' }],
    },
  ];
}

describe('the table of figures', () => {
  it('shows what was measured, what was wanted, and what stands beside it', () => {
    assert.equal(
      figuresText(benches([besideGrep, besideOther, memory])),
      `* Machine: Some Processor, 2 processors, 24 GB of memory, Linux 6.1
* Date: 2026-11-23
* Versions: Nova Doctor 0.1.0 (0123456789); Node 24.21.0, grep 3.8
* Not compared, because it is not here: lnav: Debian package lnav

| what is measured | wanted | Nova Doctor | beside it | ratio | n |
| --- | --- | --- | --- | --- | --- |
| \`analyze\` of 1 GB | ratio ≤ 1 | 0.88 s, 115 MB of memory | grep 3.8, lines of these levels: 0.99 s | 0.89 | 3 |
|  | ratio ≤ 1, **missed** |  | first analysis: 0.10 s | 8.80 | 3 |
| memory | ≤ 300 MB | 139 MB |  |  | 1 |

| bench | began | took | rounds | the machine before it | load averages |
| --- | --- | --- | --- | --- | --- |
| \`npm run bench -- analyze\` | 2026-11-23 02:10 UTC | 143 s | 3 | quiet (2 %) | 0.50, 0.25, 1.00 |
`,
    );
  });

  it('says that the machine was busy', () => {
    const text = figuresText(benches([memory], 0.4));
    assert.match(text, /\*\*busy\*\*: others kept 40 % of the processors/);
    assert.match(text, /^\* \*\*The machine was busy before 1 of 1 benches: others kept up to 40 %/m);
  });

  it('has a row for what failed', () => {
    const failed = benches([memory, { what: 'trace', failed: 'Error: it is | gone' }]);
    assert.match(
      figuresText(failed),
      /^\| trace \| {2}\| \*\*failed\*\*: Error: it is \\\| gone \| {2}\| {2}\| {2}\|$/m,
    );
    assert.ok(hasFailures(failed));
    assert.ok(hasFailures(benches([])), 'a bench without a row has failed');
    assert.ok(!hasFailures(benches([memory])));
  });

  it('knows what was wanted', () => {
    assert.equal(isMet({ ratioAtMost: 1.5 }, 7, 1.5), true);
    assert.equal(isMet({ ratioAtMost: 1.5 }, 1, 1.51), false);
    assert.equal(isMet({ ratioAtMost: 1.5 }, 1, undefined), undefined);
    assert.equal(isMet({ atMost: 300 }, 301, undefined), false);
    assert.equal(isMet({ atLeast: 250 }, 249, undefined), false);
    assert.equal(isMet({ atLeast: 250 }, 250, undefined), true);
  });
});

describe('a document with figures', () => {
  const begin = '<!-- figures: written by npm run bench -- --readme -->';
  const document = `before\n${begin}\nformer\n<!-- /figures -->\nafter\n`;

  it('keeps what is around them, and stays as it is when they are written again', () => {
    const once = withFigures(document, benches([memory]));
    assert.ok(once.startsWith(`before\n${begin}\n\n`) && once.endsWith('\n\n<!-- /figures -->\nafter\n'), once);
    assert.ok(once.includes('| memory | ≤ 300 MB |') && !once.includes('former'));
    assert.equal(withFigures(once, benches([memory])), once);
  });

  it('must have their markers', () => {
    assert.throws(() => withFigures('nothing here', benches([memory])), /no place for the figures/);
  });
});
