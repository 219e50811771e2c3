// npm run bench -- analyze: how fast and with how much memory `nova-doctor analyze` reads, beside the programs people use.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generateLog } from './lib/generate-log.mjs';
import { describeMeasured, isThere, machine, measureInTurn, saveResults } from './lib/measure.mjs';

const project = join(import.meta.dirname, '../..');
const folder = join(project, '.bench');
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const megabyte = 1 << 20;
const cli = join(project, 'dist/cli.js');

/** @param {string} path */
const analyze = path => [process.execPath, cli, 'analyze', path, '--format', 'json', '--fail-on', 'never'];
/** @param {string} path */
const grepLevels = path => ['grep', '-cE', ' (ERROR|WARNING|CRITICAL) ', path];

/** @param {string} name @param {number} bytes @param {number} errorShare */
function log(name, bytes, errorShare) {
  const path = join(folder, `nova-conductor-${name}.log`);
  generateLog(path, { bytes, errorShare, seed: 20261122 });
  return path;
}

/** @param {string} title @param {import('./lib/measure.mjs').Contender[]} contenders */
function compare(title, contenders) {
  const measured = measureInTurn(contenders, rounds);
  console.log(`\n${title}`);
  const reference = measured[1] ?? measured[0];
  if (reference === undefined) throw new Error('nothing was measured');
  for (const one of measured) console.log(`  ${describeMeasured(one, reference)}`);
  return measured;
}

if (!existsSync(cli)) throw new Error('dist/cli.js is missing: run npm run build first.');
const results = {
  machine: machine(),
  date: new Date().toISOString(),
  rounds,
  comparisons: /** @type {Record<string, unknown>} */ ({}),
};

const sparse = log('sparse-1g', 1024 * megabyte, 0.004);
const peers = [
  { name: 'nova-doctor analyze', command: analyze(sparse) },
  { name: 'grep -c of the levels (LC_ALL=C)', command: grepLevels(sparse) },
];
if (isThere('rg'))
  peers.push({ name: 'ripgrep, the same', command: ['rg', '-c', ' (ERROR|WARNING|CRITICAL) ', sparse] });
if (isThere('lnav')) {
  const query = ';SELECT log_level, count(*) FROM openstack_log GROUP BY log_level';
  peers.push({ name: 'lnav, count by level', command: ['lnav', '-n', '-c', query, '-c', ':write-csv-to -', sparse] });
}
results.comparisons.sparse = compare(
  '1 GB, 0.4 % of the records are errors with tracebacks (a quarter of all lines)',
  peers,
);

const storm = log('storm-512m', 512 * megabyte, 1);
const stormed = compare('512 MB in which every record is an error with a traceback', [
  { name: 'nova-doctor analyze', command: analyze(storm) },
  { name: 'grep -c of the levels (LC_ALL=C)', command: grepLevels(storm) },
]);
const rate = 512 / (stormed[0]?.median ?? 1);
console.log(`  ${rate.toFixed(0)} MB/s`);
results.comparisons.storm = { measured: stormed, megabytesPerSecond: rate };

const packed = `${log('sparse-256m', 256 * megabyte, 0.004)}.gz`;
if (!existsSync(packed)) spawnSync('gzip', ['-k', '-1', packed.replace(/\.gz$/, '')]);
results.comparisons.gzip = compare('256 MB packed with gzip', [
  { name: 'nova-doctor analyze', command: analyze(packed) },
  { name: 'zcat', command: ['zcat', packed] },
]);

const sizes = [10, 100, 1024, 4096];
/** @type {{megabytes: number, seconds: number, peakMegabytes: number | undefined}[]} */
const growth = [];
console.log('\ncost by size');
for (const megabytes of sizes) {
  const path = megabytes === 1024 ? sparse : log(`sparse-${megabytes}m`, megabytes * megabyte, 0.004);
  const [measured] = measureInTurn([{ name: `${megabytes} MB`, command: analyze(path) }], Math.min(rounds, 3));
  if (measured === undefined) continue;
  growth.push({ megabytes, seconds: measured.median, peakMegabytes: measured.peakMegabytes });
  console.log(
    `  ${String(megabytes).padStart(5)} MB  ${measured.median.toFixed(2)} s  ${(megabytes / measured.median).toFixed(0)} MB/s  at most ${measured.peakMegabytes} MB of memory`,
  );
}
results.comparisons.growth = growth;
saveResults(join(folder, 'results/analyze.json'), results);
