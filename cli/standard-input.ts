import { createReadStream, fstatSync } from 'node:fs';
import type { Blocks } from '../io/files/decompress.ts';

/** Standard input as blocks. Where it is a file (`< nova-api.log`), large blocks are read from it. */
export function standardInput(): Blocks {
  return isFile() ? createReadStream('', { fd: 0, autoClose: false, highWaterMark: 1024 * 1024 }) : process.stdin;
}

function isFile(): boolean {
  try {
    return fstatSync(0).isFile();
  } catch {
    // Windows cannot tell for some pipes.
    return false;
  }
}
