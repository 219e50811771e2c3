import type { Blocks } from './decompress.ts';
import { InputFailure } from './problem.ts';

/**
 * Reads the regular files of a tar archive, in its order, as a stream: nothing is written to the disk, so no name in it
 * can lead anywhere, and links are passed over.
 * @param onMember gets a member's name, bytes and time of writing; what it leaves unread is passed over.
 * @throws InputFailure `truncated` or `corrupt` after the members that could be read.
 */
export async function readArchive(
  source: Blocks,
  onMember: (name: string, bytes: Blocks, modified: number | undefined) => Promise<void>,
): Promise<void> {
  const { extract } = await import('tar-stream');
  const extraction = extract();
  let failure: unknown;
  const feeding = (async () => {
    try {
      for await (const block of source) {
        if (extraction.destroyed) return;
        if (!extraction.write(block)) await drained(extraction);
      }
      extraction.end(undefined);
    } catch (error) {
      // The members that are whole are read before the failure shows.
      failure = error;
      extraction.end(undefined);
    }
  })();
  try {
    for await (const member of extraction) {
      const bytes = member[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
      if (member.header.type === 'file' || member.header.type === 'contiguous-file') {
        await onMember(cleanName(member.header.name), memberBlocks(bytes), member.header.mtime?.getTime());
      }
      while ((await bytes.next()).done !== true);
    }
  } catch (error) {
    throw failure ?? archiveFailure(error);
  } finally {
    extraction.destroy();
    await feeding;
  }
  if (failure !== undefined) throw failure;
}

/** A member's bytes. Its iterator is never told to return: that would destroy the whole extraction. */
async function* memberBlocks(bytes: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (;;) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await bytes.next();
    } catch (error) {
      throw archiveFailure(error);
    }
    if (next.done === true) return;
    yield next.value;
  }
}

function archiveFailure(error: unknown): unknown {
  const message = error instanceof Error ? error.message : '';
  if (/unexpected end|prematurely closed|stream was destroyed/i.test(message))
    return new InputFailure('truncated', message);
  if (/tar|header|checksum/i.test(message)) return new InputFailure('corrupt', message);
  return error;
}

interface Drainable {
  on(event: 'drain' | 'close', listener: () => void): unknown;
  off(event: 'drain' | 'close', listener: () => void): unknown;
}

function drained(extraction: Drainable): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      extraction.off('drain', done);
      extraction.off('close', done);
      resolve();
    };
    extraction.on('drain', done);
    extraction.on('close', done);
  });
}

/** Names begin with `./` or `/` as their maker liked. */
function cleanName(name: string): string {
  return name.replace(/^(?:\.?\/)+/, '');
}
