import { Buffer } from 'node:buffer';
import type { Blocks } from './decompress.ts';
import { InputFailure } from './problem.ts';

/** The end of one xz stream and the start of the next: footer magic, padding in fours, header magic. */
const nextStream = /YZ(?:\0\0\0\0)*(?=\xfd7zXZ\0)/;

/**
 * Undoes xz, in WebAssembly that is loaded only now: logs packed so are rare.
 * @throws InputFailure `truncated` or `corrupt` after the blocks that could be read.
 */
export async function* decompressXz(source: Blocks): AsyncGenerator<Uint8Array> {
  const { XzReadableStream } = await loadXz();
  // The package lets one stream wait for the end of another; an xz member of an xz archive would wait for ever.
  Reflect.set(XzReadableStream, '_contextMutex', { acquire: async () => {}, release: () => {} });
  const splitter = splitStreams(source);
  try {
    while (await splitter.more()) {
      const reader = new XzReadableStream(splitter.stream()).getReader();
      try {
        for (;;) {
          const next = await reader.read();
          if (next.done) break;
          if (next.value.length > 0) yield next.value;
        }
      } catch (error) {
        if (splitter.failure !== undefined) throw splitter.failure;
        throw new InputFailure(splitter.isExhausted() ? 'truncated' : 'corrupt', (error as Error).message);
      } finally {
        // A stream that has failed was already given back.
        await reader.cancel().catch(() => {});
      }
    }
  } finally {
    await splitter.close();
  }
}

type XzModule = typeof import('xz-decompress');

/** Node's loader finds no names in this package, only a default export; a bundle has the names. */
async function loadXz(): Promise<XzModule> {
  const loaded: XzModule & { default?: XzModule } = await import('xz-decompress');
  return loaded.default ?? loaded;
}

/** Cuts a source where one xz stream ends and the next begins: the decompressor stops after the first. */
function splitStreams(source: Blocks) {
  const blocks = source[Symbol.asyncIterator]();
  /** Bytes that were read but belong to the next stream, or wait for what follows them. */
  let held: Buffer = Buffer.alloc(0);
  let ended = false;
  const state = { failure: undefined as unknown, more, stream, isExhausted: () => ended && held.length === 0, close };

  async function fill(): Promise<void> {
    const next = await blocks.next();
    if (next.done === true) ended = true;
    else held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value]);
  }

  async function more(): Promise<boolean> {
    // Between streams and behind the last one there may be padding.
    for (;;) {
      let start = 0;
      while (start < held.length && held[start] === 0) start++;
      held = held.subarray(start);
      if (held.length > 0) return true;
      if (ended) return false;
      await fill();
    }
  }

  function stream(): ReadableStream<Uint8Array> {
    let finished = false;
    return new ReadableStream<Uint8Array>({
      async pull(controller) {
        try {
          // A boundary may lie across two blocks, so its longest usual form is kept back.
          while (!finished && !ended && held.length < 64) await fill();
          if (finished || held.length === 0) {
            controller.close();
            return;
          }
          const boundary = nextStream.exec(held.toString('latin1'));
          finished = boundary !== null;
          const end = boundary ? boundary.index + boundary[0].length : ended ? held.length : held.length - 32;
          controller.enqueue(held.subarray(0, end));
          held = held.subarray(end);
        } catch (error) {
          state.failure = error;
          controller.error(error);
        }
      },
    });
  }

  async function close(): Promise<void> {
    await blocks.return?.();
  }

  return state;
}
