import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * @typedef {{name: string, command: readonly string[], accepts?: readonly number[], environment?: Record<string, string>}} Contender
 *   accepts: exit codes that are no failure (0 when left out)
 * @typedef {{name: string, seconds: number[], median: number, peakMegabytes: number | undefined}} Measured
 */

const memoryHook = join(import.meta.dirname, 'report-memory.cjs');

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/**
 * Whether a program can be started.
 *
 * @param {string} program
 */
export function isThere(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
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
  const results = contenders.map(({ name }) => ({
    name,
    seconds: /** @type {number[]} */ ([]),
    median: 0,
    peakMegabytes: /** @type {number | undefined} */ (undefined),
  }));
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    for (let round = 0; round <= rounds; round++) {
      contenders.forEach((contender, index) => {
        const result = results[index];
        if (result === undefined) return;
        const once = runOnce(contender, join(folder, 'memory'));
        if (once.peakMegabytes !== undefined)
          result.peakMegabytes = Math.max(result.peakMegabytes ?? 0, once.peakMegabytes);
        if (round > 0) result.seconds.push(once.seconds);
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const result of results) result.median = median(result.seconds);
  return results;
}

/**
 * @param {Contender} contender
 * @param {string} memoryFile
 */
function runOnce({ command, accepts = [0], environment = {} }, memoryFile) {
  const [program = '', ...args] = command;
  const isNode = program === process.execPath;
  const started = process.hrtime.bigint();
  const done = spawnSync(program, isNode ? ['--require', memoryHook, ...args] : args, {
    // Not /dev/null: grep ends at the first match when nobody can read what it prints.
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 29,
    env: { ...process.env, LC_ALL: 'C', BENCH_MEMORY_FILE: memoryFile, ...environment },
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (done.error) throw done.error;
  if (!accepts.includes(done.status ?? -1)) {
    throw new Error(`${command.join(' ')} ended with ${done.status}: ${done.stderr.toString().slice(0, 500)}`);
  }
  return { seconds, peakMegabytes: isNode ? Number(readFileSync(memoryFile, 'utf8')) : undefined };
}

/**
 * One line of a table: the median, the ratio to the reference, minimum and maximum.
 *
 * @param {Measured} measured
 * @param {Measured} reference
 */
export function describeMeasured(measured, reference) {
  const least = Math.min(...measured.seconds).toFixed(2);
  const most = Math.max(...measured.seconds).toFixed(2);
  const ratio = (measured.median / reference.median).toFixed(2);
  const memory = measured.peakMegabytes === undefined ? '' : `, at most ${measured.peakMegabytes} MB of memory`;
  return `${measured.name.padEnd(44)} ${measured.median.toFixed(2)} s  × ${ratio}  (${least} to ${most} s${memory})`;
}

/** What the figures were measured on. */
export function machine() {
  return {
    processors: cpus().length,
    model: cpus()[0]?.model ?? '',
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

/**
 * @param {string} path
 * @param {unknown} results
 */
export function saveResults(path, results) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(results, undefined, 2)}\n`);
}
