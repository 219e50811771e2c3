// npm run test:cluster: the product repairs a real cluster (Debian 12, root).
//   npm run test:cluster                  every scenario
//   npm run test:cluster -- readings      only the files with this word in their path
//   npm run test:cluster -- --keep        leaves the cluster running; the next run uses it
import { parseArgs } from 'node:util';
import { installDependencies } from './lib/dependencies.mjs';
import { buildBundles } from './lib/extension-package.mjs';
import { runMain } from './lib/failure.mjs';
import { runClusterLayer } from './lib/layer-cluster.mjs';

await runMain(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string', short: 'g' }, keep: { type: 'boolean' } },
  });
  await installDependencies();
  await buildBundles();
  const { passed, failed } = await runClusterLayer({
    words: positionals,
    grep: values.grep,
    keep: values.keep ?? false,
  });
  for (const { title, reason } of failed) {
    console.log(`\nFAILED cluster: ${title}\n${reason.trimEnd().replace(/^/gm, '    ')}\n`);
  }
  if (passed.length + failed.length === 0) failed.push({ title: 'the layer has tests', reason: 'No test was run.' });
  console.log(`${passed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
});
