import { existsSync, readFileSync } from 'node:fs';

/**
 * What one layer of tests gave.
 *
 * @typedef {{title: string, reason: string}} TestFailure
 * @typedef {{passed: string[], failed: TestFailure[], skipped: string[]}} LayerResult the titles of the tests
 */

/**
 * Reads what the results reporter wrote. A run that ended before its end is a failure of its own.
 *
 * @param {string} resultsFile
 * @param {number} exitStatus of the program that ran the tests
 * @returns {LayerResult & {ended: boolean}}
 */
export function readTestResults(resultsFile, exitStatus) {
  const text = existsSync(resultsFile) ? readFileSync(resultsFile, 'utf8') : '';
  /** @type {import('./results-reporter.mjs').TestEvent[]} */
  const events = text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
  /** @type {LayerResult} */
  const result = { passed: [], failed: [], skipped: [] };
  let ended = false;
  for (const event of events) {
    if (event.event === 'pass') result.passed.push(event.title);
    else if (event.event === 'skip') result.skipped.push(event.title);
    else if (event.event === 'fail') result.failed.push({ title: event.title, reason: event.reason });
    else ended = true;
  }
  if (!ended) {
    result.failed.push({
      title: 'the run reached its end',
      reason: `The program that runs the tests ended with status ${exitStatus} before all tests had run; its output is above.`,
    });
  } else if (exitStatus !== 0 && result.failed.length === 0) {
    result.failed.push({
      title: 'the run ended well',
      reason: `All tests passed, but their program ended with status ${exitStatus}.`,
    });
  }
  return { ...result, ended };
}

/**
 * @param {readonly LayerResult[]} results
 * @returns {LayerResult} all of them as one
 */
export function joinResults(results) {
  return {
    passed: results.flatMap(({ passed }) => passed),
    failed: results.flatMap(({ failed }) => failed),
    skipped: results.flatMap(({ skipped }) => skipped),
  };
}
