// The thread behind `scanAhead`: fills the shared blocks in turn, each with the next bytes of the file and the runs of
// lines in it that can be passed over. A block of no bytes says that the file has ended.
import { Buffer } from 'node:buffer';
import { readSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { isLifeSignLogger } from '../../core/log/life-sign-loggers.ts';
import { createRunFinder } from '../../core/log/passed-runs.ts';
import { decodeUtf8 } from './decode.ts';
import { controlPerSlot, runNumbers, type ScanJob, slotBytes, slotCount, slotState } from './scan-ahead.ts';

const { control, bytes, runs, descriptor, size } = workerData as ScanJob;
const findRuns = createRunFinder(isLifeSignLogger, decodeUtf8);

let position = 0;
for (let slot = 0; ; slot = (slot + 1) % slotCount) {
  const at = slot * controlPerSlot;
  Atomics.wait(control, at, slotState.full);
  const block = Buffer.from(bytes, slot * slotBytes, Math.min(slotBytes, size - position));
  const length = block.length === 0 ? 0 : readSync(descriptor, block, 0, block.length, position);
  const numbers = new Int32Array(runs, slot * runNumbers * 4, runNumbers);
  control[at + 1] = length;
  control[at + 2] = findRuns(block.subarray(0, length), position === 0, numbers);
  position += length;
  Atomics.store(control, at, slotState.full);
  Atomics.notify(control, at);
  if (length === 0) break;
}
