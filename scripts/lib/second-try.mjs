/**
 * Runs a file of tests, and once more when one of them failed. It is for tests that stand on programs of others (a browser
 * with VS Code, a cluster), which a busy machine can upset. What failed at first is printed whole, so that nobody takes the
 * second result for the first.
 *
 * @param {() => Promise<import('./test-results.mjs').LayerResult>} runFile
 * @param {() => boolean} [mayTryAgain] asked after a failure
 * @returns {Promise<import('./test-results.mjs').LayerResult>} of the last try
 */
export async function runTwiceAtMost(runFile, mayTryAgain = () => true) {
  const first = await runFile();
  if (first.failed.length === 0 || !mayTryAgain()) return first;
  for (const { title, reason } of first.failed) {
    console.log(
      `\nFAILED at the first try, and is tried once more: ${title}\n${reason.trimEnd().replace(/^/gm, '    ')}\n`,
    );
  }
  return runFile();
}
