// npm run bench -- analyze: how fast and with how much memory `nova-doctor analyze` reads, beside the programs people use.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder, project, roundsOf, runBench, sizeOf, sizeText } from './lib/bench.mjs';
import { generateLog } from './lib/generate-log.mjs';
import { measureInTurn } from './lib/measure.mjs';

const megabyte = 1 << 20;
const cli = join(project, 'dist/cli.js');
const sparseShare = 0.004;

/** @param {string} path */
const analyze = path => [process.execPath, cli, 'analyze', path, '--format', 'json', '--fail-on', 'never'];

/** @param {string} kind @param {number} megabytes @param {number} errorShare */
function log(kind, megabytes, errorShare) {
  const path = join(benchFolder, `nova-conductor-${kind}-${megabytes}m.log`);
  generateLog(path, { bytes: megabytes * megabyte, errorShare, seed: 20261122 });
  return path;
}

await runBench('analyze', async ({ figure, peer, part }) => {
  const rounds = roundsOf();
  const levels = ' (ERROR|WARNING|CRITICAL) ';
  const large = sizeOf(1024);
  const sparse = log('sparse', large, sparseShare);

  await part('analyze of a log with few errors', () => {
    const contenders = [
      { wanted: undefined, name: 'nova-doctor', command: analyze(sparse) },
      ...peersOf('grep', { ratioAtMost: 1 }, 'lines of these levels', ['-cE', levels, sparse]),
      ...peersOf('ripgrep', undefined, 'lines of these levels', ['-c', levels, sparse]),
      ...peersOf('lnav', { ratioAtMost: 0.2 }, 'count by level', [
        ...['-n', '-c', ';SELECT log_level, count(*) FROM openstack_log GROUP BY log_level'],
        ...['-c', ':write-csv-to -', sparse],
      ]),
    ];
    const [own, ...others] = measureInTurn(contenders, rounds);
    others.forEach((beside, index) => {
      const wanted = contenders[index + 1]?.wanted;
      const what = `\`analyze\` of ${sizeText(large)}, 0.4 % of the records errors with tracebacks`;
      figure(what, { unit: 's', ...timesOf(own), beside, wanted });
    });
  });

  await part('analyze of an error storm', () => {
    const megabytes = sizeOf(512);
    const storm = log('storm', megabytes, 1);
    const onOne = existsSync('/usr/bin/taskset');
    const [own, pinned] = measureInTurn(
      [
        { name: 'nova-doctor', command: analyze(storm) },
        ...(onOne ? [{ name: 'on one processor', command: ['taskset', '-c', '0', ...analyze(storm)] }] : []),
      ],
      rounds,
    );
    const what = `\`analyze\` of ${sizeText(megabytes)} in which every record is an error with a traceback`;
    figure(what, { unit: 'MB/s', ...ratesOf(own, megabytes) });
    if (pinned)
      figure(`${what}, on one processor`, { unit: 'MB/s', ...ratesOf(pinned, megabytes), wanted: { atLeast: 250 } });
  });

  await part('analyze of a packed log', () => {
    const megabytes = sizeOf(256);
    const plain = log('sparse', megabytes, sparseShare);
    const packed = `${plain}.gz`;
    if (!existsSync(packed)) spawnSync('gzip', ['-k', '-1', plain]);
    const [own, beside] = measureInTurn(
      [{ name: 'nova-doctor', command: analyze(packed) }, ...peersOf('zcat', undefined, undefined, [packed])],
      rounds,
    );
    const what = `\`analyze\` of ${sizeText(megabytes)} packed with gzip`;
    figure(what, { unit: 's', ...timesOf(own), beside, wanted: { ratioAtMost: 1 } });
  });

  await part('analyze of more and more', () => {
    let most = 0;
    for (const megabytes of [10, 100, 1024, 4096].map(sizeOf)) {
      const path = log('sparse', megabytes, sparseShare);
      const [own] = measureInTurn([{ name: 'nova-doctor', command: analyze(path) }], Math.min(rounds, 3));
      figure(`\`analyze\` of ${sizeText(megabytes)}, for the growth of time and memory`, {
        unit: 's',
        ...timesOf(own),
      });
      most = Math.max(most, own?.megabytes ?? 0);
    }
    figure('`analyze` of any of these sizes: most memory', { unit: 'MB', values: [most], wanted: { atMost: 300 } });
  });

  /**
   * @param {Parameters<typeof peer>[0]} name
   * @param {import('../../scripts/lib/figures.mjs').Wanted | undefined} wanted
   * @param {string | undefined} does
   * @param {readonly string[]} args
   */
  function peersOf(name, wanted, does, args) {
    const found = peer(name);
    if (found === undefined) return [];
    const { program, version } = found;
    return [{ wanted, name, version, does, command: [program, ...args] }];
  }
});

/** @param {import('./lib/measure.mjs').Measured | undefined} own */
function timesOf(own) {
  if (own === undefined) throw new Error('Nothing was measured.');
  return { values: own.values, megabytes: own.megabytes };
}

/** @param {import('./lib/measure.mjs').Measured | undefined} own @param {number} megabytes */
function ratesOf(own, megabytes) {
  const { values, megabytes: memory } = timesOf(own);
  return { values: values.map(seconds => megabytes / seconds), megabytes: memory };
}
