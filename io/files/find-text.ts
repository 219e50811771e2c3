import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { CompiledFormat } from '../../core/log/format.ts';
import { type ByteSearch, createByteSearch, type Needle, prepareNeedle } from './byte-search.ts';
import { collectLogFiles } from './collect.ts';
import { decodeUtf8 } from './decode.ts';
import { isPlainFile } from './trace-again.ts';

/** A place where a text stands in a log. */
export interface FoundText {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 0, in UTF-16 code units as editors count. */
  readonly character: number;
  /** The line's first characters. */
  readonly head: string;
}

export interface FindTextOptions {
  readonly formats: readonly CompiledFormat[];
  readonly signal: AbortSignal;
  /** Most places in all, and in one file. */
  readonly most: number;
  readonly mostPerFile: number;
}

export interface FoundTexts {
  /** In the order of files and lines. */
  readonly places: readonly FoundText[];
  /** Whether there are more. */
  readonly isCut: boolean;
}

const blockSize = 4 * 1024 * 1024;
/** A hit's line is looked at so far back: a longer one has no characters that an editor would show. */
const longestLine = 64 * 1024;
const headBytes = 400;
const newline = 10;

/**
 * Finds every place of a text in the logs that paths name. Packed logs are passed over: an editor cannot open them.
 * @param text 8 to 256 bytes.
 * @throws the signal's reason when it is aborted.
 */
export async function findText(text: string, paths: readonly string[], options: FindTextOptions): Promise<FoundTexts> {
  const { formats, signal, most } = options;
  const { inputs } = await collectLogFiles(paths, { formats, signal });
  const search = createByteSearch(blockSize + longestLine);
  const places: FoundText[] = [];
  let isCut = false;
  for (const file of inputs.flatMap(input => input.files)) {
    signal.throwIfAborted();
    if (places.length >= most) return { places, isCut: true };
    if (!isReadable(() => isPlainFile(file)) || typeof file.from !== 'string') continue;
    const found = await findInFile(file.from, file.path, text, search, options);
    isCut ||= found.length >= options.mostPerFile;
    places.push(...found);
  }
  return { places: places.slice(0, most), isCut: isCut || places.length > most };
}

/** Files come and go while a folder is searched, and some may not be read: they have no places to show. */
function isReadable(look: () => boolean): boolean {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return false;
    throw error;
  }
}

async function findInFile(
  from: string,
  path: string,
  text: string,
  search: ByteSearch,
  { signal, mostPerFile }: FindTextOptions,
): Promise<FoundText[]> {
  const found: FoundText[] = [];
  const descriptor = openSync(from, 'r');
  try {
    const state = { kept: 0, line: 1 };
    let position = 0;
    let needle: Needle | undefined;
    while (found.length < mostPerFile) {
      const length = readSync(descriptor, search.bytes, state.kept, blockSize, position);
      if (length === 0) break;
      position += length;
      needle ??= prepareNeedle(text, search.bytes.subarray(0, Math.min(length, longestLine)));
      findInBlock(search, state, state.kept + length, needle, path, found);
      await setImmediate();
      signal.throwIfAborted();
    }
  } finally {
    closeSync(descriptor);
  }
  return found.slice(0, mostPerFile);
}

/**
 * Searches a block and keeps its last line, which may go on in the next one.
 * @param state bytes at the front that were kept from the block before, and the line number of the first of them.
 */
function findInBlock(
  search: ByteSearch,
  state: { kept: number; line: number },
  filled: number,
  needle: Needle,
  path: string,
  found: FoundText[],
): void {
  const { bytes } = search;
  let line = state.line;
  let counted = 0;
  // What was kept has been searched, but for a text that begins in it and ends behind it.
  const start = Math.max(0, state.kept - needle.bytes.length + 1);
  for (let at = search.find(needle, start, filled); at !== -1; at = search.find(needle, at + 1, filled)) {
    line += search.countLineEnds(counted, at);
    counted = at;
    const lineStart = at === 0 ? 0 : bytes.lastIndexOf(newline, at - 1) + 1;
    const character = decodeUtf8(bytes, lineStart, at).length;
    found.push({ path, line, character, head: decodeUtf8(bytes, lineStart, Math.min(filled, lineStart + headBytes)) });
  }
  const lastStart = Math.max(bytes.subarray(0, filled).lastIndexOf(newline) + 1, filled - longestLine);
  state.line = line + search.countLineEnds(counted, lastStart);
  state.kept = filled - lastStart;
  bytes.copyWithin(0, lastStart, filled);
}
