import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { benchResults } from '../../../scripts/lib/benches.mjs';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { temporaryFolder } from '../io/temporary-folder.ts';

/** Runs a bench that consists of this text. */
async function resultsOf(text: string) {
  const folder = temporaryFolder();
  try {
    const library = pathToFileURL(inProject('test/bench/lib/bench.mjs')).href;
    folder.write('some.bench.mjs', `import { runBench } from '${library}';\n${text}`);
    const options = {
      folder: folder.path,
      results: `${folder.path}/results`,
      node: process.execPath,
      isQuick: true,
      stdio: 'ignore' as const,
    };
    return await benchResults('some', options);
  } finally {
    folder.remove();
  }
}

const figure = "figure('a thing', { unit: 's', values: [3, 1, 2], beside: { name: 'other', values: [4] } });";

describe('a bench', () => {
  it('leaves a row for each figure, with medians and their ratio', async () => {
    const { rows, isQuick, rounds } = await resultsOf(`await runBench('some', async ({ figure }) => { ${figure} });`);
    assert.deepEqual(rows, [
      {
        what: 'a thing',
        unit: 's',
        own: { median: 2, values: [3, 1, 2] },
        beside: { name: 'other', values: [4], median: 4 },
        ratio: 0.5,
      },
    ]);
    assert.equal(isQuick, true);
    assert.equal(rounds, 1);
  });

  it('that fails leaves what it had measured, and a row that says why', async () => {
    const text = `await runBench('some', async ({ figure, part }) => {
      await part('first part', () => { throw new Error('no such file'); });
      ${figure}
      throw new Error('broken');
    });`;
    const { rows } = await resultsOf(text);
    assert.deepEqual(
      rows.map(row => ('failed' in row ? row : row.what)),
      [{ what: 'first part', failed: 'Error: no such file' }, 'a thing', { what: 'some', failed: 'Error: broken' }],
    );
  });

  it('goes on without a program that is not here, and says once how to get it', async () => {
    const text = `await runBench('some', async ({ figure, peer }) => {
      process.env.PATH = '';
      if (peer('lnav') === undefined && peer('lnav') === undefined) ${figure}
    });`;
    const { rows, missing } = await resultsOf(text);
    assert.equal(rows.length, 1);
    assert.deepEqual(missing, [{ name: 'lnav', get: 'Debian package lnav' }]);
  });

  it('that ends before it measures anything has a row that says so', async () => {
    const { bench, rows, node } = await resultsOf('process.exit(3);');
    assert.equal(bench, 'some');
    assert.equal(node, process.versions.node);
    assert.deepEqual(rows, [{ what: 'bench some', failed: 'it ended with status 3; what it printed says why' }]);
  });
});
