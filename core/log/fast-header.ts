/**
 * The quick look at a line in bytes: is it a header of oslo.log's default format, and which level has it?
 *
 * Nearly all bytes of a large log are records below WARNING that nobody asks for; deciding that from a few bytes,
 * without making a string, is what lets a file be read about as fast as `grep` reads it.
 */

/** Codes of levels, by the first letter that oslo.log writes. */
export const levelCode = { none: 0, debug: 1, info: 2, warning: 3, error: 4, critical: 5, trace: 6, audit: 7 } as const;

/** What the last successful call of `scanHeader` found: a value of `levelCode`, and where the logger begins. */
export const scanned = { level: 0, logger: 0 };

const zero = 48;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= 57;
}

/**
 * Looks whether a line begins as `2026-11-22 14:14:08.120 1234 LEVEL logger`.
 * @param bytes the block that holds the line.
 * @param start offset of the line in the block, from 0.
 * @param end offset behind its last byte.
 * @returns whether it does; `scanned` then holds the level and the offset of the logger.
 */
export function scanHeader(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 32) return false;
  if (bytes[start + 4] !== 45 || bytes[start + 7] !== 45 || bytes[start + 10] !== 32) return false;
  if (bytes[start + 13] !== 58 || bytes[start + 16] !== 58 || bytes[start + 19] !== 46) return false;
  if (!isDigit(bytes[start]) || !isDigit(bytes[start + 18]) || bytes[start + 23] !== 32) return false;
  let at = start + 24;
  while (at < end && isDigit(bytes[at])) at++;
  if (at === start + 24 || bytes[at] !== 32) return false;
  at++;
  const length = levelLength(bytes[at]!, bytes[at + 1]!);
  if (length === 0 || bytes[at + length] !== 32) return false;
  scanned.logger = at + length + 1;
  return true;
}

/** Length of the level's name, told by its first two letters; sets `scanned.level`. */
function levelLength(first: number, second: number): number {
  if (first === 73 && second === 78) return found(levelCode.info, 4);
  if (first === 68 && second === 69) return found(levelCode.debug, 5);
  if (first === 69 && second === 82) return found(levelCode.error, 5);
  if (first === 87 && second === 65) return found(levelCode.warning, 7);
  if (first === 67 && second === 82) return found(levelCode.critical, 8);
  if (first === 84 && second === 82) return found(levelCode.trace, 5);
  if (first === 65 && second === 85) return found(levelCode.audit, 5);
  return 0;
}

function found(level: number, length: number): number {
  scanned.level = level;
  return length;
}
