#!/usr/bin/env node
// Speaks as much of VS Code's command line as @vscode/test-electron uses, and runs the tests in the served VS Code:
//   vscode-launcher.mjs --extensionDevelopmentPath=DIR --extensionTestsPath=FILE FOLDER
// Ends with the tests' exit status.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runMain, UserFailure } from './lib/failure.mjs';
import { cacheFolder } from './lib/paths.mjs';
import { installServedVSCode, startServedVSCode, workbenchAddress, writeFirstSettings } from './lib/served-vscode.mjs';

/** @param {string} name */
function argument(name) {
  const found = process.argv.find(text => text.startsWith(`--${name}=`));
  if (found === undefined) throw new UserFailure(`The argument --${name}=… is missing.`);
  return found.slice(name.length + 3);
}

/**
 * The address that makes the workbench load the extension and run its tests.
 *
 * @param {string} origin
 * @param {string} folder
 */
function testAddress(origin, folder) {
  const remote = `vscode-remote://${new URL(origin).host}`;
  const payload = [
    ['extensionDevelopmentPath', remote + encodeURI(argument('extensionDevelopmentPath'))],
    ['extensionTestsPath', remote + encodeURI(argument('extensionTestsPath'))],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
  ];
  return workbenchAddress(origin, folder, { payload: JSON.stringify(payload) });
}

await runMain(async () => {
  const folder = process.argv.slice(2).find(text => !text.startsWith('-'));
  if (folder === undefined) throw new UserFailure('Which folder is to be opened?');
  await installServedVSCode();
  const { launchBrowser } = await import('./lib/browser.mjs');

  const dataFolder = join(cacheFolder, `workbench-${process.pid}`);
  // In a browser VS Code saves by itself a second after a change: a save by a test may then come into the middle of another.
  writeFirstSettings(dataFolder, { 'files.autoSave': 'off' });
  // Without the smoke test driver the page ignores the payload.
  const args = ['--enable-smoke-test-driver', '--disable-workspace-trust'];
  const server = await startServedVSCode({ dataFolder, args });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const status = new Promise((resolve, reject) => {
      page.on('crash', () => reject(new Error('The page of the workbench crashed.')));
      page.on('close', () => reject(new Error('The page of the workbench was closed.')));
      server.ended.then(() => reject(new Error(`The served VS Code ended early; its output is in ${server.logFile}.`)));
      page.exposeFunction('codeAutomationExit', resolve);
    });
    // When the page cannot even be opened, that is what is told.
    status.catch(() => {});
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ texts) => {
      console.log(`[${type}]`, ...texts);
    });
    await page.goto(testAddress(server.origin, folder));
    return Number(await status);
  } finally {
    await browser.close();
    await server.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
});
