/**
 * The quick look at a line in bytes: is it an oslo.log record below WARNING that nobody asks for?
 *
 * Nearly all bytes of a large log are such records; deciding it from a few bytes, without making a string, is what lets
 * a file be read about as fast as `grep` reads it. It must never say yes where reading the line in full would find
 * something else: what it is not sure of, it leaves to the formats.
 */

import { bytesAreAt, type KnownBytes, knownBytes, viewOf } from './known-bytes.ts';

const space = 32;
const dash = 45;
const colon = 58;

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

/** The number that two digits write; at least 1000 when they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48;
  const ones = bytes[at + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 1000;
}

/** Whether `2026-11-22 14:14` stands at an offset. */
function isMinute(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 4] !== dash || bytes[at + 7] !== dash || bytes[at + 10] !== space || bytes[at + 13] !== colon)
    return false;
  if (twoDigits(bytes, at) > 99 || twoDigits(bytes, at + 2) > 99) return false;
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  return twoDigits(bytes, at + 11) <= 23 && twoDigits(bytes, at + 14) <= 59;
}

/** Whether `:08.120 ` stands at an offset. */
function isSecond(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== colon || bytes[at + 3] !== 46 || bytes[at + 7] !== space) return false;
  return twoDigits(bytes, at + 1) <= 60 && twoDigits(bytes, at + 4) < 1000 && isDigit(bytes[at + 6]!);
}

/** The minute of the last header: nearly every line is of the same one as the line before. */
let lastMinute: KnownBytes = knownBytes(new Uint8Array(0));

/** Whether `2026-11-22 14:14:08.120 ` stands at an offset. */
function isDated(bytes: Uint8Array, at: number): boolean {
  if (lastMinute.length === 0 || !bytesAreAt(viewOf(bytes), at, lastMinute)) {
    if (!isMinute(bytes, at)) return false;
    lastMinute = knownBytes(bytes.subarray(at, at + 16));
  }
  return isSecond(bytes, at + 16);
}

/** Length of `INFO `, `DEBUG ` or `AUDIT ` at an offset; 0 for everything else. */
function lowLevelLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first === 73 /* I */)
    return bytes[at + 1] === 78 && bytes[at + 2] === 70 && bytes[at + 3] === 79 && bytes[at + 4] === space ? 5 : 0;
  if (bytes[at + 5] !== space) return 0;
  const second = bytes[at + 1];
  const third = bytes[at + 2];
  const fourth = bytes[at + 3];
  const fifth = bytes[at + 4];
  if (first === 68 /* D */) return second === 69 && third === 66 && fourth === 85 && fifth === 71 ? 6 : 0;
  if (first === 65 /* A */) return second === 85 && third === 68 && fourth === 73 && fifth === 84 ? 6 : 0;
  return 0;
}

/**
 * Looks whether a line begins as `2026-11-22 14:14:08.120 1234 INFO ` (or DEBUG, AUDIT).
 * @param bytes the block that holds the line.
 * @param start offset of the line in the block, from 0.
 * @param end offset behind its last byte.
 * @returns the offset of the logger, or -1 when it does not begin so.
 */
export function lowLevelLogger(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 33 || !isDated(bytes, start)) return -1;
  let at = start + 24;
  while (at < end && isDigit(bytes[at]!)) at++;
  if (at === start + 24 || bytes[at] !== space) return -1;
  const length = lowLevelLength(bytes, at + 1);
  return length === 0 || at + 1 + length >= end ? -1 : at + 1 + length;
}

/** Whether the line of a logger's offset that `lowLevelLogger` gave is of level DEBUG. */
export function isDebug(bytes: Uint8Array, logger: number): boolean {
  return bytes[logger - 2] === 71; // DEBUG ends with G.
}

const slots = 1024;
const longestLogger = 128;
const loggerName = /^[\w.-]+$/;

/** A logger's name with the space behind it, and whether its records are passed over. */
interface KnownLogger {
  /** Its bytes four at a time, and those that are left over: comparing them is most of the work. */
  readonly name: KnownBytes;
  readonly isPassedOver: boolean;
  readonly isPassedOverAtInfo: boolean;
}

/**
 * Remembers which loggers' records below WARNING are passed over; there are few loggers in a file.
 * @param isWanted whether records of level INFO and AUDIT of a logger are asked for.
 * @param decode makes a string of a range of bytes.
 * @param onLogger gets the loggers that are met.
 * @returns a function that tells it of the logger at an offset that `lowLevelLogger` gave.
 */
export function createLoggerFilter(
  isWanted: (logger: string) => boolean,
  decode: (bytes: Uint8Array, from: number, to: number) => string,
  onLogger?: (logger: string) => void,
): (bytes: Uint8Array, logger: number, end: number) => boolean {
  const known: (KnownLogger | undefined)[] = new Array<KnownLogger | undefined>(slots).fill(undefined);

  function learn(bytes: Uint8Array, from: number, end: number, slot: number): KnownLogger | undefined {
    const to = bytes.indexOf(space, from);
    if (to === -1 || to >= end || to - from > longestLogger) return undefined;
    const text = decode(bytes, from, to);
    const isPassedOver = loggerName.test(text);
    if (isPassedOver) onLogger?.(text);
    const name = knownBytes(bytes.subarray(from, to + 1));
    known[slot] = { name, isPassedOver, isPassedOverAtInfo: isPassedOver && !isWanted(text) };
    return known[slot];
  }

  return (bytes, logger, end) => {
    // The first letters of loggers are alike (`nova.`), so the slot is told by later ones.
    const slot =
      (bytes[logger + 5]! * 31 + bytes[logger + 7]! * 7 + bytes[logger + 11]! * 131 + bytes[logger + 14]!) &
      (slots - 1);
    let found = known[slot];
    const isKnown =
      found !== undefined && end - logger >= found.name.length && bytesAreAt(viewOf(bytes), logger, found.name);
    if (!isKnown) found = learn(bytes, logger, end, slot);
    if (found === undefined) return false;
    return isDebug(bytes, logger) ? found.isPassedOver : found.isPassedOverAtInfo;
  };
}
