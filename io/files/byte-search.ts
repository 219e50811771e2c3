import { Buffer } from 'node:buffer';
import { createSimdCode } from './simd-code.ts';

/** A text that is searched for, and the three of its bytes that are looked at first. */
export interface Needle {
  readonly text: string;
  readonly bytes: Buffer;
  /** Offsets into `bytes`, from 0, in rising order: bytes that are rare in the text that is searched. */
  readonly probes: readonly [number, number, number];
}

/** Shortest and longest text that can be searched for, in bytes. */
export const shortestNeedle = 8;
export const longestNeedle = 256;

/** Searches and counts in a block of memory of its own, into which the caller reads or copies what is to be searched. */
export interface ByteSearch {
  /** The memory; its length is the capacity asked for. */
  readonly bytes: Buffer;
  /** Number of line ends in [from, to). */
  countLineEnds(from: number, to: number): number;
  /** The first offset in [from, to) at which the needle lies completely before `to`; -1 when there is none. */
  find(needle: Needle, from: number, to: number): number;
  /** As `find`, for a text of any length up to `longestNeedle`, and in both cases where the needle says so. */
  findFolded(needle: FoldedNeedle, from: number, to: number): number;
}

/** A text that is searched for whatever the case of its ASCII letters, if `bytes` and `otherBytes` differ. */
export interface FoldedNeedle {
  readonly bytes: Buffer;
  /** The same bytes, letters in their other case. */
  readonly otherBytes: Buffer;
  /** Offsets into `bytes`: the two that are looked at first, the smaller one first. */
  readonly probes: readonly [number, number];
}

const newline = 10;

/**
 * Chooses which bytes of a text to look at first.
 * @param text what is searched for: `shortestNeedle` to `longestNeedle` bytes of UTF-8.
 * @param sample bytes like those that will be searched; the rarest bytes of the text are told from them.
 */
export function prepareNeedle(text: string, sample: Uint8Array): Needle {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length < shortestNeedle || bytes.length > longestNeedle)
    throw new RangeError(`needle of ${bytes.length} bytes`);
  const frequency = new Uint32Array(256);
  for (const byte of sample) frequency[byte]!++;
  const rarest = [...bytes.keys()].sort((a, b) => frequency[bytes[a]!]! - frequency[bytes[b]!]! || a - b);
  const different = rarest.filter((at, index) => rarest.findIndex(other => bytes[other] === bytes[at]) === index);
  const chosen = [...different, ...rarest.filter(at => !different.includes(at))].slice(0, 3);
  const [first, second, third] = chosen.sort((a, b) => a - b);
  return { text, bytes, probes: [first!, second!, third!] };
}

/**
 * Chooses which bytes of a text to look at first, as `prepareNeedle`.
 * @param text 1 to `longestNeedle` bytes of UTF-8.
 */
export function prepareFoldedNeedle(text: string, matchCase: boolean, sample: Uint8Array): FoldedNeedle {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length < 1 || bytes.length > longestNeedle) throw new RangeError(`needle of ${bytes.length} bytes`);
  const otherBytes = matchCase ? bytes : Buffer.from(bytes.map(otherCase));
  const frequency = new Uint32Array(256);
  for (const byte of sample) frequency[byte]!++;
  const often = (at: number) =>
    frequency[bytes[at]!]! + (bytes[at] === otherBytes[at] ? 0 : frequency[otherBytes[at]!]!);
  const rarest = [...bytes.keys()].sort((one, other) => often(one) - often(other) || one - other);
  const [one = 0, other = one] = rarest;
  return { bytes, otherBytes, probes: one < other ? [one, other] : [other, one] };
}

/** The other case of an ASCII letter; every other byte itself. */
function otherCase(byte: number): number {
  const isLetter = (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
  return isLetter ? byte ^ 32 : byte;
}

/**
 * Makes a search on memory of its own.
 * @param capacity how many bytes it holds.
 */
export function createByteSearch(capacity: number): ByteSearch {
  // The search looks a little behind the end.
  const textAt = capacity + longestNeedle + 128;
  const code = createSimdCode(textAt + longestNeedle);
  const bytes = Buffer.from(code.memory, 0, capacity);
  const text = Buffer.from(code.memory, textAt, longestNeedle);
  let current: Needle | undefined;

  function findFolded({ bytes: wanted, otherBytes, probes: [first, second] }: FoldedNeedle, from: number, to: number) {
    const stop = to - wanted.length + 1;
    for (let at = from; at < stop; at++) {
      const place = code.pair(
        at + first,
        stop + first,
        second - first,
        wanted[first]!,
        otherBytes[first]!,
        wanted[second]!,
        otherBytes[second]!,
      );
      if (place === -1) return -1;
      at = place - first;
      if (at >= stop) return -1;
      let length = 0;
      while (length < wanted.length) {
        const byte = bytes[at + length];
        if (byte !== wanted[length] && byte !== otherBytes[length]) break;
        length++;
      }
      if (length === wanted.length) return at;
    }
    return -1;
  }

  return {
    bytes,
    countLineEnds: (from, to) => code.count(from, to, newline),
    find: (needle, from, to) => {
      const { bytes: wanted, probes } = needle;
      if (current !== needle) wanted.copy(text);
      current = needle;
      const [first, second, third] = probes;
      const stop = to - wanted.length + 1;
      for (let at = from; at < stop; at++) {
        const place = code.find(
          at + first,
          stop + first,
          wanted[first]!,
          second - first,
          wanted[second]!,
          third - first,
          wanted[third]!,
          first,
          textAt,
          wanted.length,
        );
        if (place === -1) return -1;
        at = place - first;
        if (at >= stop) return -1;
        if (bytes.compare(wanted, 0, wanted.length, at, at + wanted.length) === 0) return at;
      }
      return -1;
    },
    findFolded,
  };
}
