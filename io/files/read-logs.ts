import { Buffer } from 'node:buffer';
import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { CompiledFormat } from '../../core/log/format.ts';
import { readArchive } from './archive.ts';
import { type Blocks, decompress } from './decompress.ts';
import { type BegunLog, type InputFile, isStream, type LogConsumer, type LogInput } from './input.ts';
import { kindByName } from './log-names.ts';
import { InputFailure, type InputProblem, problemOf } from './problem.ts';
import { scanAhead } from './scan-ahead.ts';
import { headBytes, isBinary, isTar, looksLikeLog, packingOf, utf16Of } from './sniff.ts';

export interface ReadLogsOptions {
  /** Tells logs from other files inside archives. */
  readonly formats: readonly CompiledFormat[];
  readonly signal?: AbortSignal;
  /** Called with the number of bytes on the disk that were read since the last call. */
  readonly onProgress?: (bytes: number) => void;
  readonly limits?: ExpansionLimits;
  /** Path of the program of the thread that scans large files ahead; without it one thread reads everything. */
  readonly scanWorker?: string;
}

/** What a packed file may expand to before it is taken for a trap. */
export interface ExpansionLimits {
  /** How many bytes may come from one packed byte, once `freeBytes` have come. */
  readonly ratio: number;
  readonly freeBytes: number;
  readonly bytes: number;
}

/** An error storm of equal tracebacks packs 50 to 250 times; gzip cannot do more than 1032 times. */
const usualLimits: ExpansionLimits = { ratio: 500, freeBytes: 256 * 1024 * 1024, bytes: 64 * 1024 ** 3 };
const blockSize = 512 * 1024;
/** Files from this size on are read with a second thread: below it, starting the thread costs more than it saves. */
const worthScanningAhead = 64 * 1024 * 1024;
/** After so many blocks of a plain file, timers, signals and cancellation get their turn: a server answers meanwhile. */
const blocksPerTurn = 4;
const deepestNesting = 4;

/**
 * Reads logs one after the other: undoes packing, looks into archives and hands the text to consumers.
 * @param inputs what `collectLogFiles` gave.
 * @param open called when a log begins (for an archive: for every log in it), with what is known of it.
 * @returns what could not be read, in whole or in part; everything else has been handed over.
 * @throws the signal's reason when it is aborted.
 */
export async function readLogs(
  inputs: readonly LogInput[],
  open: (log: BegunLog) => LogConsumer,
  options: ReadLogsOptions,
): Promise<InputProblem[]> {
  const problems: InputProblem[] = [];
  for (const input of inputs) {
    const modified = input.files.at(-1)?.modified;
    const log: OpenLog = { path: input.path, modified, isLog: input.isLog, consumer: undefined };
    const reading: Reading = { open, options, problems, logs: 0 };
    for (const file of input.files) {
      options.signal?.throwIfAborted();
      try {
        await readFile(file, log, reading);
      } catch (error) {
        options.signal?.throwIfAborted();
        const problem = problemOf(error, file.path);
        if (input.isGiven || problem.kind !== 'binary') problems.push(problem);
        else if (input.isLog) problems.push({ ...problem, kind: 'binary-passed' });
      }
    }
    log.consumer?.end();
    const isMissed = input.isGiven && reading.logs === 0 && !problems.some(problem => problem.path === input.path);
    if (isMissed) problems.push({ kind: 'no-logs', path: input.path, detail: '' });
  }
  return problems;
}

/** A log whose consumer is asked for when its first text comes. */
interface OpenLog extends BegunLog {
  readonly isLog: boolean;
  consumer: LogConsumer | undefined;
}

interface Reading {
  readonly open: (log: BegunLog) => LogConsumer;
  readonly options: ReadLogsOptions;
  readonly problems: InputProblem[];
  /** How many logs were begun. */
  logs: number;
}

async function readFile(file: InputFile, log: OpenLog, reading: Reading): Promise<void> {
  if (isStream(file.from)) {
    await unpack(untilAborted(file.from, reading.options), file.path, log, reading, 0);
    return;
  }
  const descriptor = openSync(file.from, 'r');
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) {
      const pipe = createReadStream(file.from, { highWaterMark: blockSize });
      await unpack(untilAborted(pipe, reading.options), file.path, log, reading, 0);
      return;
    }
    const block = Buffer.allocUnsafeSlow(blockSize);
    const length = readSync(descriptor, block, 0, blockSize, 0);
    const head = block.subarray(0, length);
    if (packingOf(head) || isTar(head) || utf16Of(head) || isBinary(head.subarray(0, headBytes))) {
      await unpack(blocksOf(descriptor, reading.options), file.path, log, reading, 0);
      return;
    }
    await readPlain(descriptor, status.size, block, length, startFile(log, file.path, reading), file.path, reading);
  } finally {
    closeSync(descriptor);
  }
}

function startFile(log: OpenLog, path: string, reading: Reading): LogConsumer {
  if (log.consumer === undefined) {
    log.consumer = reading.open(log);
    reading.logs++;
  }
  log.consumer.startFile(path);
  return log.consumer;
}

/**
 * Reads a plain file with synchronous reads into one block: from the page cache that is faster than asynchronous reads,
 * and it needs no more memory than the block. What is written to the file meanwhile is not read.
 */
async function readPlain(
  descriptor: number,
  size: number,
  block: Buffer,
  firstLength: number,
  consumer: LogConsumer,
  path: string,
  reading: Reading,
): Promise<void> {
  const { signal, onProgress, scanWorker } = reading.options;
  // Files of /proc say that they are empty.
  const end = size === 0 ? Number.POSITIVE_INFINITY : size;
  let position = 0;
  let length = Math.min(firstLength, end);
  if (scanWorker !== undefined && size >= worthScanningAhead && availableParallelism() > 1) {
    position = await readScanned(scanWorker, descriptor, size, consumer, reading.options);
    length = position >= end ? 0 : readSync(descriptor, block, 0, Math.min(block.length, end - position), position);
  }
  let target: Uint8Array = block;
  for (let count = 1; length > 0; count++) {
    consumer.push(length === target.length ? target : target.subarray(0, length));
    position += length;
    onProgress?.(length);
    if (count % blocksPerTurn === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    target = consumer.room?.(blockSize) ?? block;
    length = position >= end ? 0 : readSync(descriptor, target, 0, Math.min(target.length, end - position), position);
  }
  if (position < size) reading.problems.push({ kind: 'shrank', path, detail: String(size - position) });
}

/**
 * Reads a large plain file with a second thread that finds ahead what can be passed over.
 * @returns how far it came: not to the end where that was of no use.
 */
async function readScanned(
  scanWorker: string,
  descriptor: number,
  size: number,
  consumer: LogConsumer,
  { signal, onProgress }: ReadLogsOptions,
): Promise<number> {
  let position = 0;
  for await (const { bytes, runs } of scanAhead(scanWorker, descriptor, size)) {
    signal?.throwIfAborted();
    consumer.push(bytes, runs);
    position += bytes.length;
    onProgress?.(bytes.length);
    // A block that is ready already is waited for without anybody else getting a turn.
    await setImmediate();
  }
  return position;
}

/** A stream that may never send anything more: when reading is cancelled it is let go at once. */
async function* untilAborted(source: Blocks, options: ReadLogsOptions): AsyncGenerator<Uint8Array> {
  const { signal, onProgress } = options;
  const letGo = (): void => {
    if (source instanceof Readable) source.destroy();
  };
  signal?.addEventListener('abort', letGo, { once: true });
  try {
    for await (const block of source) {
      signal?.throwIfAborted();
      onProgress?.(block.length);
      yield block;
    }
    signal?.throwIfAborted();
  } finally {
    signal?.removeEventListener('abort', letGo);
  }
}

/** The bytes of an open file, in blocks of their own: decompression keeps them for a while. */
async function* blocksOf(descriptor: number, options: ReadLogsOptions): AsyncGenerator<Uint8Array> {
  for (;;) {
    options.signal?.throwIfAborted();
    const block = Buffer.allocUnsafeSlow(128 * 1024);
    const length = readSync(descriptor, block, 0, block.length, null);
    if (length === 0) return;
    options.onProgress?.(length);
    yield block.subarray(0, length);
    await setImmediate();
  }
}

/** Undoes what a stream of bytes is packed in, layer by layer, and hands the text over. */
async function unpack(source: Blocks, path: string, log: OpenLog, reading: Reading, depth: number): Promise<void> {
  const { head, blocks } = await peek(source);
  const packing = packingOf(head);
  if (packing && 'unsupported' in packing) throw new InputFailure('unsupported', packing.unsupported);
  const isArchive = isTar(head);
  if ((packing || isArchive) && depth >= deepestNesting) throw new InputFailure('nested-too-deep', '');
  if (packing) {
    const counted = countBytes(blocks);
    const limits = reading.options.limits ?? usualLimits;
    const plain = limitExpansion(decompress(counted.blocks, packing.compression), counted.packed, limits);
    await unpack(plain, path, log, reading, depth + 1);
  } else if (isArchive) {
    await readArchive(blocks, async (name, member, modified) => {
      await readMember(`${path}/${name}`, modified, member, reading, depth + 1);
    });
  } else {
    await handOver(blocks, head, path, log, reading);
  }
}

/** Reads a member of an archive, if it is a log or an archive, as a log of its own. */
async function readMember(
  path: string,
  modified: number | undefined,
  member: Blocks,
  reading: Reading,
  depth: number,
): Promise<void> {
  const kind = kindByName(path.slice(path.lastIndexOf('/') + 1));
  if (kind === 'other') return;
  const log: OpenLog = { path, modified, isLog: kind !== 'unknown', consumer: undefined };
  try {
    await unpack(member, path, log, reading, depth);
  } catch (error) {
    reading.options.signal?.throwIfAborted();
    const problem = problemOf(error, path);
    // A file that was not recognised as a log by its name is not missed when it turns out to be something else.
    const isMissed = kind !== 'unknown' || (problem.kind !== 'unsupported' && problem.kind !== 'binary');
    if (isMissed) reading.problems.push(problem.kind === 'binary' ? { ...problem, kind: 'binary-passed' } : problem);
  }
  log.consumer?.end();
}

async function handOver(blocks: Blocks, head: Buffer, path: string, log: OpenLog, reading: Reading): Promise<void> {
  const { formats, signal } = reading.options;
  const utf16 = utf16Of(head);
  const start = head.subarray(0, headBytes);
  if (utf16 === undefined && isBinary(start)) throw new InputFailure('binary', '');
  if (!log.isLog && utf16 === undefined && !looksLikeLog(start, formats)) return;
  const consumer = startFile(log, path, reading);
  const decoder = utf16 === undefined ? undefined : new TextDecoder(utf16);
  for await (const block of blocks) {
    signal?.throwIfAborted();
    consumer.push(decoder === undefined ? block : Buffer.from(decoder.decode(block, { stream: true })));
  }
}

/** Looks at the start of a stream without taking it away. */
async function peek(source: Blocks): Promise<{ head: Buffer; blocks: Blocks }> {
  const iterator = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  let failure: { error: unknown } | undefined;
  try {
    while (length < headBytes) {
      const next = await iterator.next();
      if (next.done === true) break;
      first.push(next.value);
      length += next.value.length;
    }
  } catch (error) {
    // What came before the failure is handed over first.
    failure = { error };
  }
  async function* again(): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      if (failure) throw failure.error;
      for (;;) {
        const next = await iterator.next();
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(first), blocks: again() };
}

function countBytes(source: Blocks): { blocks: Blocks; packed: { bytes: number } } {
  const packed = { bytes: 0 };
  async function* counting(): AsyncGenerator<Uint8Array> {
    for await (const block of source) {
      packed.bytes += block.length;
      yield block;
    }
  }
  return { blocks: counting(), packed };
}

async function* limitExpansion(
  source: Blocks,
  packed: { readonly bytes: number },
  limits: ExpansionLimits,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const block of source) {
    bytes += block.length;
    const isTrap = bytes > limits.bytes || (bytes > limits.freeBytes && bytes > packed.bytes * limits.ratio);
    if (isTrap) throw new InputFailure('expands-too-much', String(bytes));
    yield block;
  }
}
