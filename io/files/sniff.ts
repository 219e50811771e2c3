import { createEntryReader } from '../../core/log/entry-reader.ts';
import type { CompiledFormat } from '../../core/log/format.ts';
import { asBuffer, decodeUtf8 } from './decode.ts';

/** How many bytes of a file's start are looked at to tell what it is. */
export const headBytes = 64 * 1024;

export type Compression = 'gzip' | 'zstd' | 'xz';

const magicNumbers: readonly { readonly name: string; readonly bytes: readonly number[] }[] = [
  { name: 'gzip', bytes: [0x1f, 0x8b, 0x08] },
  { name: 'zstd', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'xz', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: 'bzip2', bytes: [0x42, 0x5a, 0x68] },
  { name: 'lz4', bytes: [0x04, 0x22, 0x4d, 0x18] },
  { name: 'compress', bytes: [0x1f, 0x9d] },
  { name: 'zip', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: '7-zip', bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { name: 'systemd journal', bytes: [0x4c, 0x50, 0x4b, 0x53, 0x48, 0x48, 0x52, 0x48] },
];

/**
 * What the first bytes of a file say about how it is packed. The name is not asked: rotated logs are renamed freely.
 * @returns a compression that can be undone here, the name of one that cannot, or undefined for anything else.
 */
export function packingOf(head: Uint8Array): { compression: Compression } | { unsupported: string } | undefined {
  const found = magicNumbers.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  if (!found) return zstdSkippable(head) ? { compression: 'zstd' } : undefined;
  if (found.name === 'gzip' || found.name === 'zstd' || found.name === 'xz') return { compression: found.name };
  // A log may begin with the letters BZh; bzip2 has a block size digit and then the digits of pi.
  if (found.name === 'bzip2' && !(head[4] === 0x31 && head[5] === 0x41 && head[6] === 0x59)) return undefined;
  return { unsupported: found.name };
}

/** pzstd and seekable zstd files begin with a skippable frame. */
function zstdSkippable(head: Uint8Array): boolean {
  const first = head[0] ?? 0;
  return first >= 0x50 && first <= 0x5f && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
}

/** Whether the bytes begin a tar archive: its header says `ustar`, or its check sum is right (old V7 archives). */
export function isTar(head: Uint8Array): boolean {
  if (head.length < 512) return false;
  if (asBuffer(head).toString('latin1', 257, 262) === 'ustar') return true;
  const written = Number.parseInt(
    asBuffer(head)
      .toString('latin1', 148, 156)
      .replace(/[\0 ]+$/, ''),
    8,
  );
  if (!(written > 0) || head[0] === 0) return false;
  let sum = 8 * 32;
  for (let at = 0; at < 512; at++) if (at < 148 || at >= 156) sum += head[at]!;
  return sum === written;
}

/** The byte order of a text in UTF-16 (what PowerShell's `>` writes), told by its byte order mark. */
export function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return undefined;
}

/**
 * Whether the bytes are no text. NUL bytes alone do not say so where they come in one run at the start: a log that was
 * truncated while its writer kept its position begins with them.
 */
export function isBinary(head: Uint8Array): boolean {
  let start = 0;
  while (start < head.length && head[start] === 0) start++;
  if (start === head.length) return false;
  let controls = 0;
  for (let at = start; at < head.length; at++) {
    const byte = head[at]!;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27) controls++;
  }
  return controls > (head.length - start) * 0.1;
}

/** What reading the start of a file as a log gave. */
export interface HeadReading {
  /** Entries with a time, and the time of the first one. */
  readonly entries: number;
  readonly firstTime: number | undefined;
  readonly lastTime: number | undefined;
  readonly lines: number;
  readonly unreadLines: number;
}

/** Reads the start (or any other part) of a file as a log. */
export function readHead(bytes: Uint8Array, formats: readonly CompiledFormat[]): HeadReading {
  let entries = 0;
  const reader = createEntryReader({
    formats,
    decode: decodeUtf8,
    allLevels: true,
    onEntry: entry => {
      if (entry.time !== undefined) entries++;
    },
  });
  reader.push(bytes);
  reader.end();
  const { firstTime, lastTime, lines, unreadLines } = reader.counts;
  return { entries, firstTime, lastTime, lines, unreadLines };
}

/** Whether a file of unknown name is a log by its content: it has dated entries, and most lines belong to them. */
export function looksLikeLog(head: Uint8Array, formats: readonly CompiledFormat[]): boolean {
  if (head.length === 0 || isBinary(head)) return false;
  const reading = readHead(head, formats);
  return reading.entries > 0 && reading.unreadLines * 2 <= reading.lines;
}
