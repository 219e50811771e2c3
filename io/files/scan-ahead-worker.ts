// The thread behind `scanAhead`: takes the next block that nobody has begun, reads and scans it, until there is none.
import { workerData } from 'node:worker_threads';
import { type BlockJob, blockCountOf, createBlockFiller, stateAt } from './scan-blocks.ts';

const job = workerData as BlockJob;
const fill = createBlockFiller(job);
const blocks = blockCountOf(job.size);

for (let block = Atomics.add(job.control, 0, 1); block < blocks; block = Atomics.add(job.control, 0, 1)) {
  const at = stateAt(block);
  for (let state = Atomics.load(job.control, at); state !== 2 * block; state = Atomics.load(job.control, at)) {
    Atomics.wait(job.control, at, state);
  }
  fill(block);
}
