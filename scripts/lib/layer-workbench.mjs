import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { freshResultsFile, testFiles } from './layer-mocha.mjs';
import { newerNode, usersNode } from './newer-node.mjs';
import { inProject, projectFolder, sampleFolder, testResultsFolder } from './paths.mjs';
import { runQuietly } from './processes.mjs';
import { runTwiceAtMost } from './second-try.mjs';
import { choiceOf, installServedVSCode } from './served-vscode.mjs';
import { readTestResults } from './test-results.mjs';

/**
 * Runs test/workbench/ inside the extension host of a real VS Code, on a copy of the sample workspace.
 *
 * @param {{words: readonly string[], grep: string | undefined}} selection
 * @param {import('./served-vscode.mjs').VSCodeAge} [age] without it in the VS Code that the environment names
 * @returns {Promise<import('./test-results.mjs').LayerResult>}
 */
export async function runWorkbenchLayer({ words, grep }, age) {
  const files = testFiles('workbench', words);
  if (files.length === 0) return { passed: [], failed: [], skipped: [] };
  const entry = await bundleTests(files);
  const environment = { ...process.env, ...choiceOf(age) };
  if (!environment.NOVA_DOCTOR_VSCODE) {
    await installServedVSCode(age);
    await findChromium();
  }
  const name = age === undefined ? 'workbench' : `workbench-${age}`;
  return runTwiceAtMost(() => runInVSCode(name, entry, { ...environment, NOVA_DOCTOR_TEST_GREP: grep ?? '' }));
}

/**
 * @param {string} name of the files with results and output
 * @param {string} entry
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<import('./test-results.mjs').LayerResult>}
 */
async function runInVSCode(name, entry, environment) {
  const resultsFile = freshResultsFile(name);
  const { status, output } = await runQuietly(
    newerNode(),
    [inProject('scripts/lib/run-in-vscode.mjs'), entry, copySampleWorkspace()],
    {
      cwd: projectFolder,
      env: { ...environment, NOVA_DOCTOR_TEST_RESULTS: resultsFile, NOVA_DOCTOR_USERS_NODE: usersNode() },
      timeLimitSeconds: 900,
    },
  );
  const logFile = join(testResultsFolder, `${name}.log`);
  writeFileSync(logFile, output);
  const result = readTestResults(resultsFile, status);
  if (!result.ended) console.log(output.slice(-5000));
  if (result.failed.length > 0) console.log(`What VS Code printed is in ${logFile}.`);
  return result;
}

/**
 * VS Code loads JavaScript only: each test file becomes a bundle of its own, beside the entry that runs them all.
 *
 * @param {readonly string[]} files
 * @returns {Promise<string>} path of the entry
 */
async function bundleTests(files) {
  const { build } = await import('esbuild');
  const { sharedOptions } = await import('../../esbuild.mjs');
  const outputFolder = inProject('dist-test');
  rmSync(outputFolder, { recursive: true, force: true });
  mkdirSync(outputFolder, { recursive: true });
  writeFileSync(join(outputFolder, 'package.json'), '{ "type": "commonjs" }\n');
  await build({
    ...sharedOptions,
    entryPoints: [...files, 'test/workbench/run.ts'],
    outbase: 'test/workbench',
    outdir: outputFolder,
    target: 'node22',
    sourcemap: 'inline',
    external: [...(sharedOptions.external ?? []), 'vscode', 'mocha'],
  });
  return join(outputFolder, 'run.js');
}

/** Tests may write into their workspace. */
function copySampleWorkspace() {
  const folder = join(testResultsFolder, 'workbench', 'incident');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (existsSync(sampleFolder)) cpSync(sampleFolder, folder, { recursive: true });
  return folder;
}
