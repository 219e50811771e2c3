import { spawn } from 'node:child_process';

/**
 * @typedef {{status: number, output: string, error: string}} Outcome
 * @typedef {{input?: string, seconds?: number, environment?: NodeJS.ProcessEnv, cwd?: string}} CallOptions
 */

/**
 * Runs a program to its end. Its output is kept; a program that takes too long is killed and has the status 124.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CallOptions} [options]
 * @returns {Promise<Outcome>}
 */
export function call(program, args, { input = '', seconds = 120, environment, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: 'pipe', cwd, ...(environment ? { env: environment } : {}) });
    let output = '';
    let error = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, seconds * 1000);
    child.stdout.setEncoding('utf8').on('data', text => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      error += text;
    });
    child.once('error', reject);
    child.once('close', status => {
      clearTimeout(timer);
      resolve({ status: isLate ? 124 : (status ?? 1), output, error });
    });
    // A program that does not read its input may be gone before all of it is written.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/**
 * Runs a program that has to succeed.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CallOptions} [options]
 * @returns {Promise<string>} its standard output
 */
export async function must(program, args, options) {
  const { status, output, error } = await call(program, args, options);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${error}${output}`);
  return output;
}

/**
 * Waits for a state of the real services: asks again until the answer is there.
 *
 * @template Value
 * @param {string} what for the message when it never comes
 * @param {number} seconds
 * @param {() => Promise<Value | undefined | false>} ask
 * @returns {Promise<Value>}
 */
export async function until(what, seconds, ask) {
  const end = Date.now() + seconds * 1000;
  let last = '';
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > end) throw new Error(`After ${seconds} s: ${what} has not come. ${last}`);
    await new Promise(resolve => setTimeout(resolve, 300));
  }
}
