// npm run bench -- start: how long the command line takes to begin, beside a Node that does nothing.
import { join } from 'node:path';
import { project, roundsOf, runBench } from './lib/bench.mjs';
import { measureInTurn } from './lib/measure.mjs';

const cli = join(project, 'dist/cli.js');

await runBench('start', async ({ figure }) => {
  const incident = join(project, 'examples/incident');
  const [nothing, version, explain, analyze] = measureInTurn(
    [
      { name: 'Node', version: process.versions.node, does: 'an empty program', command: [process.execPath, '-e', ''] },
      { name: 'version', command: [process.execPath, cli, '--version'] },
      { name: 'explain', command: [process.execPath, cli, 'explain', '2006'] },
      { name: 'analyze', command: [process.execPath, cli, 'analyze', incident, '--format', 'json'], accepts: [1] },
    ],
    roundsOf(10),
  );
  const own = (/** @type {typeof version} */ { values = [], megabytes } = { name: '', values: [] }) => ({
    unit: /** @type {const} */ ('s'),
    values,
    megabytes,
    beside: nothing,
  });
  figure('`nova-doctor --version`', own(version));
  figure('`nova-doctor explain 2006`', own(explain));
  figure('`nova-doctor analyze` of the sample incident, the logs of three hosts', {
    ...own(analyze),
    wanted: { atMost: 0.3 },
  });
});
