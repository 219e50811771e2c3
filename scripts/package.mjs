// npm run package: the .vsix, from a fresh clone on.
import { installDependencies } from './lib/dependencies.mjs';
import { buildBundles, packExtension } from './lib/extension-package.mjs';
import { runMain } from './lib/failure.mjs';

await runMain(async () => {
  await installDependencies();
  await buildBundles();
  console.log((await packExtension()).path);
  return 0;
});
