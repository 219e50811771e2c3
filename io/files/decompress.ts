import { Buffer } from 'node:buffer';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { InputFailure } from './problem.ts';
import type { Compression } from './sniff.ts';
import { decompressXz } from './xz.ts';

export type Blocks = AsyncIterable<Uint8Array>;

/** Size of the blocks that decompression gives: large enough that the cost per block does not count. */
const blockSize = 256 * 1024;
/** Blocks that wait for the reader while the next ones are decompressed in another thread. */
const mostWaiting = 4;

/**
 * Undoes a compression; several members or frames one after the other are one text.
 *
 * The blocks that come before a damage or a cut are given in any case.
 * @throws InputFailure `truncated` or `corrupt` after them.
 */
export function decompress(source: Blocks, compression: Compression): Blocks {
  if (compression === 'gzip') return throughTransform(source, zlib.createGunzip({ chunkSize: blockSize }));
  if (compression === 'xz') return decompressXz(source);
  // Node has zstd since 22.15.
  if (typeof zlib.createZstdDecompress !== 'function') return decompressZstdSlowly(source);
  return decompressZstd(source);
}

/**
 * Node's transform for zstd ends with the first frame, without a word about what follows (Node 22 to 24), so a new one
 * is made for each frame (pzstd, and files that were put together, have several).
 */
async function* decompressZstd(source: Blocks): AsyncGenerator<Uint8Array> {
  const blocks = source[Symbol.asyncIterator]();
  /** What was fed to the current transform and may not be consumed yet, and how much went before it. */
  let fed: Uint8Array[] = [];
  let passed = 0;
  let ended = false;
  try {
    for (let first = true; first || fed.length > 0 || !ended; first = false) {
      const transform = zlib.createZstdDecompress({ chunkSize: blockSize });
      yield* throughTransform(feedFrame(transform), transform);
      const rest = Buffer.concat(fed).subarray(transform.bytesWritten - passed);
      fed = rest.length > 0 ? [rest] : [];
      passed = 0;
      if (fed.length === 0 && !ended) await take();
    }
  } finally {
    await blocks.return?.();
  }

  async function take(): Promise<void> {
    const next = await blocks.next();
    if (next.done === true) ended = true;
    else fed.push(next.value);
  }

  async function* feedFrame(transform: zlib.ZstdDecompress): AsyncGenerator<Uint8Array> {
    if (fed.length === 0) await take();
    for (let index = 0; index < fed.length; index++) {
      yield fed[index]!;
      while (fed.length > 1 && transform.bytesWritten - passed >= fed[0]!.length) {
        passed += fed.shift()!.length;
        index--;
      }
      if (!ended) await take();
    }
  }
}

/**
 * Reads a source through one of Node's transforms. Its own iterator is not used because it drops what is buffered when
 * an error comes; and the end of a log that was cut while it was compressed is often the part that matters.
 */
async function* throughTransform(source: Blocks, transform: Transform): AsyncGenerator<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let failure: unknown;
  let ended = false;
  let wake: (() => void) | undefined;
  const stir = (): void => {
    wake?.();
    wake = undefined;
  };
  transform.on('data', (block: Buffer) => {
    waiting.push(block);
    if (waiting.length >= mostWaiting) transform.pause();
    stir();
  });
  transform.on('end', () => {
    ended = true;
    stir();
  });
  transform.on('error', error => {
    failure ??= readableFailure(error);
    ended = true;
    stir();
  });
  const feeding = feed(source, transform).catch(error => {
    failure ??= error;
    ended = true;
    stir();
  });
  try {
    for (;;) {
      const block = waiting.shift();
      if (block !== undefined) {
        if (waiting.length === 0 && transform.isPaused()) transform.resume();
        yield block;
      } else if (ended) {
        break;
      } else {
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
    }
  } finally {
    transform.destroy();
    await feeding;
  }
  if (failure !== undefined) throw failure;
}

/** Writes a source into a transform, no faster than it takes it; stops when the transform is destroyed. */
async function feed(source: Blocks, transform: Transform): Promise<void> {
  for await (const block of source) {
    if (transform.destroyed) return;
    if (transform.write(block)) continue;
    await new Promise<void>(resolve => {
      const done = (): void => {
        transform.off('drain', done).off('close', done);
        resolve();
      };
      transform.on('drain', done).on('close', done);
    });
  }
  if (!transform.destroyed) transform.end();
}

function readableFailure(error: Error): InputFailure {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const isCut = code === 'Z_BUF_ERROR' || /unexpected end|unexpected eof|truncated/i.test(error.message);
  return new InputFailure(isCut ? 'truncated' : 'corrupt', error.message);
}

/** The same for zstd in pure JavaScript, loaded only on a Node without zstd. */
export async function* decompressZstdSlowly(source: Blocks): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  const waiting: Uint8Array[] = [];
  const stream = new Decompress(block => {
    if (block.length > 0) waiting.push(block);
  });
  try {
    for await (const block of source) {
      stream.push(block);
      yield* waiting.splice(0);
    }
    stream.push(new Uint8Array(0), true);
  } catch (error) {
    if (error instanceof InputFailure || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    yield* waiting.splice(0);
    throw readableFailure(error as Error);
  }
  yield* waiting.splice(0);
}
