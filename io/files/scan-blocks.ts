import { Buffer } from 'node:buffer';
import { readSync } from 'node:fs';
import { isLifeSignLogger } from '../../core/log/life-sign-loggers.ts';
import { createRunFinder, numbersPerRun } from '../../core/log/passed-runs.ts';
import { decodeUtf8 } from './decode.ts';

/**
 * Memory that two threads share while they read one file: slots for blocks of it. Block `n` goes into slot
 * `n % slotCount`. A slot's state is `2 * n` while it waits for block `n`, and `2 * n + 1` when it holds it; that is how
 * each thread knows what the other has done, without a message.
 */
export interface SharedBlocks {
  /** The number of the next block that nobody has begun, then per slot: state, number of bytes, number of runs. */
  readonly control: Int32Array;
  readonly bytes: SharedArrayBuffer;
  readonly runs: SharedArrayBuffer;
}

/** A file that is read so. */
export interface BlockJob extends SharedBlocks {
  readonly descriptor: number;
  readonly size: number;
}

const slotCount = 8;
export const slotBytes = 1 << 20;
/** Room for the runs of a block; what does not fit is left to the reader. */
const runNumbers = 8192 * numbersPerRun;
const failed = -1;

export function createSharedBlocks(): SharedBlocks {
  const control = new Int32Array(new SharedArrayBuffer((1 + slotCount * 3) * 4));
  for (let slot = 0; slot < slotCount; slot++) control[stateAt(slot)] = 2 * slot;
  return {
    control,
    bytes: new SharedArrayBuffer(slotCount * slotBytes),
    runs: new SharedArrayBuffer(slotCount * runNumbers * 4),
  };
}

/** Index in `control` of the state of the slot that a block goes into; bytes and runs stand behind it. */
export function stateAt(block: number): number {
  return 1 + (block % slotCount) * 3;
}

export function blockCountOf(size: number): number {
  return Math.ceil(size / slotBytes);
}

/** The bytes and the runs of a block that is there. */
export function blockIn(
  shared: SharedBlocks,
  block: number,
): { bytes: Buffer; runs: { numbers: Int32Array; count: number } } {
  const slot = block % slotCount;
  const at = stateAt(block);
  return {
    bytes: Buffer.from(shared.bytes, slot * slotBytes, shared.control[at + 1]!),
    runs: { numbers: runsOf(shared, slot), count: shared.control[at + 2]! },
  };
}

function runsOf(shared: SharedBlocks, slot: number): Int32Array {
  return new Int32Array(shared.runs, slot * runNumbers * 4, runNumbers);
}

/** Says that a block was used up: its slot waits for the one that comes next into it. */
export function releaseBlock({ control }: SharedBlocks, block: number): void {
  Atomics.store(control, stateAt(block), 2 * (block + slotCount));
  Atomics.notify(control, stateAt(block));
}

/** Says to whoever waits that no more blocks will come. */
export function failAll({ control }: SharedBlocks): void {
  for (let slot = 0; slot < slotCount; slot++) {
    Atomics.store(control, stateAt(slot), failed);
    Atomics.notify(control, stateAt(slot));
  }
}

/**
 * Makes a function that reads a block whose slot waits for it and finds in it what can be passed over.
 * Errors of reading are thrown.
 */
export function createBlockFiller(job: BlockJob): (block: number) => void {
  const findRuns = createRunFinder(isLifeSignLogger, decodeUtf8);
  const { control } = job;
  return block => {
    const slot = block % slotCount;
    const position = block * slotBytes;
    const room = Buffer.from(job.bytes, slot * slotBytes, Math.min(slotBytes, job.size - position));
    const length = readSync(job.descriptor, room, 0, room.length, position);
    const at = stateAt(block);
    control[at + 1] = length;
    control[at + 2] = findRuns(room.subarray(0, length), position === 0, runsOf(job, slot));
    Atomics.store(control, at, 2 * block + 1);
    Atomics.notify(control, at);
  };
}
