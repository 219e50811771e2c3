import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {{name: string, version?: string, does?: string, command: readonly string[], accepts?: readonly number[]}} Contender
 *   accepts: exit codes that are no failure (0 when left out)
 * @typedef {{name: string, version?: string, does?: string, values: number[], megabytes?: number}} Measured
 *   values: seconds; megabytes: the most memory that a Node program had
 */

const memoryHook = join(import.meta.dirname, 'report-memory.cjs');

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/**
 * Runs the contenders in turn, A B C A B C …, after one uncounted round, each as a whole process, and takes the time of
 * the wall clock. A contender that is a Node program also reports the most memory it had.
 *
 * @param {readonly Contender[]} contenders
 * @param {number} rounds
 * @returns {Measured[]}
 */
export function measureInTurn(contenders, rounds) {
  const results = contenders.map(({ name, version, does }) => {
    /** @type {Measured} */
    const result = {
      name,
      ...(version === undefined ? {} : { version }),
      ...(does === undefined ? {} : { does }),
      values: [],
    };
    return result;
  });
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    for (let round = 0; round <= rounds; round++) {
      contenders.forEach((contender, index) => {
        const result = results[index];
        if (result === undefined) return;
        const { seconds, megabytes } = runOnce(contender, join(folder, 'memory'));
        if (megabytes !== undefined) result.megabytes = Math.max(result.megabytes ?? 0, megabytes);
        if (round > 0) result.values.push(seconds);
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
}

/**
 * @param {Contender} contender
 * @param {string} memoryFile
 */
function runOnce({ command, accepts = [0] }, memoryFile) {
  const node = command.indexOf(process.execPath);
  // The hook goes behind Node's own name, which may be another program's argument.
  const [program = '', ...args] = node < 0 ? command : command.toSpliced(node + 1, 0, '--require', memoryHook);
  const started = process.hrtime.bigint();
  const done = spawnSync(program, args, {
    // Not /dev/null: grep ends at the first match when nobody can read what it prints.
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 29,
    env: { ...process.env, LC_ALL: 'C', BENCH_MEMORY_FILE: memoryFile },
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (done.error) throw done.error;
  if (!accepts.includes(done.status ?? -1)) {
    throw new Error(`${command.join(' ')} ended with ${done.status}: ${done.stderr.toString().slice(0, 500)}`);
  }
  return { seconds, megabytes: node < 0 ? undefined : Number(readFileSync(memoryFile, 'utf8')) };
}

/**
 * Megabytes that a process has in memory, now and at most. Linux tells it.
 *
 * @param {number} process
 */
export function memoryOf(process) {
  const status = readFileSync(`/proc/${process}/status`, 'utf8');
  const megabytes = (/** @type {string} */ name) =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024);
  return { now: megabytes('VmRSS'), most: megabytes('VmHWM') };
}
