// npm run bench: measures.
//   npm run bench              every test/bench/*.bench.mjs
//   npm run bench -- analyze   only those whose name has this word
import { existsSync, readdirSync } from 'node:fs';
import { installDependencies } from './lib/dependencies.mjs';
import { buildBundles } from './lib/extension-package.mjs';
import { runMain, UserFailure } from './lib/failure.mjs';
import { newerNode } from './lib/newer-node.mjs';
import { inProject, projectFolder } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';

await runMain(async () => {
  await installDependencies();
  await buildBundles();
  const words = process.argv.slice(2);
  const folder = inProject('test/bench');
  const all = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.bench.mjs')) : [];
  const chosen = all.filter(name => words.length === 0 || words.some(word => name.includes(word))).sort();
  if (chosen.length === 0) throw new UserFailure(`No such bench; there are: ${all.join(', ') || 'none'}.`);
  for (const name of chosen) {
    console.log(`\n${name}`);
    const status = await run(newerNode(), [inProject(`test/bench/${name}`)], { cwd: projectFolder });
    if (status !== 0) return status;
  }
  return 0;
});
