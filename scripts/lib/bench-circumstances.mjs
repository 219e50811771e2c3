// Under what circumstances a bench measures: on which machine, what of, and how busy others keep it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { inProject, projectFolder } from './paths.mjs';

/**
 * The results of a bench that has not measured anything yet. Takes two seconds, in which it looks how busy others are,
 * unless the run is quick.
 *
 * @param {{bench: string, rounds: number, isQuick: boolean, node: string}} options node: the version that runs the benches
 * @returns {Promise<import('./figures.mjs').BenchResults>}
 */
export async function emptyResults({ bench, rounds, isQuick, node }) {
  const load = { averages: loadavg(), ...(isQuick ? {} : { busyShare: await busyShare() }) };
  const date = new Date().toISOString();
  return {
    bench,
    date,
    seconds: 0,
    rounds,
    isQuick,
    machine: machine(),
    load,
    product: product(),
    node,
    rows: [],
    missing: [],
  };
}

/** What the figures are measured on. */
function machine() {
  const [first] = cpus();
  return {
    model: first?.model.trim() ?? 'unknown processor',
    processors: cpus().length,
    gigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
  };
}

/** Version and commit of the product, and whether the checkout has other changes. */
function product() {
  const { version } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
  try {
    const git = (/** @type {string[]} */ ...args) =>
      execFileSync('git', args, { cwd: projectFolder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ', changed';
    return `${version} (${git('rev-parse', '--short=10', 'HEAD')}${changed})`;
  } catch {
    return version;
  }
}

/** Which part of all processors others keep busy while this program waits for two seconds: from 0 to 1. */
async function busyShare() {
  const times = () => {
    const all = cpus().map(({ times: { idle, user, nice, sys, irq } }) => ({
      idle,
      all: idle + user + nice + sys + irq,
    }));
    return { idle: sum(all.map(one => one.idle)), all: sum(all.map(one => one.all)) };
  };
  const before = times();
  await new Promise(resolve => setTimeout(resolve, 2000));
  const after = times();
  return 1 - (after.idle - before.idle) / Math.max(1, after.all - before.all);
}

/** @param {readonly number[]} values */
const sum = values => values.reduce((total, value) => total + value, 0);
