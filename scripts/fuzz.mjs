// npm run fuzz: wrong and hostile input for every reader, until Ctrl-C or a finding.
//   npm run fuzz                       everything, with a new seed for each round
//   npm run fuzz -- nova.conf          only the readers whose name has these words
import { installDependencies } from './lib/dependencies.mjs';
import { runMain } from './lib/failure.mjs';
import { newerNode } from './lib/newer-node.mjs';
import { inProject, projectFolder } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';

await runMain(async () => {
  await installDependencies();
  const words = process.argv.slice(2).join(' ');
  const inputs = 5000;
  for (let seed = Date.now() % 1_000_000_000; ; seed += inputs) {
    console.log(`seeds from ${seed}`);
    const args = [
      inProject('node_modules/mocha/bin/mocha.js'),
      '--no-config',
      '--timeout=0',
      '--reporter=dot',
      ...(words === '' ? [] : [`--fgrep=${words}`]),
      inProject('test/fuzz/readers.test.ts'),
    ];
    const status = await run(newerNode(), args, {
      cwd: projectFolder,
      env: { ...process.env, NOVA_DOCTOR_FUZZ_INPUTS: String(inputs), NOVA_DOCTOR_FUZZ_SEED: String(seed) },
    });
    if (status !== 0) return status;
  }
});
