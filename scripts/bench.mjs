// npm run bench: measures, with the peers that are on this machine side by side, and writes one table.
//   npm run bench               every test/bench/*.bench.mjs
//   npm run bench -- analyze    only those whose name has this word
//   npm run bench -- --quick    little data, one round: shows that the benches work
//   npm run bench -- --readme   measures nothing: keeps the results of the last runs, and shows them in README
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchesIn, benchResults, json, writeFigures } from './lib/benches.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { buildBundles } from './lib/extension-package.mjs';
import { runMain, UserFailure } from './lib/failure.mjs';
import { hasFailures, withFigures } from './lib/figures.mjs';
import { newerNode } from './lib/newer-node.mjs';
import { inProject } from './lib/paths.mjs';

const folder = inProject('test/bench');
const keptFigures = inProject('test/bench/kept-figures.json');

await runMain(async () => {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, readme: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  if (values.readme) return keepFigures();
  const all = benchesIn(folder);
  const chosen = all.filter(name => positionals.length === 0 || positionals.some(word => name.includes(word)));
  if (chosen.length === 0) throw new UserFailure(`No such bench; there are: ${all.join(', ') || 'none'}.`);
  await installDependencies();
  await buildBundles();
  const results = inProject(values.quick ? '.bench/quick' : '.bench/results');
  const measured = [];
  for (const name of chosen) {
    console.log(`\n${name}`);
    measured.push(await benchResults(name, { folder, results, node: newerNode(), isQuick: values.quick }));
  }
  console.log(`\n${writeFigures(results, measured)}`);
  console.log(`The same is in ${results}/figures.md, with all values in figures.json.`);
  return hasFailures(measured) ? 1 : 0;
});

/** Benches that were not run since keep the results that they had. */
function keepFigures() {
  /** @type {import('./lib/figures.mjs').BenchResults[]} */
  const kept = existsSync(keptFigures) ? JSON.parse(readFileSync(keptFigures, 'utf8')) : [];
  const benches = benchesIn(folder).flatMap(name => {
    const path = inProject(`.bench/results/${name}.json`);
    if (existsSync(path)) return [JSON.parse(readFileSync(path, 'utf8'))];
    return kept.filter(({ bench }) => bench === name);
  });
  if (benches.length === 0) throw new UserFailure('Nothing has been measured here: run npm run bench first.');
  writeFileSync(keptFigures, json(benches));
  const readme = inProject('README.md');
  writeFileSync(readme, withFigures(readFileSync(readme, 'utf8'), benches));
  console.log('test/bench/kept-figures.json and README.md hold the last results.');
  return 0;
}
