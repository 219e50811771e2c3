// npm run check: types, format and lint. With --write it puts right what can be put right by itself.
import { installDependencies } from './lib/dependencies.mjs';
import { runMain } from './lib/failure.mjs';
import { runChecks } from './lib/layer-check.mjs';
import { newerNode } from './lib/newer-node.mjs';
import { inProject, projectFolder } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';

await runMain(async () => {
  await installDependencies();
  if (process.argv.includes('--write')) {
    const biome = inProject('node_modules/@biomejs/biome/bin/biome');
    await run(newerNode(), [biome, 'check', '--write', '.'], { cwd: projectFolder });
  }
  const { passed, failed } = await runChecks();
  for (const { title, reason } of failed) console.log(`FAILED ${title}\n${reason}`);
  console.log(`${passed.length} passed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
});
