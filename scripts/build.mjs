// npm run build: everything in dist/, from a fresh clone on.
import { installDependencies } from './lib/dependencies.mjs';
import { buildBundles } from './lib/extension-package.mjs';
import { runMain } from './lib/failure.mjs';

await runMain(async () => {
  await installDependencies();
  await buildBundles();
  return 0;
});
