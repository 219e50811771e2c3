import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { configFileKind } from '../core/config/file-kind.ts';

/** Folders that hold others' files, and many of them. */
const passedFolders = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.tox',
  '.venv',
  'venv',
  'site-packages',
  '__pycache__',
  'dist',
  'build',
]);
const deepest = 10;
const mostFolders = 5000;
/** In bytes: configuration is small, and XML files of others may be large. */
const largestFile = 2 * 1024 * 1024;

/** Names that may be configuration of ours, before anything is read. */
const candidate = /(?:\.conf|\.cnf|\.cfg|\.xml)$|^\.nova-doctor\.ya?ml$|^proxysql.*\.ya?ml$|^my\.ini$/i;

/**
 * Finds files of configuration below folders. What cannot be read is passed over: it is not there for the editor either.
 * @param isCancelled asked between two folders.
 */
export async function findConfigFiles(
  folders: readonly string[],
  isCancelled: () => boolean,
): Promise<{ path: string; text: string }[]> {
  const found: { path: string; text: string }[] = [];
  const waiting = folders.map(path => ({ path, depth: 0 }));
  for (let count = 0; waiting.length > 0 && count < mostFolders && !isCancelled(); count++) {
    const { path, depth } = waiting.shift()!;
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const child = join(path, entry.name);
      if (entry.isDirectory() && depth < deepest && !passedFolders.has(entry.name)) {
        waiting.push({ path: child, depth: depth + 1 });
      } else if (entry.isFile() && candidate.test(entry.name)) {
        const text = await readConfigFile(child);
        if (text !== undefined) found.push({ path: child, text });
      }
    }
  }
  return found;
}

/** @returns undefined for what is not ours, too large, or not there. */
export async function readConfigFile(path: string, isNamed = false): Promise<string | undefined> {
  const size = await stat(path).then(
    each => (each.isFile() ? each.size : undefined),
    () => undefined,
  );
  if (size === undefined || size > largestFile) return undefined;
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text !== undefined && (isNamed || configFileKind(path, text) !== undefined) ? text : undefined;
}
