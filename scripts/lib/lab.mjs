// The simulated cluster, as a process beside whatever needs it.
import { fork } from 'node:child_process';
import { UserFailure } from './failure.mjs';
import { inProject } from './paths.mjs';

/**
 * @typedef {object} RunningLab
 * @property {string} folder
 * @property {string} sshConfiguration
 * @property {() => void} stop ends it; it ends by itself with this process
 */

/**
 * Starts `nova-doctor lab` from the bundle and waits until it can be reached. What happens in it is printed here.
 *
 * @param {string} folder where its files go
 * @param {readonly string[]} [args] further arguments
 * @returns {Promise<RunningLab>}
 */
export async function startLab(folder, args = []) {
  const child = fork(inProject('dist/cli.js'), ['lab', '--folder', folder, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let isReady = false;
  child.stdout?.setEncoding('utf8').on('data', text => {
    if (isReady) process.stdout.write(text);
  });
  /** @type {{folder: string, sshConfiguration: string}} */
  const ready = await new Promise((resolve, reject) => {
    child.once('message', message => {
      isReady = true;
      resolve(/** @type {any} */ (message));
    });
    child.once('error', reject);
    child.once('exit', status =>
      reject(new UserFailure(`The simulated cluster ended with status ${status}: see above.`)),
    );
  });
  return { ...ready, stop: () => child.disconnect() };
}
