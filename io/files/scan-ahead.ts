import type { Buffer } from 'node:buffer';
import { Worker } from 'node:worker_threads';
import { numbersPerRun, type PassedRuns } from '../../core/log/passed-runs.ts';
import {
  type BlockJob,
  blockCountOf,
  blockIn,
  createBlockFiller,
  createSharedBlocks,
  failAll,
  releaseBlock,
  slotBytes,
  stateAt,
} from './scan-blocks.ts';

/** After so many blocks it is clear whether scanning ahead is worth while. */
const trial = 12;

export interface ScannedBlock {
  readonly bytes: Buffer;
  readonly runs: PassedRuns;
}

/**
 * Reads a plain file with the help of a second thread. Both read blocks and find in them what can be passed over; the
 * caller gets the blocks in their order and only has to read what matters.
 * @param workerFile path of `scan-ahead-worker.ts` or of its bundle.
 * @param descriptor of the open file; it stays the caller's.
 * @param size bytes to read; a file that shrinks meanwhile ends early. In an error storm, where scanning ahead is in vain, the
 *   blocks end early too, and the rest is the caller's to read.
 * @throws errors of reading, of either thread.
 */
export async function* scanAhead(workerFile: string, descriptor: number, size: number): AsyncGenerator<ScannedBlock> {
  const shared = createSharedBlocks();
  const job: BlockJob = { ...shared, descriptor, size };
  const fill = createBlockFiller(job);
  const blocks = blockCountOf(size);
  const worker = new Worker(workerFile, { workerData: job });
  let failure: unknown;
  let passed = 0;
  worker.once('error', error => {
    failure = error;
    failAll(shared);
  });
  try {
    let end = blocks;
    for (let block = 0; block < end; block++) {
      while (Atomics.load(shared.control, stateAt(block)) !== 2 * block + 1) {
        if (failure !== undefined) throw failure;
        if (!helpWith(job, fill, blocks)) await changed(shared.control, stateAt(block), 2 * block);
      }
      const scanned = blockIn(shared, block);
      if (scanned.bytes.length > 0) yield scanned;
      passed += bytesIn(scanned.runs);
      // In an error storm there is next to nothing to pass over: what nobody has begun yet is left to the caller.
      if (block === trial && passed < (trial * slotBytes) / 4)
        end = Math.min(blocks, Atomics.exchange(job.control, 0, blocks));
      if (scanned.bytes.length < Math.min(slotBytes, size - block * slotBytes)) return;
      releaseBlock(shared, block);
    }
  } finally {
    await worker.terminate();
  }
}

/** Does the next block that nobody has begun, where its slot is ready for it, rather than wait for the other thread. */
function helpWith(job: BlockJob, fill: (block: number) => void, blocks: number): boolean {
  const next = Atomics.load(job.control, 0);
  if (next >= blocks || Atomics.load(job.control, stateAt(next)) !== 2 * next) return false;
  if (Atomics.compareExchange(job.control, 0, next, next + 1) !== next) return true;
  fill(next);
  return true;
}

/** How many bytes lie in runs. */
function bytesIn({ numbers, count }: PassedRuns): number {
  let bytes = 0;
  for (let at = 0; at < count * numbersPerRun; at += numbersPerRun) bytes += numbers[at + 1]! - numbers[at]!;
  return bytes;
}

async function changed(control: Int32Array, index: number, from: number): Promise<void> {
  const waiting = Atomics.waitAsync(control, index, from);
  if (waiting.async) await waiting.value;
}
