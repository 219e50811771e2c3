import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sourceCandidates } from '../core/features/links.ts';

/** Finds the files that frames of tracebacks name. */
export interface SourceTrees {
  /**
   * @param path as the host that ran the file names it.
   * @returns the path of the file here; undefined where it is in none of the folders.
   */
  find(path: string): string | undefined;
}

const mostRemembered = 5000;

/** @param folders where source may lie, the most important first; asked again for every path that is not known yet. */
export function createSourceTrees(folders: () => readonly string[]): SourceTrees {
  const known = new Map<string, string | undefined>();

  function look(path: string): string | undefined {
    const trees = folders();
    for (const candidate of sourceCandidates(path)) {
      for (const tree of trees) {
        const file = join(tree, candidate);
        if (isFile(file)) return file;
      }
    }
    return isFile(path) ? path : undefined;
  }

  function find(path: string): string | undefined {
    if (known.has(path)) return known.get(path);
    if (known.size >= mostRemembered) known.clear();
    const found = look(path);
    known.set(path, found);
    return found;
  }

  return { find };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
