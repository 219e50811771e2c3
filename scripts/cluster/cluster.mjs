// The real cluster: three controllers on this machine (Debian 12, root).
//   node scripts/cluster/cluster.mjs up       starts it; what runs already is left as it is
//   node scripts/cluster/cluster.mjs status   says how it is
//   node scripts/cluster/cluster.mjs down     ends it and removes everything that it made
import { runMain, UserFailure } from '../lib/failure.mjs';
import { down } from './down.mjs';
import { status } from './status.mjs';
import { up } from './up.mjs';

await runMain(async () => {
  const started = Date.now();
  const say = (/** @type {string} */ text) => console.log(`${((Date.now() - started) / 1000).toFixed(1)} s  ${text}`);
  switch (process.argv[2]) {
    case 'up':
      await up(say);
      return 0;
    case 'down':
      await down();
      return 0;
    case 'status':
      return (await status(console.log)) ? 0 : 1;
    default:
      throw new UserFailure('What is to be done: up, status or down?');
  }
});
