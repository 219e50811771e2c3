import { type Dirent, realpathSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { ConfigFile } from '../../core/config/assemble.ts';
import { configFileKind, mayBeConfigFile, namedFileKind } from '../../core/config/file-kind.ts';
import { passedFolders } from '../files/log-names.ts';
import { InputFailure, type InputProblem, problemOf } from '../files/problem.ts';
import { configText, readConfigText } from './read-text.ts';

/** What lies below the paths that were given. */
export interface FoundFiles {
  /** Files of kinds that are judged, each once, in the order of the paths, folders by name. */
  readonly files: readonly ConfigFile[];
  /** kolla's `globals.yml`. */
  readonly globals: readonly ConfigFile[];
  /** Logs of nova beside the configuration, which may tell its version. */
  readonly logs: readonly string[];
  readonly problems: readonly InputProblem[];
}

export interface FindOptions {
  /** What the path `-` stands for. */
  readonly standardInput?: AsyncIterable<Uint8Array> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether Python below folders is left alone. */
  readonly withoutPython?: boolean | undefined;
}

interface Search {
  readonly options: FindOptions;
  readonly files: ConfigFile[];
  readonly globals: ConfigFile[];
  readonly logs: string[];
  readonly problems: InputProblem[];
  readonly seen: Set<string>;
}

/** Folders of programs, in which files of Python are nobody's own. */
const programFolders: ReadonlySet<string> = new Set([
  'site-packages',
  'dist-packages',
  'venv',
  '.venv',
  'node_modules',
]);

/** Logs beside configuration only tell the version; a few of them do. */
const mostLogs = 20;

/**
 * Finds files of configuration: a file that is named is taken whatever it is called, in folders the names and texts tell.
 * Links are followed as long as they stay inside the folder that was named.
 * @throws the signal's reason when it is aborted.
 */
export async function findConfigFiles(paths: readonly string[], options: FindOptions = {}): Promise<FoundFiles> {
  const search: Search = { options, files: [], globals: [], logs: [], problems: [], seen: new Set() };
  for (const path of paths) {
    options.signal?.throwIfAborted();
    try {
      await addPath(search, path);
    } catch (error) {
      search.problems.push(problemOf(error, path));
    }
  }
  return search;
}

async function addPath(search: Search, path: string): Promise<void> {
  if (path === '-') {
    addNamed(search, path, configText(await readAll(search.options.standardInput)));
    return;
  }
  const status = await stat(path);
  if (!status.isDirectory()) {
    if (!isNew(search, path)) return;
    addNamed(search, path, await readConfigText(path, true));
    return;
  }
  const before = search.files.length + search.problems.length;
  await addFolder(search, path, await realpath(path), search.options.withoutPython !== true);
  if (search.files.length + search.problems.length === before)
    search.problems.push({ kind: 'no-config', path, detail: '' });
}

async function readAll(blocks: AsyncIterable<Uint8Array> | undefined): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  if (blocks !== undefined) for await (const block of blocks) parts.push(block.slice());
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function addNamed(search: Search, path: string, text: string): void {
  const kind = namedFileKind(path, text);
  if (kind === undefined) search.problems.push({ kind: 'not-config', path, detail: '' });
  else search.files.push({ path, text, kind });
}

function isNew(search: Search, path: string): boolean {
  const real = realpathSync(path);
  if (search.seen.has(real)) return false;
  search.seen.add(real);
  return true;
}

async function addFolder(search: Search, folder: string, root: string, mayHavePython: boolean): Promise<void> {
  search.options.signal?.throwIfAborted();
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  const folders: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    try {
      const kind = await kindOf(entry, path, root);
      if (kind === 'folder' && !passedFolders.has(entry.name)) folders.push(path);
      else if (kind === 'file') await addFound(search, path, mayHavePython);
    } catch (error) {
      search.problems.push(problemOf(error, path));
    }
  }
  for (const path of folders) {
    try {
      if (isNew(search, path))
        await addFolder(search, path, root, mayHavePython && !programFolders.has(basename(path)));
    } catch (error) {
      search.problems.push(problemOf(error, path));
    }
  }
}

async function kindOf(entry: Dirent, path: string, root: string): Promise<'file' | 'folder' | undefined> {
  if (!entry.isSymbolicLink()) return entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : undefined;
  let target: string;
  try {
    target = await realpath(path);
  } catch {
    return undefined;
  }
  if (!target.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
  const status = await stat(target);
  return status.isDirectory() ? 'folder' : status.isFile() ? 'file' : undefined;
}

async function addFound(search: Search, path: string, mayHavePython: boolean): Promise<void> {
  const name = basename(path);
  if (/^globals\.ya?ml$/.test(name)) search.globals.push({ path, text: await readConfigText(path) });
  if (/^(?:nova|n-)[\w-]*\.log(?:\.\d+)?$/.test(name) && search.logs.length < mostLogs) search.logs.push(path);
  if (!mayBeConfigFile(path) || (name.endsWith('.py') && !mayHavePython)) return;
  if (!isNew(search, path)) return;
  const text = await readConfigText(path).catch((error: unknown) => {
    // Many programs have such files; what is no text there is none of ours.
    if (error instanceof InputFailure && /\.(?:py|xml|cnf)$/.test(name)) return undefined;
    throw error;
  });
  if (text === undefined) return;
  const kind = configFileKind(path, text);
  if (kind !== undefined) search.files.push({ path, text, kind });
}
