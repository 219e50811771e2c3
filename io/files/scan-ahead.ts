import { Buffer } from 'node:buffer';
import { Worker } from 'node:worker_threads';
import { numbersPerRun, type PassedRuns } from '../../core/log/passed-runs.ts';

/** Memory that the reader and the thread that scans ahead of it share. */
export interface SharedBlocks {
  /** Per slot: state (see `slotState`), number of bytes, number of runs. */
  readonly control: Int32Array;
  readonly bytes: SharedArrayBuffer;
  readonly runs: SharedArrayBuffer;
}

/** What the thread gets when it is started. */
export interface ScanJob extends SharedBlocks {
  readonly descriptor: number;
  readonly size: number;
}

export const slotState = { free: 0, full: 1, failed: 2 } as const;
export const controlPerSlot = 3;
export const slotCount = 6;
export const slotBytes = 1 << 20;
/** Room for the runs of a block; between two runs lie at least the bytes of a line. */
export const runNumbers = 8192 * numbersPerRun;

export interface ScannedBlock {
  readonly bytes: Buffer;
  readonly runs: PassedRuns;
}

/**
 * Reads a plain file with a second thread that also finds what can be passed over, so that the caller's thread only has
 * to read what matters. (Measured on two cores: 1 GB in 0.6 of the time.)
 * @param workerFile path of `scan-ahead-worker.ts` or of its bundle.
 * @param descriptor of the open file; it stays the caller's.
 * @param size bytes to read; a file that shrinks meanwhile ends early.
 * @throws the worker's error.
 */
export async function* scanAhead(workerFile: string, descriptor: number, size: number): AsyncGenerator<ScannedBlock> {
  const shared: SharedBlocks = {
    control: new Int32Array(new SharedArrayBuffer(slotCount * controlPerSlot * 4)),
    bytes: new SharedArrayBuffer(slotCount * slotBytes),
    runs: new SharedArrayBuffer(slotCount * runNumbers * 4),
  };
  const { control } = shared;
  const worker = new Worker(workerFile, { workerData: { ...shared, descriptor, size } satisfies ScanJob });
  const failure: { error?: Error } = {};
  worker.once('error', error => {
    failure.error = error instanceof Error ? error : new Error(String(error));
    for (let slot = 0; slot < slotCount; slot++) {
      Atomics.store(control, slot * controlPerSlot, slotState.failed);
      Atomics.notify(control, slot * controlPerSlot);
    }
  });
  try {
    for (let slot = 0; ; slot = (slot + 1) % slotCount) {
      const at = slot * controlPerSlot;
      const waiting = Atomics.waitAsync(control, at, slotState.free);
      if (waiting.async) await waiting.value;
      if (Atomics.load(control, at) === slotState.failed)
        throw failure.error ?? new Error('The scanning thread failed.');
      const length = control[at + 1]!;
      if (length === 0) return;
      yield {
        bytes: Buffer.from(shared.bytes, slot * slotBytes, length),
        runs: { numbers: new Int32Array(shared.runs, slot * runNumbers * 4, runNumbers), count: control[at + 2]! },
      };
      Atomics.store(control, at, slotState.free);
      Atomics.notify(control, at);
    }
  } finally {
    await worker.terminate();
  }
}
