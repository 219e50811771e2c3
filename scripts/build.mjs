// npm run build: everything in dist/, from a fresh clone on.
import { chmodSync } from 'node:fs';
import { installDependencies } from './lib/dependencies.mjs';
import { runMain } from './lib/failure.mjs';
import { inProject } from './lib/paths.mjs';

await runMain(async () => {
  await installDependencies();
  const { buildAll } = await import('../esbuild.mjs');
  await buildAll();
  chmodSync(inProject('dist/cli.js'), 0o755);
  return 0;
});
