import { setImmediate } from 'node:timers/promises';
import { chunkBytes, type LineIndex } from '../../core/log/view/line-index.ts';
import { createByteSearch } from '../files/byte-search.ts';
import type { LogFile } from './log-file.ts';

const blockSize = 16 * chunkBytes;
/** After so many blocks others get their turn. */
const blocksPerTurn = 4;

/**
 * Brings an index up to the end of its file.
 * @param onProgress called now and then, while others get their turn.
 * @throws the signal's reason when it is aborted; the index stays usable.
 */
export async function extendIndex(
  file: LogFile,
  index: LineIndex,
  signal: AbortSignal,
  onProgress: () => void,
): Promise<void> {
  const size = file.size();
  const search = createByteSearch(Math.min(blockSize, Math.max(chunkBytes, size - index.bytes)));
  for (let blocks = 1; index.bytes < size; blocks++) {
    const length = file.read(search.bytes, 0, Math.min(search.bytes.length, size - index.bytes), index.bytes);
    if (length === 0) return;
    for (let at = 0; at < length; ) {
      const part = Math.min(index.room, length - at);
      index.add(part, search.countLineEnds(at, at + part));
      at += part;
    }
    if (blocks % blocksPerTurn !== 0) continue;
    onProgress();
    await setImmediate();
    signal.throwIfAborted();
  }
}
