import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sourceCandidates } from '../core/features/links.ts';

/**
 * Makes a function that finds the files that frames of tracebacks name. It remembers what it has found, and what not, so it
 * serves one request.
 * @param trees folders where source may lie, the most important first.
 * @returns given a path as the host names it that ran the file, the path of the file here; undefined where there is none.
 */
export function createSourceFinder(trees: readonly string[]): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>();

  function look(path: string): string | undefined {
    for (const candidate of sourceCandidates(path)) {
      for (const tree of trees) {
        const file = join(tree, candidate);
        if (isFile(file)) return file;
      }
    }
    return isFile(path) ? path : undefined;
  }

  return path => {
    if (!known.has(path)) known.set(path, look(path));
    return known.get(path);
  };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
