// What every bench has around it: rounds, sizes, and a file with its results, one row for each figure.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyResults } from '../../../scripts/lib/bench-circumstances.mjs';
import { isMet } from '../../../scripts/lib/figures.mjs';
import { median } from './measure.mjs';
import { findPeer } from './peers.mjs';

/**
 * @typedef {import('../../../scripts/lib/figures.mjs').BenchResults} BenchResults
 * @typedef {import('../../../scripts/lib/figures.mjs').Row} Row
 * @typedef {import('../../../scripts/lib/figures.mjs').Unit} Unit
 * @typedef {import('../../../scripts/lib/figures.mjs').Wanted} Wanted
 */

/** The folder of the project. */
export const project = join(import.meta.dirname, '../../..');

/** What benches make for themselves: logs that are kept for the next time. */
export const benchFolder = join(project, '.bench');

/** A quick run shows that the benches work, with a sixty-fourth of the data and one round. */
export const isQuick = process.env.NOVA_DOCTOR_BENCH_QUICK === '1';

/** Where a bench writes its results: scripts/bench.mjs says it. */
const resultsFolder = process.env.NOVA_DOCTOR_BENCH_RESULTS ?? join(benchFolder, isQuick ? 'quick' : 'results');

/**
 * How often something is measured. @param {number} [usual]
 */
export const roundsOf = (usual = 5) => (isQuick ? 1 : Number(process.env.BENCH_ROUNDS ?? usual));

/**
 * How many megabytes of data are read. @param {number} megabytes
 */
export const sizeOf = megabytes => (isQuick ? Math.ceil(megabytes / 64) : megabytes);

/**
 * A size as people read it. @param {number} megabytes
 */
export const sizeText = megabytes => (megabytes < 1024 ? `${megabytes} MB` : `${megabytes / 1024} GB`);

/**
 * Runs a bench: whatever happens in it, its results are written, and what was measured before a failure is kept.
 *
 * @param {string} bench its name: that of its file
 * @param {(recorder: Recorder) => Promise<unknown>} measure
 */
export async function runBench(bench, measure) {
  const started = performance.now();
  const results = await emptyResults({ bench, isQuick, rounds: roundsOf(), node: process.versions.node });
  const save = () => {
    results.seconds = (performance.now() - started) / 1000;
    mkdirSync(resultsFolder, { recursive: true });
    writeFileSync(join(resultsFolder, `${bench}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
  };
  const recorder = createRecorder(results, save);
  save();
  await recorder.part(bench, () => measure(recorder));
  save();
}

/**
 * @typedef {{name: string, version?: string, does?: string, values: readonly number[]}} Measure what stands beside: in the row's unit
 * @typedef {{unit: Unit, values: readonly number[], megabytes?: number, beside?: Measure, wanted?: Wanted}} Measured
 * @typedef {ReturnType<typeof createRecorder>} Recorder
 */

/**
 * @param {BenchResults} results
 * @param {() => void} save
 */
function createRecorder(results, save) {
  /** @param {Row} row */
  const add = row => {
    results.rows.push(row);
    save();
  };

  /**
   * Records a figure: medians, their ratio, and whether it is what was wanted.
   *
   * @param {string} what
   * @param {Measured} measured
   */
  const figure = (what, { unit, values, megabytes, beside, wanted: wantedOfAll }) => {
    // With little data nearly all of the time is the start of a program.
    const wanted = isQuick ? undefined : wantedOfAll;
    const own = { ...sideOf(values), ...(megabytes === undefined ? {} : { megabytes }) };
    const peer = beside === undefined ? undefined : { ...beside, ...sideOf(beside.values) };
    const ratio = peer === undefined ? undefined : own.median / peer.median;
    const met = wanted === undefined ? undefined : isMet(wanted, own.median, ratio);
    add({
      what,
      unit,
      own,
      ...(peer === undefined ? {} : { beside: peer, ratio }),
      ...(wanted === undefined ? {} : { wanted }),
      ...(met === undefined ? {} : { isMet: met }),
    });
    console.log(line(what, unit, own, peer, ratio, met));
  };

  /**
   * A peer that is on this machine; one that is not is told of, once.
   *
   * @param {Parameters<typeof findPeer>[0]} name
   */
  const peer = name => {
    const found = findPeer(name);
    if ('program' in found) return found;
    if (!results.missing.some(missing => missing.name === name)) {
      results.missing.push(found);
      save();
      console.log(`  ${name} is not here, so it is not compared. To get it: ${found.get}.`);
    }
    return undefined;
  };

  /**
   * Measures one part: when it fails, that is a row of the results, and the rest is measured nevertheless.
   *
   * @param {string} what
   * @param {() => Promise<unknown> | unknown} work
   * @returns {Promise<boolean>} whether it succeeded
   */
  const part = async (what, work) => {
    try {
      await work();
      return true;
    } catch (error) {
      console.error(`  FAILED ${what}: ${error instanceof Error ? error.stack : error}`);
      add({ what, failed: String(error).split('\n')[0] ?? '' });
      process.exitCode = 1;
      return false;
    }
  };
  return { figure, peer, part };
}

/** @param {readonly number[]} measured */
function sideOf(measured) {
  // What lies behind four figures is noise.
  const values = measured.map(value => Number(value.toPrecision(4)));
  return { median: median(values), values };
}

/**
 * @param {string} what
 * @param {Unit} unit
 * @param {import('../../../scripts/lib/figures.mjs').OwnSide} own
 * @param {import('../../../scripts/lib/figures.mjs').Peer | undefined} beside
 * @param {number | undefined} ratio
 * @param {boolean | undefined} met
 */
function line(what, unit, own, beside, ratio, met) {
  const short = (/** @type {number} */ value) => Number(value.toPrecision(3));
  const few = own.values.length <= 10 ? own.values : [Math.min(...own.values), Math.max(...own.values)];
  const all = few.map(short).join(few === own.values ? ' ' : ' to ');
  const memory = own.megabytes === undefined ? '' : `, at most ${own.megabytes} MB of memory`;
  const other =
    beside === undefined ? '' : `; ${beside.name}: ${short(beside.median)} ${unit}, × ${short(ratio ?? Number.NaN)}`;
  const verdict = met === undefined ? '' : met ? ' (as wanted)' : ' (MISSED)';
  return `  ${what}\n    ${short(own.median)} ${unit} (${all})${memory}${other}${verdict}`;
}
