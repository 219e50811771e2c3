import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, installChineseFont } from './chromium.mjs';
import { packExtension } from './extension-package.mjs';
import { runMochaLayer, testFiles } from './layer-mocha.mjs';
import { testResultsFolder } from './paths.mjs';
import { runTwiceAtMost } from './second-try.mjs';
import { choiceOf, installServedVSCode } from './served-vscode.mjs';
import { joinResults } from './test-results.mjs';

/** Where the tests put what a person would see. */
export const screenshotsFolder = join(testResultsFolder, 'screenshots');

/**
 * Runs test/person/: a browser, the served VS Code, and the extension installed from the built .vsix.
 *
 * @param {{words: readonly string[], grep: string | undefined}} selection
 * @param {import('./served-vscode.mjs').VSCodeAge} [age] without it in the VS Code that the environment names
 * @returns {Promise<import('./test-results.mjs').LayerResult>}
 */
export async function runPersonLayer(selection, age) {
  const { path, hash } = await packExtension();
  await installServedVSCode(age);
  await findChromium();
  await installChineseFont();
  const folder = age === undefined ? screenshotsFolder : `${screenshotsFolder}-${age}`;
  rmSync(folder, { recursive: true, force: true });
  const results = [];
  for (const file of testFiles('person', selection.words)) results.push(await runTwiceAtMost(() => runFile(file)));
  return joinResults(results);

  /** @param {string} file */
  function runFile(file) {
    return runMochaLayer('person', {
      words: [file],
      grep: selection.grep,
      resultsName: age === undefined ? 'person' : `person-${age}`,
      environment: {
        ...choiceOf(age),
        NOVA_DOCTOR_PACKAGE: path,
        NOVA_DOCTOR_PACKAGE_HASH: hash,
        NOVA_DOCTOR_SCREENSHOTS: folder,
      },
    });
  }
}
