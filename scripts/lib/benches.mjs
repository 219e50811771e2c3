// Runs benches one after the other and brings together what they measured.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { emptyResults } from './bench-circumstances.mjs';
import { figuresText } from './figures.mjs';
import { run } from './processes.mjs';

/** A bench that has not ended after this time hangs. */
const timeLimitSeconds = 900;

/** @param {string} folder @returns {string[]} names of benches, in order */
export function benchesIn(folder) {
  if (!existsSync(folder)) return [];
  const ending = '.bench.mjs';
  return readdirSync(folder)
    .filter(name => name.endsWith(ending))
    .map(name => basename(name, ending))
    .sort();
}

/**
 * Runs a bench. Whatever becomes of it, it has results: of a bench that failed without saying why, a row that says so.
 *
 * @param {string} name
 * @param {{folder: string, results: string, node: string, isQuick: boolean, stdio?: 'ignore'}} options folder: where the benches are;
 *   results: the folder for their results; node: the program that runs them; stdio: what it prints goes to the terminal when left out
 * @returns {Promise<import('./figures.mjs').BenchResults>}
 */
export async function benchResults(name, { folder, results, node, isQuick, stdio }) {
  const path = join(results, `${name}.json`);
  rmSync(path, { force: true });
  const environment = { NOVA_DOCTOR_BENCH_RESULTS: results, NOVA_DOCTOR_BENCH_QUICK: isQuick ? '1' : '' };
  const status = await run(node, [join(folder, `${name}.bench.mjs`)], {
    cwd: join(folder, '../..'),
    env: { ...process.env, ...environment },
    ...(stdio === undefined ? {} : { stdio }),
    timeLimitSeconds,
  });
  /** @type {import('./figures.mjs').BenchResults} */
  const measured = existsSync(path)
    ? JSON.parse(readFileSync(path, 'utf8'))
    : await emptyResults({ bench: name, rounds: 0, isQuick, node: process.versions.node });
  if (measured.rows.length === 0 || (status !== 0 && !measured.rows.some(row => 'failed' in row))) {
    measured.rows.push({ what: `bench ${name}`, failed: `it ended with status ${status}; what it printed says why` });
    mkdirSync(results, { recursive: true });
    writeFileSync(path, json(measured));
  }
  return measured;
}

/**
 * Writes what a run measured: all values as JSON, and the table as Markdown.
 *
 * @param {string} folder
 * @param {readonly import('./figures.mjs').BenchResults[]} benches
 * @returns {string} the Markdown
 */
export function writeFigures(folder, benches) {
  const text = figuresText(benches);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'figures.json'), json(benches));
  writeFileSync(join(folder, 'figures.md'), text);
  return text;
}

/**
 * JSON as people read it: a list of numbers takes one line.
 *
 * @param {unknown} value
 */
export function json(value) {
  const text = JSON.stringify(value, undefined, 2);
  return `${text.replace(/\[[\d\s.,e+-]+\]/g, list => list.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'))}\n`;
}
