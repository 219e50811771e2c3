// npm test: every layer of tests, from a fresh clone on.
//   npm test                          everything
//   npm test -- unit meta             some layers
//   npm test -- unit log/entry        only the files of the layer whose path has this word
//   npm test -- unit --grep traceback only the tests whose title matches
import { parseArgs } from 'node:util';
import { installDependencies } from './lib/dependencies.mjs';
import { buildBundles } from './lib/extension-package.mjs';
import { runMain, UserFailure } from './lib/failure.mjs';
import { runAnsibleLayer } from './lib/layer-ansible.mjs';
import { runChecks } from './lib/layer-check.mjs';
import { runEditorsLayer } from './lib/layer-editors.mjs';
import { runGrammarLayer } from './lib/layer-grammar.mjs';
import { mochaLayers, runMochaLayer } from './lib/layer-mocha.mjs';
import { runOldestLayer } from './lib/layer-oldest.mjs';
import { runPersonLayer } from './lib/layer-person.mjs';
import { runSshLayer } from './lib/layer-ssh.mjs';
import { runWorkbenchLayer } from './lib/layer-workbench.mjs';
import { writeTotals } from './lib/test-totals.mjs';

/**
 * @typedef {{words: string[], grep: string | undefined}} Selection
 * @typedef {(selection: Selection) => Promise<import('./lib/test-results.mjs').LayerResult>} RunLayer
 */

/** @type {Record<string, RunLayer>} */
const layersBeforeVSCode = { build: runBuild, check: runChecks, grammar: runGrammarLayer };

/** @type {Record<string, RunLayer>} */
const layersWithServers = { ansible: runAnsibleLayer, ssh: runSshLayer, editors: runEditorsLayer };

/** @type {Record<string, RunLayer>} */
const layersInVSCode = { workbench: runWorkbenchLayer, person: runPersonLayer, oldest: runOldestLayer };

/** Layers with a command of their own: the real cluster, which is `npm run test:cluster`. */
const layersElsewhere = ['cluster'];

/** Layers that need nothing but mocha: every other folder of test/ that holds tests. */
const plainLayers = mochaLayers().filter(
  layer =>
    !(layer in layersBeforeVSCode) &&
    !(layer in layersWithServers) &&
    !(layer in layersInVSCode) &&
    !layersElsewhere.includes(layer),
);

/** @type {Record<string, RunLayer>} */
const layers = {
  ...layersBeforeVSCode,
  ...Object.fromEntries(plainLayers.map(layer => [layer, selection => runMochaLayer(layer, selection)])),
  ...layersWithServers,
  ...layersInVSCode,
};

/**
 * Sets up and builds: every other layer stands on it.
 *
 * @returns {Promise<import('./lib/test-results.mjs').LayerResult>}
 */
async function runBuild() {
  await installDependencies();
  await buildBundles();
  return { passed: ['dist/ is built'], failed: [], skipped: [] };
}

/**
 * @param {string} layer
 * @param {import('./lib/test-results.mjs').LayerResult} result
 * @param {number} milliseconds
 */
function printLayer(layer, { passed, failed, skipped }, milliseconds) {
  for (const { title, reason } of failed) {
    console.log(`\nFAILED ${layer}: ${title}\n${reason.trimEnd().replace(/^/gm, '    ')}\n`);
  }
  for (const title of skipped) console.log(`skipped in ${layer}: ${title}`);
  const skippedCount = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
  const counts = `${passed.length} passed, ${failed.length} failed${skippedCount}`;
  console.log(`${layer.padEnd(10)} ${counts}  (${(milliseconds / 1000).toFixed(1)} s)`);
}

/**
 * A layer that ran nothing has not shown anything.
 *
 * @param {import('./lib/test-results.mjs').LayerResult} result
 */
function failWhenEmpty(result) {
  if (result.passed.length + result.failed.length > 0) return;
  result.failed.push({ title: 'the layer has tests', reason: 'No test of this layer was run.' });
}

/**
 * @param {(typeof layers)[string]} runLayer
 * @param {Selection} selection
 * @returns {Promise<import('./lib/test-results.mjs').LayerResult>}
 */
async function runOrFail(runLayer, selection) {
  try {
    return await runLayer(selection);
  } catch (error) {
    const reason =
      error instanceof UserFailure ? error.message : error instanceof Error ? (error.stack ?? '') : String(error);
    return { passed: [], failed: [{ title: 'the layer can be run', reason }], skipped: [] };
  }
}

await runMain(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string', short: 'g' } },
  });
  const selected = Object.keys(layers).filter(layer => positionals.includes(layer));
  const words = positionals.filter(word => !(word in layers));
  if (words.length > 0 && selected.length === 0) {
    throw new UserFailure(`Which layer? Give one of ${Object.keys(layers).join(', ')} before ${words.join(' ')}.`);
  }

  let passed = 0;
  let failed = 0;
  for (const layer of selected.length === 0 ? Object.keys(layers) : new Set(['build', ...selected])) {
    const runLayer = layers[layer];
    if (runLayer === undefined) continue;
    const started = Date.now();
    const result = await runOrFail(runLayer, { words, grep: values.grep });
    failWhenEmpty(result);
    printLayer(layer, result, Date.now() - started);
    passed += result.passed.length;
    failed += result.failed.length;
    if (layer === 'build' && failed > 0) break;
  }
  writeTotals({ passed, failed });
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
