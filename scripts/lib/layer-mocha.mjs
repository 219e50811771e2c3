import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { newerNode, usersNode } from './newer-node.mjs';
import { inProject, projectFolder, testResultsFolder } from './paths.mjs';
import { run } from './processes.mjs';
import { readTestResults } from './test-results.mjs';

/**
 * Runs the tests of one layer, test/<layer>/**\/*.test.ts, with mocha under the newer Node.
 *
 * @param {string} layer
 * @param {{words?: readonly string[], grep?: string | undefined, resultsName?: string, environment?: Record<string, string>, testSeconds?: number, layerSeconds?: number}} [options]
 *   words: only files whose path has one of them; resultsName: of the file with the results; the seconds are those after which a test, or all of them, hang
 * @returns {Promise<import('./test-results.mjs').LayerResult>}
 */
export async function runMochaLayer(
  layer,
  { words = [], grep, resultsName = layer, environment = {}, testSeconds = 120, layerSeconds = 1800 } = {},
) {
  const files = testFiles(layer, words);
  if (files.length === 0) return { passed: [], failed: [], skipped: [] };
  const resultsFile = freshResultsFile(resultsName);
  const args = [
    inProject('node_modules/mocha/bin/mocha.js'),
    '--no-config',
    '--forbid-only',
    `--timeout=${testSeconds * 1000}`,
    `--reporter=${inProject('scripts/lib/results-reporter.mjs')}`,
    ...(grep === undefined ? [] : [`--grep=${grep}`]),
    ...files,
  ];
  const status = await run(newerNode(), args, {
    cwd: projectFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeLimitSeconds: layerSeconds,
    env: {
      ...process.env,
      ...environment,
      NOVA_DOCTOR_TEST_RESULTS: resultsFile,
      NOVA_DOCTOR_USERS_NODE: usersNode(),
    },
  });
  return readTestResults(resultsFile, status);
}

/**
 * @returns {string[]} the folders of test/ that hold tests; the quick ones of core come first
 */
export function mochaLayers() {
  const layers = readdirSync(inProject('test')).filter(name => testFiles(name).length > 0);
  return layers.sort((a, b) => Number(b === 'unit') - Number(a === 'unit') || a.localeCompare(b));
}

/**
 * @param {string} layer
 * @param {readonly string[]} [words] only files whose path has one of them
 * @returns {string[]} paths of its test files below the project folder, in order
 */
export function testFiles(layer, words = []) {
  const folder = inProject(`test/${layer}`);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.test.ts'))
    .map(path => join('test', layer, path))
    .filter(path => words.length === 0 || words.some(word => path.includes(word)))
    .sort();
}

/**
 * @param {string} name
 * @returns {string} path of a results file that does not exist yet, in a folder that does
 */
export function freshResultsFile(name) {
  mkdirSync(testResultsFolder, { recursive: true });
  const resultsFile = join(testResultsFolder, `${name}.jsonl`);
  rmSync(resultsFile, { force: true });
  return resultsFile;
}
