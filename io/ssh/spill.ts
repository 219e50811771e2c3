import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The whole standard output of a command, in a file of this machine; it is removed when its reader is done. */
export interface SpilledOutput {
  readonly path: string;
  readonly bytes: number;
}

/** A file that takes the output of a command which is longer than what is kept in memory. */
export interface Spill {
  /** Writes at once, so that nothing piles up in memory; false when it could not, and from then on. */
  take(block: Uint8Array): boolean;
  /** Undefined while all of the output is kept in memory. */
  output(): SpilledOutput | undefined;
  failure(): { readonly path: string; readonly detail: string } | undefined;
  /** Removes the file. */
  remove(): void;
}

/** Opens a file for writing that nobody else can read; gives its descriptor. */
export type OpenFile = (path: string) => number;

const openOwn: OpenFile = path => openSync(path, 'wx', 0o600);

/**
 * @param keptBytes up to which nothing is written.
 * @param open for tests: a full disk is a file of its own on Linux.
 */
export function createSpill(keptBytes: number, open: OpenFile = openOwn): Spill {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  let folder: string | undefined;
  let path = tmpdir();
  let file: number | undefined;
  let failure: { path: string; detail: string } | undefined;

  function writeAll(block: Uint8Array): void {
    if (file === undefined) {
      folder = mkdtempSync(join(tmpdir(), 'nova-doctor-output-'));
      path = join(folder, 'output');
      file = open(path);
    }
    for (let at = 0; at < block.length; ) at += writeSync(file, block, at);
  }

  function close(): void {
    if (file !== undefined) closeSync(file);
    file = undefined;
  }

  return {
    take(block) {
      if (failure) return false;
      bytes += block.length;
      if (file === undefined && bytes <= keptBytes) {
        kept.push(block);
        return true;
      }
      try {
        for (const earlier of kept.splice(0)) writeAll(earlier);
        writeAll(block);
        return true;
      } catch (error) {
        failure = { path, detail: (error as Error).message };
        return false;
      }
    },
    output: () => (folder === undefined || failure ? undefined : { path, bytes }),
    failure: () => failure,
    remove() {
      close();
      kept.length = 0;
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
