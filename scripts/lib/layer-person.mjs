import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, installChineseFont } from './chromium.mjs';
import { packExtension } from './extension-package.mjs';
import { runMochaLayer } from './layer-mocha.mjs';
import { testResultsFolder } from './paths.mjs';
import { installServedVSCode } from './served-vscode.mjs';

/** Where the tests put what a person would see. */
export const screenshotsFolder = join(testResultsFolder, 'screenshots');

/**
 * Runs test/person/: a browser, the served VS Code, and the extension installed from the built .vsix.
 *
 * @param {{words: readonly string[], grep: string | undefined}} selection
 * @returns {Promise<import('./test-results.mjs').LayerResult>}
 */
export async function runPersonLayer(selection) {
  const { path, hash } = await packExtension();
  await installServedVSCode();
  await findChromium();
  await installChineseFont();
  rmSync(screenshotsFolder, { recursive: true, force: true });
  return runMochaLayer('person', {
    ...selection,
    environment: {
      NOVA_DOCTOR_PACKAGE: path,
      NOVA_DOCTOR_PACKAGE_HASH: hash,
      NOVA_DOCTOR_SCREENSHOTS: screenshotsFolder,
    },
  });
}
