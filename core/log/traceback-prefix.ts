import { bytesAreAt, type KnownBytes, knownBytes, viewOf } from './known-bytes.ts';
import { keptFirstFrames, keptFrames, longestEntry, type OpenEntries, type OpenEntry } from './open-entries.ts';
import { longestLine } from './partial-line.ts';
import { cleanLine } from './wrapper.ts';

/**
 * The bytes that every line of the present traceback begins with (`2026-11-22 14:14:08.120 7 ERROR nova.x `). With them
 * a line of it is known without a string; where frames are skipped, most of its lines never become one.
 */
export interface TracebackPrefix {
  /** Whether there is a traceback whose lines are awaited. */
  readonly isSet: boolean;
  set(owner: OpenEntry, block: Uint8Array, from: number, to: number): void;
  /** No line of it is awaited any more. */
  forget(block: Uint8Array): void;
  /** Takes the line if it belongs to the traceback; its place in the file: number, and offset of the block. */
  take(block: Uint8Array, start: number, end: number, line: number, blockOffset: number): boolean;
  /** Keeps what lies in a block that goes away. */
  settle(block: Uint8Array): void;
}

const space = 32;

export function createTracebackPrefix(
  skipFrames: boolean,
  decode: (bytes: Uint8Array, from: number, to: number) => string,
  entries: OpenEntries,
): TracebackPrefix {
  let prefix: KnownBytes | undefined;
  let owner: OpenEntry | undefined;
  /** Where the last frames of the present run lie in the block, as a ring. */
  const frameStarts = new Int32Array(keptFrames);
  const frameEnds = new Int32Array(keptFrames);
  let frames = 0;

  function set(entry: OpenEntry, block: Uint8Array, from: number, to: number): void {
    owner = entry;
    prefix = knownBytes(block.subarray(from, to));
    frames = 0;
  }

  function forget(block: Uint8Array): void {
    settle(block);
    prefix = undefined;
    owner = undefined;
  }

  function isAwaited(block: Uint8Array, start: number, end: number): boolean {
    const length = prefix!.length;
    if (end - start < length || !bytesAreAt(viewOf(block), start, prefix!)) return false;
    return end - start === length || block[start + length] !== 91 /* [ */ || !mayBeContext(block[start + length + 1]!);
  }

  function settle(block: Uint8Array): void {
    if (frames === 0) return;
    for (let index = Math.max(0, frames - keptFrames); index < frames; index++) {
      const at = index % keptFrames;
      entries.keepTraceback(owner!, cleanLine(decode(block, frameStarts[at]!, frameEnds[at]!)));
    }
    frames = 0;
  }

  function take(block: Uint8Array, start: number, end: number, line: number, blockOffset: number): boolean {
    if (!isAwaited(block, start, end) || line - owner!.line > longestEntry) return false;
    entries.touch(owner!, line, blockOffset + end + 1);
    if (owner!.isPassedOver) return true;
    const from = start + prefix!.length;
    const to = Math.min(end, start + longestLine);
    if (from >= to) return true;
    owner!.hasTraceback = true;
    owner!.announcesTraceback = false;
    if (skipFrames && block[from] === space && block[from + 1] === space && block[from + 2]! >= space) {
      if (block[from + 2] !== 70 /* F */) return true;
      if (isFrame(block, from) && owner!.firstFrames === keptFirstFrames) {
        frameStarts[frames % keptFrames] = from;
        frameEnds[frames % keptFrames] = to;
        frames++;
        return true;
      }
    }
    settle(block);
    entries.keepTraceback(owner!, cleanLine(decode(block, from, to)));
    return true;
  }

  return {
    get isSet() {
      return prefix !== undefined;
    },
    set,
    forget,
    take,
    settle,
  };
}

/** `  File ` */
function isFrame(block: Uint8Array, at: number): boolean {
  return block[at + 3] === 105 && block[at + 4] === 108 && block[at + 5] === 101 && block[at + 6] === space;
}

/** Whether a bracket that begins so may be a context (`[-]`, `[req-…`, `[None req-…`, `[0c2c2b1a-…`): a header then. */
function mayBeContext(second: number): boolean {
  if (second === 45 || second === 114 || second === 78 || second === 103 || second < space) return true;
  return (second >= 48 && second <= 57) || (second >= 97 && second <= 102) || (second >= 65 && second <= 70);
}
