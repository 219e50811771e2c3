import type { Blocks } from './decompress.ts';

/** A stream that can be read again, as long as it is not too long. */
export interface Replay {
  readonly blocks: Blocks;
  /** Whether everything that came was kept, so that reading `blocks` again gives it all. */
  isComplete(): boolean;
}

/**
 * Keeps what comes out of a stream while it is read for the first time.
 * @param most bytes that are kept; a longer stream is passed on all the same, but cannot be read again.
 */
export function createReplay(source: Blocks, most: number): Replay {
  let kept: Uint8Array[] = [];
  let bytes = 0;
  let state: 'unread' | 'reading' | 'complete' | 'lost' = 'unread';

  async function* read(): AsyncGenerator<Uint8Array> {
    if (state === 'complete') {
      yield* kept;
      return;
    }
    if (state !== 'unread') throw new Error('a stream was read again that is not at hand any more');
    state = 'reading';
    for await (const block of source) {
      bytes += block.length;
      if (bytes > most) kept = [];
      // Copied, for whoever makes the blocks may reuse them.
      else kept.push(new Uint8Array(block));
      yield block;
    }
    state = bytes > most ? 'lost' : 'complete';
  }

  return { blocks: { [Symbol.asyncIterator]: read }, isComplete: () => state === 'complete' };
}
