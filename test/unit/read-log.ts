import { readdirSync, readFileSync } from 'node:fs';
import type { Entry } from '../../core/log/entry.ts';
import { createEntryReader, type EntryReaderOptions, type ReadCounts } from '../../core/log/entry-reader.ts';
import type { LogFormat } from '../../core/log/format.ts';
import { decodeUtf8 } from '../../io/files/decode.ts';
import { checkFormats } from './format-check.ts';

export const textCoding = { encode: (text: string) => Buffer.from(text), decode: decodeUtf8 };

const folder = new URL('../../knowledge/formats/', import.meta.url);

/** The formats that ship with the program, by name of file. */
export const shippedFormats: readonly LogFormat[] = readdirSync(folder)
  .sort()
  .map(name => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as LogFormat);

export const checkedFormats = checkFormats(shippedFormats, textCoding);

/**
 * Reads a whole log.
 * @param blockSize bytes handed over at a time; everything at once when left out.
 */
export function readEntries(
  log: string | Uint8Array,
  options: Partial<EntryReaderOptions> = {},
  blockSize?: number,
): { entries: Entry[]; counts: ReadCounts } {
  const bytes = typeof log === 'string' ? Buffer.from(log) : log;
  const entries: Entry[] = [];
  const reader = createEntryReader({
    formats: checkedFormats.formats,
    decode: decodeUtf8,
    allLevels: true,
    onEntry: entry => entries.push(entry),
    ...options,
  });
  const size = blockSize ?? Math.max(1, bytes.length);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  reader.end();
  return { entries, counts: reader.counts };
}
