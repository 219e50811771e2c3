import { createReadStream } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { mostThinnedBytes } from '../../core/cluster/thin-logs.ts';
import type { FetchedLog, FetchedLogs } from '../../core/log/fetched-logs.ts';
import { createThinnedReader } from '../../core/log/thinned-log.ts';
import { type Blocks, decompress } from './decompress.ts';
import type { BegunLog, LogConsumer } from './input.ts';
import { InputFailure, type InputProblem, type ProblemKind } from './problem.ts';
import { packingOf } from './sniff.ts';

const blocksPerTurn = 4;

/**
 * Reads logs that were fetched, as `readLogs` reads logs on the disk.
 * @throws the signal's reason when it is aborted.
 */
export async function readThinned(
  fetched: FetchedLogs,
  open: (log: BegunLog) => LogConsumer,
  options: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (bytes: number) => void;
    /** Bytes that one file may have unpacked; what a controller can send of one where it is left out. */
    readonly mostBytes?: number;
  },
): Promise<InputProblem[]> {
  if (fetched.file === undefined) return [];
  const problems: InputProblem[] = [];
  const places = fetched.logs.flatMap(log => log.files.map(file => ({ log, file })));
  let current: { readonly consumer: LogConsumer; readonly log: FetchedLog; readonly path: string } | undefined;
  const reader = createThinnedReader({
    file(index) {
      const place = places[index];
      if (place === undefined) return;
      const { log, file } = place;
      if (current !== undefined && current.log !== log) current.consumer.end();
      const consumer =
        current?.log === log ? current.consumer : open({ path: log.path, modified: log.files.at(-1)?.modified });
      consumer.startFile(file.path);
      current = { consumer, log, path: file.path };
    },
    text: bytes => current?.consumer.push(bytes),
    passed: (lines, bytes, kind) => current?.consumer.pass?.(lines, bytes, kind === 'records'),
    cut() {
      if (current !== undefined) problems.push({ kind: 'cut-on-controller', path: current.path, detail: '' });
    },
  });
  const failure = await pushAll(fetched.file, reader.push, {
    ...options,
    mostBytes: (options.mostBytes ?? mostThinnedBytes) * places.length,
  });
  const isComplete = reader.end();
  current?.consumer.end();
  if (failure !== undefined || !isComplete) {
    const told = failure?.kind === 'corrupt' || failure?.kind === 'expands-too-much';
    const kind: ProblemKind = told ? failure.kind : 'not-whole';
    problems.push({ kind, path: current?.path ?? fetched.controller, detail: failure?.detail ?? '' });
  }
  return problems;
}

/** @returns how the packing ended before its end, if it did. */
async function pushAll(
  path: string,
  push: (block: Uint8Array) => void,
  {
    signal,
    onProgress,
    mostBytes,
  }: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (bytes: number) => void;
    readonly mostBytes: number;
  },
): Promise<InputFailure | undefined> {
  let count = 0;
  let bytes = 0;
  try {
    for await (const block of unpacked(createReadStream(path), onProgress)) {
      bytes += block.length;
      if (bytes > mostBytes) throw new InputFailure('expands-too-much', String(bytes));
      push(block);
      if (++count % blocksPerTurn === 0) await setImmediate();
      signal?.throwIfAborted();
    }
  } catch (error) {
    if (error instanceof InputFailure) return error;
    throw error;
  }
  return undefined;
}

async function* unpacked(source: Blocks, onProgress?: (bytes: number) => void): Blocks & AsyncGenerator<Uint8Array> {
  const blocks = source[Symbol.asyncIterator]();
  const first = await blocks.next();
  if (first.done === true) return;
  const all = (async function* () {
    for (let next: IteratorResult<Uint8Array> = first; next.done !== true; next = await blocks.next()) {
      onProgress?.(next.value.length);
      yield next.value;
    }
  })();
  const packing = packingOf(first.value);
  yield* packing && 'compression' in packing ? decompress(all, packing.compression) : all;
}
