// npm run test:cluster: the product repairs a real cluster (Debian 12, root).
//   npm run test:cluster                  every scenario
//   npm run test:cluster -- readings      only the files with this word in their path
//   npm run test:cluster -- --keep        leaves the cluster running; the next run uses it
//   npm run test:cluster -- --begin-within MINUTES   begins no scenario later than this, and names those that it left out
//   npm run test:cluster -- --if-possible            a machine that cannot have a cluster says so in a line, and that is no failure
//   npm run test:cluster -- --after-tests            the last line counts the tests of npm test before it, too
import { parseArgs } from 'node:util';
import { whatLacksForCluster } from './cluster/requirements.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { buildBundles } from './lib/extension-package.mjs';
import { runMain, UserFailure } from './lib/failure.mjs';
import { runClusterLayer } from './lib/layer-cluster.mjs';
import { readTotals } from './lib/test-totals.mjs';

await runMain(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      grep: { type: 'string', short: 'g' },
      keep: { type: 'boolean' },
      'begin-within': { type: 'string' },
      'if-possible': { type: 'boolean' },
      'after-tests': { type: 'boolean' },
    },
  });
  const minutes = values['begin-within'];
  if (minutes !== undefined && !/^[0-9]+$/.test(minutes)) {
    throw new UserFailure(`--begin-within takes minutes, as in --begin-within 30; "${minutes}" is no number.`);
  }
  const before = values['after-tests'] ? readTotals() : { passed: 0, failed: 0 };
  /** @param {string} reason */
  const leaveOut = reason => {
    if (!values['if-possible']) throw new UserFailure(reason);
    console.log(`cluster: left out: ${reason}`);
    console.log(`${before.passed} passed, ${before.failed} failed`);
    return 0;
  };
  const lacking = await whatLacksForCluster();
  if (lacking !== undefined) return leaveOut(lacking);
  await installDependencies();
  await buildBundles();
  const { passed, failed, leftOut, notStarted } = await runClusterLayer({
    words: positionals,
    grep: values.grep,
    keep: values.keep ?? false,
    beginWithinMinutes: minutes === undefined ? undefined : Number(minutes),
  });
  if (notStarted !== undefined) return leaveOut(`the cluster could not be started: ${notStarted}`);
  for (const { title, reason } of failed) {
    console.log(`\nFAILED cluster: ${title}\n${reason.trimEnd().replace(/^/gm, '    ')}\n`);
  }
  for (const file of leftOut) console.log(`cluster: left out for want of time: ${file}`);
  if (passed.length + failed.length + leftOut.length === 0) {
    failed.push({ title: 'the layer has tests', reason: 'No test was run.' });
  }
  console.log(`${before.passed + passed.length} passed, ${before.failed + failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
});
