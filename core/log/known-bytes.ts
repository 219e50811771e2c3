/**
 * Comparing ranges of blocks with bytes that are known, four at a time: most lines of a log are told by what they begin
 * with, and most of the time of reading goes into telling them.
 */

export interface KnownBytes {
  readonly length: number;
  readonly words: Int32Array;
  /** The bytes behind the last whole word. */
  readonly rest: Uint8Array;
}

export function knownBytes(bytes: Uint8Array): KnownBytes {
  // A copy: the memory of the block may be used again.
  const copy = new Uint8Array(bytes);
  const view = new DataView(copy.buffer);
  const words = new Int32Array(copy.length >> 2);
  for (let index = 0; index < words.length; index++) words[index] = view.getInt32(index * 4);
  return { length: copy.length, words, rest: copy.subarray(words.length * 4) };
}

let viewed: Uint8Array = new Uint8Array(0);
let view: DataView = new DataView(viewed.buffer);

/** A view of a block; the one of the last block is remembered. */
export function viewOf(bytes: Uint8Array): DataView {
  if (bytes !== viewed) {
    viewed = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return view;
}

/**
 * Whether known bytes stand at an offset of a block.
 * @param block a view whose end does not lie before the end of the range.
 */
export function bytesAreAt(block: DataView, at: number, known: KnownBytes): boolean {
  const { words, rest } = known;
  // From the back: names and times differ there sooner.
  const behind = at + words.length * 4;
  for (let index = rest.length - 1; index >= 0; index--)
    if (block.getUint8(behind + index) !== rest[index]) return false;
  for (let index = words.length - 1; index >= 0; index--)
    if (block.getInt32(at + index * 4) !== words[index]) return false;
  return true;
}
