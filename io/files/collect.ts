import { Buffer } from 'node:buffer';
import {
  type BigIntStats,
  closeSync,
  type Dirent,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { CompiledFormat } from '../../core/log/format.ts';
import type { Blocks } from './decompress.ts';
import type { InputFile, LogInput } from './input.ts';
import { kindByName, passedFolders } from './log-names.ts';
import { type InputProblem, problemOf } from './problem.ts';
import { groupRotated } from './rotation.ts';
import { agesAgree } from './rotation-times.ts';
import { headBytes, looksLikeLog, packingOf, utf16Of } from './sniff.ts';

export interface CollectOptions {
  /** Tells logs of unknown names from other files. */
  readonly formats: readonly CompiledFormat[];
  /** What the path `-` stands for. */
  readonly standardInput?: Blocks;
  readonly signal?: AbortSignal;
}

export interface Collected {
  /** Each file once, however often it was named or linked; in the order of the paths, folders by name. */
  readonly inputs: readonly LogInput[];
  readonly problems: readonly InputProblem[];
  /** Files in the folders that are no logs. */
  readonly passed: number;
}

/**
 * Finds the logs that paths name: files, folders with everything below them, and `-`.
 *
 * A file that is named is taken as it is. In a folder, a file is a log by its name or by its first bytes; folders of
 * version control and packages are passed over. Links are followed as long as they stay inside the folder. Rotated sets
 * become one log where the names and times say so.
 * @throws the signal's reason when it is aborted.
 */
export async function collectLogFiles(paths: readonly string[], options: CollectOptions): Promise<Collected> {
  const search: Search = { options, inputs: [], problems: [], seen: new Set(), passed: 0, visited: 0 };
  for (const path of paths) {
    options.signal?.throwIfAborted();
    if (path === '-') {
      if (search.seen.has('-')) continue;
      search.seen.add('-');
      addLog(search, [{ path: '-', bytes: 0, from: options.standardInput ?? nothing() }], true, true);
      continue;
    }
    try {
      await addPath(search, path);
    } catch (error) {
      search.problems.push(problemOf(error, path));
    }
  }
  return { inputs: joinGivenSets(search), problems: search.problems, passed: search.passed };
}

interface Search {
  readonly options: CollectOptions;
  readonly inputs: LogInput[];
  readonly problems: InputProblem[];
  /** Device and inode of files and folders that were met. */
  readonly seen: Set<string>;
  passed: number;
  visited: number;
}

/** A file that was found in a folder. */
interface Found extends InputFile {
  readonly name: string;
  readonly from: string | Buffer;
  readonly isLog: boolean;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function addPath(search: Search, path: string): Promise<void> {
  const status = statSync(path, { bigint: true });
  if (!isNew(search, status, path)) return;
  if (!status.isDirectory()) {
    addLog(
      search,
      [{ path, bytes: status.isFile() ? Number(status.size) : 0, modified: modifiedOf(status), from: path }],
      true,
      true,
    );
    return;
  }
  const before = search.inputs.length;
  const problemsBefore = search.problems.length;
  await addFolder(search, path, path, realpathSync(path));
  if (search.inputs.length === before && search.problems.length === problemsBefore) {
    search.problems.push({ kind: 'no-logs', path, detail: '' });
  }
}

function addLog(search: Search, files: readonly InputFile[], isGiven: boolean, isLog: boolean): void {
  search.inputs.push({ path: files.at(-1)!.path, files, isGiven, isLog });
}

/** When a file was written last, in milliseconds since 1970. */
function modifiedOf({ mtimeNs }: BigIntStats): number {
  return Number(mtimeNs) / 1e6;
}

/**
 * Whether a file or folder was not met before; Windows gives no inode for some file systems, so the path counts there, and
 * elsewhere numbers of 64 bits, of which a number of JavaScript would take two files for one.
 */
function isNew(search: Search, status: BigIntStats, path: string): boolean {
  if (!status.isFile() && !status.isDirectory()) return true;
  const key = status.ino === 0n ? realpathSync(path) : `${status.dev}:${status.ino}`;
  if (search.seen.has(key)) return false;
  search.seen.add(key);
  return true;
}

async function addFolder(search: Search, location: string | Buffer, shown: string, root: string): Promise<void> {
  const { files, folders } = listFolder(search, location, shown, root);
  const groups = groupRotated(files.map(file => file.name));
  for (const group of groups) {
    const set = group.map(index => files[index]!);
    const logs =
      set.length > 1 && !agesAgree(set, search.options.formats) ? set.sort(byName).map(file => [file]) : [set];
    for (const log of logs) {
      const isLog = log.every(file => file.isLog);
      addLog(search, log, false, isLog);
    }
  }
  for (const folder of folders) {
    search.options.signal?.throwIfAborted();
    try {
      await addFolder(search, folder.from, folder.path, root);
    } catch (error) {
      search.problems.push(problemOf(error, folder.path));
    }
    if (++search.visited % 16 === 0) await setImmediate();
  }
}

type Folder = Pick<Found, 'path' | 'from'>;

/** The logs and folders right in a folder, by name. */
function listFolder(
  search: Search,
  location: string | Buffer,
  shown: string,
  root: string,
): { files: Found[]; folders: Folder[] } {
  const files: Found[] = [];
  const folders: Folder[] = [];
  for (const { entry, name, from } of entriesOf(location)) {
    const path = join(shown, name);
    try {
      const isLink = entry.isSymbolicLink();
      if (isLink && !stayInside(search, from, path, root)) continue;
      if (!isLink && !entry.isFile() && !entry.isDirectory()) continue;
      if (entry.isDirectory() && passedFolders.has(name)) continue;
      const kind = kindByName(name);
      if (entry.isFile() && kind === 'other') {
        search.passed++;
        continue;
      }
      const status = statSync(from, { bigint: true });
      if (!status.isFile() && !status.isDirectory()) continue;
      if (!isNew(search, status, path)) continue;
      if (status.isDirectory()) {
        if (!passedFolders.has(name)) folders.push({ path, from });
        continue;
      }
      const isLog = kind === 'log' || kind === 'archive' || isLogByContent(search, from);
      if (isLog === false) search.passed++;
      else
        files.push({
          path,
          name,
          bytes: Number(status.size),
          modified: modifiedOf(status),
          from,
          isLog: isLog === true,
        });
    } catch (error) {
      search.problems.push(problemOf(error, path));
    }
  }
  return { files, folders };
}

/** The entries of a folder, by name. A name that is no UTF-8 keeps its bytes, for else the file could not be opened. */
function entriesOf(
  location: string | Buffer,
): { entry: Dirent<string> | Dirent<Buffer>; name: string; from: string | Buffer }[] {
  if (typeof location === 'string') {
    const entries = readdirSync(location, { withFileTypes: true });
    if (!entries.some(entry => entry.name.includes('\ufffd'))) {
      const list = entries.map(entry => ({ entry, name: entry.name, from: join(location, entry.name) }));
      return list.sort(byName);
    }
  }
  const folder = Buffer.from(location);
  const entries = readdirSync(folder, { withFileTypes: true, encoding: 'buffer' });
  const list = entries.map(entry => ({
    entry,
    name: entry.name.toString('utf8'),
    from: Buffer.concat([folder, Buffer.from(sep), entry.name]),
  }));
  return list.sort(byName);
}

function byName(left: { name: string }, right: { name: string }): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

/** Whether a link leads to something inside the folder that was named; what leaves it is told and not read. */
function stayInside(search: Search, link: string | Buffer, path: string, root: string): boolean {
  let target: string;
  try {
    target = realpathSync(link, 'utf8');
  } catch {
    search.problems.push({ kind: 'link-dangling', path, detail: '' });
    return false;
  }
  if (target === root || target.startsWith(root.endsWith(sep) ? root : root + sep)) return true;
  const kind = kindByName(basename(target));
  const isWorthTelling = kind === 'log' || kind === 'archive' || statSync(target).isDirectory();
  if (isWorthTelling) search.problems.push({ kind: 'link-outside', path, detail: target });
  return false;
}

/**
 * Whether the first bytes of a file of unknown name are those of a log.
 * @returns `packed` when that shows only after unpacking.
 */
function isLogByContent(search: Search, from: string | Buffer): boolean | 'packed' {
  const head = readHeadBytes(from);
  const packing = packingOf(head);
  if (packing) return 'compression' in packing ? 'packed' : false;
  return utf16Of(head) !== undefined || looksLikeLog(head, search.options.formats);
}

function readHeadBytes(from: string | Buffer): Buffer {
  const descriptor = openSync(from, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    return head.subarray(0, readSync(descriptor, head, 0, headBytes, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** Files that were named one by one (`nova-api.log*`) may be rotated sets too. */
function joinGivenSets(search: Search): LogInput[] {
  const byFolder = new Map<string, { input: LogInput; index: number; name: string }[]>();
  search.inputs.forEach((input, index) => {
    const only = input.files[0]!;
    if (!input.isGiven || typeof only.from !== 'string') return;
    const path = resolve(only.from);
    const folder = path.slice(0, path.length - basename(path).length);
    const list = byFolder.get(folder) ?? [];
    list.push({ input, index, name: basename(path) });
    byFolder.set(folder, list);
  });
  const result: (LogInput | undefined)[] = [...search.inputs];
  for (const list of byFolder.values()) {
    for (const group of groupRotated(list.map(item => item.name))) {
      const items = group.map(index => list[index]!);
      const files = items.map(item => item.input.files[0]! as InputFile & { from: string });
      if (files.length < 2 || !agesAgree(files, search.options.formats)) continue;
      const place = Math.min(...items.map(item => item.index));
      for (const item of items) result[item.index] = undefined;
      result[place] = { path: files.at(-1)!.path, files, isGiven: true, isLog: true };
    }
  }
  return result.filter(input => input !== undefined);
}
