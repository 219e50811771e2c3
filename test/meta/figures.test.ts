import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchesIn } from '../../scripts/lib/benches.mjs';
import { withFigures } from '../../scripts/lib/figures.mjs';
import { readProjectJson } from './manifest.ts';
import { projectFolder } from './sources.ts';

const kept = readProjectJson<Parameters<typeof withFigures>[1]>('test/bench/kept-figures.json');

describe('the figures in README', () => {
  it('are those that were measured (npm run bench, then npm run bench -- --readme)', () => {
    const readme = readFileSync(join(projectFolder, 'README.md'), 'utf8');
    assert.equal(readme, withFigures(readme, kept));
  });

  it('come from every bench, and from no quick run', () => {
    assert.deepEqual(
      kept.map(({ bench }) => bench),
      benchesIn(join(projectFolder, 'test/bench')),
    );
    assert.deepEqual(
      kept.filter(({ isQuick }) => isQuick),
      [],
    );
  });
});
