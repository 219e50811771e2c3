import { createReadStream, fstatSync } from 'node:fs';
import type { Blocks } from '../io/files/decompress.ts';

/**
 * Standard input as blocks. Where it is a file (`< nova-api.log`), large blocks are read from it.
 * @param signal when it is aborted, standard input is let go: it may never send anything more, nor end.
 */
export function standardInput(signal: AbortSignal): Blocks {
  const stream = isFile()
    ? createReadStream('', { fd: 0, autoClose: false, highWaterMark: 1024 * 1024 })
    : process.stdin;
  signal.addEventListener('abort', () => stream.destroy(), { once: true });
  return stream;
}

function isFile(): boolean {
  try {
    return fstatSync(0).isFile();
  } catch {
    // Windows cannot tell for some pipes.
    return false;
  }
}
