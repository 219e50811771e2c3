import { runPersonLayer } from './layer-person.mjs';
import { runWorkbenchLayer } from './layer-workbench.mjs';
import { joinResults } from './test-results.mjs';

/** The test that goes through most of what a person sees: lab, triage, controllers, runbook, dialogs, report. */
const personTest = 'person/recovery';

/**
 * Runs the workbench tests and one person test in the oldest VS Code that package.json admits. Words choose among all
 * tests of both layers.
 *
 * @param {{words: readonly string[], grep: string | undefined}} selection
 * @returns {Promise<import('./test-results.mjs').LayerResult>}
 */
export async function runOldestLayer({ words, grep }) {
  const workbench = await runWorkbenchLayer({ words, grep }, 'oldest');
  const person = await runPersonLayer({ words: words.length === 0 ? [personTest] : words, grep }, 'oldest');
  return joinResults([workbench, person]);
}
