import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project: absolute, without a slash at its end. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** What the scripts make for themselves lives here; deleting it costs only time. */
export const cacheFolder = join(projectFolder, '.vscode-test');

/** What the scripts download lives here. Several checkouts may share it: NOVA_DOCTOR_DOWNLOADS names another folder. */
export const downloadsFolder = process.env.NOVA_DOCTOR_DOWNLOADS ?? cacheFolder;

/** The workspace that `npm start` opens. */
export const sampleFolder = join(projectFolder, 'examples', 'incident');

/** Results and screenshots of the last test run. */
export const testResultsFolder = join(projectFolder, 'test-results');

/**
 * @param {string} path below the project folder, with slashes
 * @returns {string} the absolute path
 */
export function inProject(path) {
  return join(projectFolder, ...path.split('/'));
}
