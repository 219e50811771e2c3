import { Buffer } from 'node:buffer';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CompiledFormat } from '../../core/log/format.ts';
import { decodeUtf8 } from './decode.ts';
import type { LogConsumer } from './input.ts';
import { type InputProblem, problemOf } from './problem.ts';
import { readLogs } from './read-logs.ts';

/** A part of a log as text. */
export interface LogLines {
  readonly text: string;
  /** Number of the first line of the text, from 1. */
  readonly firstLine: number;
  readonly isWhole: boolean;
}

export interface ReadLinesOptions {
  readonly formats: readonly CompiledFormat[];
  /** Up to so many bytes the whole is given, from line 1 on. */
  readonly wholeBytes: number;
  /** Of larger logs, so many lines before and after the wanted one are given. */
  readonly linesAround: number;
  readonly signal?: AbortSignal;
}

/**
 * The lines around a place of a log that may be packed or lie in an archive; the whole log where it is small.
 * @param path of a file, or of an archive's member below the archive's own path.
 * @param line from 1.
 * @returns a problem when nothing could be read.
 * @throws the signal's reason when it is aborted.
 */
export async function readLinesAround(
  path: string,
  line: number,
  options: ReadLinesOptions,
): Promise<LogLines | InputProblem> {
  const file = existingFile(path);
  if (file === undefined) return { kind: 'missing', path, detail: '' };
  const enough = new AbortController();
  const window = createLineWindow(line, options, () => enough.abort(enoughRead));
  const signal = options.signal ? AbortSignal.any([options.signal, enough.signal]) : enough.signal;
  try {
    const { bytes, modified } = file;
    const input = { path: file.path, isGiven: true, isLog: true };
    const problems = await readLogs(
      [{ ...input, files: [{ path: file.path, bytes, modified, from: file.path }] }],
      log => (log.path === path ? window.consumer : passing),
      { formats: options.formats, signal },
    );
    const result = window.result();
    if (result !== undefined) return result;
    return problems[0] ?? { kind: 'missing', path, detail: '' };
  } catch (error) {
    if (error === enoughRead) return window.result() ?? { kind: 'missing', path, detail: '' };
    throw error;
  }
}

const enoughRead = Symbol('enough was read');

/** The file itself, or the archive that holds it. */
function existingFile(path: string): { path: string; bytes: number; modified: number } | undefined {
  let candidate = path;
  for (;;) {
    try {
      const status = statSync(candidate);
      return status.isFile() ? { path: candidate, bytes: status.size, modified: status.mtimeMs } : undefined;
    } catch (error) {
      // Only what is not there may lie in an archive; other failures show when the file is read.
      if (problemOf(error, candidate).kind !== 'missing') return { path: candidate, bytes: 0, modified: 0 };
    }
    const parent = dirname(candidate);
    if (parent === candidate) return undefined;
    candidate = parent;
  }
}

const passing: LogConsumer = { startFile: () => {}, push: () => {}, end: () => {} };

interface LineWindow {
  readonly consumer: LogConsumer;
  /** Undefined when the log was never begun. */
  result(): LogLines | undefined;
}

/** Keeps the lines around one line; all lines, as long as they are few. */
function createLineWindow(line: number, options: ReadLinesOptions, onEnough: () => void): LineWindow {
  const firstLine = line - options.linesAround;
  const lastLine = line + options.linesAround;
  let blocks: { readonly bytes: Buffer; readonly line: number }[] = [];
  let keptBytes = 0;
  let isWhole = true;
  let nextLine = 1;
  let isBegun = false;

  function push(block: Uint8Array): void {
    // The reader uses its block again.
    const bytes = Buffer.from(block);
    blocks.push({ bytes, line: nextLine });
    keptBytes += bytes.length;
    nextLine += countLineFeeds(bytes);
    isWhole &&= keptBytes <= options.wholeBytes;
    if (isWhole) return;
    const unneeded = blocks.findIndex((_, index) => (blocks[index + 1]?.line ?? Number.POSITIVE_INFINITY) >= firstLine);
    blocks = blocks.slice(unneeded);
    if (nextLine > lastLine + 1) onEnough();
  }

  function result(): LogLines | undefined {
    if (!isBegun) return undefined;
    const bytes = Buffer.concat(blocks.map(block => block.bytes));
    const text = decodeUtf8(bytes, 0, bytes.length);
    if (isWhole) return { text, firstLine: 1, isWhole };
    const lines = text.split('\n');
    const first = blocks[0]?.line ?? 1;
    // A block may begin in the middle of a line.
    const from = Math.max(firstLine - first, first === 1 ? 0 : 1);
    return { text: lines.slice(from, lastLine - first + 1).join('\n'), firstLine: first + from, isWhole };
  }

  const startFile = (): void => {
    isBegun = true;
  };
  return { consumer: { startFile, push, end: () => {} }, result };
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
