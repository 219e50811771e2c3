import { spawn } from 'node:child_process';

/**
 * Every group that is still running, by the process id of its leader, with what resolves when the leader has ended.
 *
 * @type {Map<number, Promise<void>>}
 */
const runningGroups = new Map();

/** Signals that ask this program to end, with the exit status that a shell would show. */
const endingSignals = /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]);

/** A group that has been asked to end is killed after this time. */
const graceMilliseconds = 5000;

let handlersInstalled = false;
let isEnding = false;

function installHandlersOnce() {
  if (handlersInstalled) return;
  handlersInstalled = true;
  for (const [signal, status] of endingSignals) process.on(signal, () => endEverything(status));
  // An exit handler cannot wait, so what is left by then is ended the hard way.
  process.on('exit', () => {
    for (const leader of runningGroups.keys()) signalGroup(leader, 'SIGKILL');
  });
}

/**
 * Ends every group, then this program. Groups get the time to end what they have started in turn: a browser, a server.
 * A second signal does not wait for them.
 *
 * @param {number} status
 */
async function endEverything(status) {
  if (isEnding) process.exit(status);
  isEnding = true;
  for (const leader of runningGroups.keys()) signalGroup(leader, 'SIGTERM');
  await Promise.race([
    Promise.all(runningGroups.values()),
    new Promise(resolve => setTimeout(resolve, graceMilliseconds)),
  ]);
  process.exit(status);
}

/**
 * @param {number} leader process id of the group's leader
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
  try {
    // Windows has no process groups: there the signal reaches the leader alone.
    process.kill(process.platform === 'win32' ? leader : -leader, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/**
 * Starts a program as the leader of a process group of its own. The whole group is ended when this program ends,
 * however it ends (except by SIGKILL).
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function startGroup(program, args, options = {}) {
  installHandlersOnce();
  const child = spawn(program, [...args], { stdio: 'inherit', ...options, detached: process.platform !== 'win32' });
  const leader = child.pid;
  if (leader === undefined) return child;
  const ended = new Promise(resolve => child.once('exit', () => resolve(undefined)));
  runningGroups.set(leader, ended);
  ended.then(() => {
    // A leader may end before those that it started.
    signalGroup(leader, 'SIGKILL');
    runningGroups.delete(leader);
  });
  return child;
}

/**
 * @param {import('node:child_process').ChildProcess} child as startGroup gave it
 * @returns {Promise<number>} its exit status, 1 when a signal ended it. Never resolves when this program is being ended
 *   itself: then nobody needs to hear that something it started has ended.
 */
export function whenEnded(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', status => {
      if (!isEnding) resolve(status ?? 1);
    });
  });
}

/**
 * Asks a group to end, and resolves when its leader has ended.
 *
 * @param {import('node:child_process').ChildProcess} child as startGroup gave it
 */
export async function endGroup(child) {
  const leader = child.pid;
  if (leader === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise(resolve => child.once('exit', resolve));
  signalGroup(leader, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(leader, 'SIGKILL'), graceMilliseconds);
  await ended;
  clearTimeout(timer);
}

/**
 * @typedef {import('node:child_process').SpawnOptions & {timeLimitSeconds?: number}} RunOptions
 *   a program that has not ended within the time limit hangs, and is killed
 */

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options] its output goes to the terminal unless said otherwise
 * @returns {Promise<number>} the exit status; 1 when a signal ended it
 */
export function run(program, args, options = {}) {
  const { timeLimitSeconds, ...spawnOptions } = options;
  const child = startGroup(program, args, spawnOptions);
  limitTime(child, timeLimitSeconds);
  return whenEnded(child);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {number | undefined} seconds
 */
function limitTime(child, seconds) {
  if (seconds === undefined) return;
  const timer = setTimeout(() => {
    console.error(`A program had not ended after ${seconds} s and is killed: ${child.spawnargs.join(' ')}`);
    endGroup(child);
  }, seconds * 1000);
  child.once('exit', () => clearTimeout(timer));
}

/**
 * Runs a program to its end and keeps what it prints, in the order in which it came.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Omit<RunOptions, 'stdio'> & {onLine?: (line: string) => void}} [options]
 *   onLine is called with every line as it comes
 * @returns {Promise<{status: number, output: string}>}
 */
export function runQuietly(program, args, options = {}) {
  const { onLine, timeLimitSeconds, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = startGroup(program, args, { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'] });
    limitTime(child, timeLimitSeconds);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', chunk => {
        output += chunk;
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onLine?.(line);
      });
    }
    child.once('error', reject);
    child.once('close', status => {
      if (!isEnding) resolve({ status: status ?? 1, output });
    });
  });
}
