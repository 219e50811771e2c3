import { InputFailure } from '../files/problem.ts';
import { readNamedFile, readWholeFile } from '../files/whole-file.ts';

/** No file of configuration comes near it. */
const mostBytes = 32 * 1024 * 1024;

/**
 * Reads a file of configuration as services do, a byte order mark included.
 * @param isNamed whether a person named it: then it may be a pipe.
 * @throws InputFailure for what is no text, no file or too large; an error of the file system for what cannot be read.
 */
export async function readConfigText(path: string, isNamed = false): Promise<string> {
  return configText(await (isNamed ? readNamedFile : readWholeFile)(path, mostBytes));
}

/** @throws InputFailure for bytes that are no text. */
export function configText(bytes: Uint8Array): string {
  if (bytes.includes(0)) throw new InputFailure('binary', '');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputFailure('not-utf8', String(lineOfFault(bytes)));
  }
}

/** The first line, from 1, that is not UTF-8. */
function lineOfFault(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return line;
}
