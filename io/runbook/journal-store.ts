import { type FSWatcher, watch } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { JournalRecord, RunEnd } from '../../core/runbook/journal.ts';
import { parseJournal } from '../../core/runbook/journal-state.ts';
import type { Runbook } from '../../core/runbook/runbook.ts';
import { createRedactor } from '../../core/text/redact.ts';
import { folderNameOf, isRunId } from './runs-folder.ts';

/** The journals of all runs of this person on this machine; editor and command line share them. */
export interface JournalStore {
  readonly folder: string;
  /**
   * Makes the folder of a new run, with what was agreed to beside the journal.
   * @throws JournalFailure when it cannot be written: then nothing may run.
   */
  begin(start: RunStart): Promise<OpenJournal>;
  /** Goes on with the journal of a run. @throws JournalFailure when another process is writing it, or it cannot be written. */
  reopen(run: StoredRun): Promise<OpenJournal>;
  /** @returns undefined where there is no such run. */
  find(run: string): Promise<StoredRun | undefined>;
  /** All runs, newest first; what cannot be read as a journal is left out. */
  list(): Promise<readonly RunSummary[]>;
  /** Calls back after any run began or went on, in any process. */
  watch(onChange: () => void): { stop(): void };
}

export interface RunStart {
  readonly run: string;
  readonly cluster: string;
  /** What the runbook's file said, so that a resumed run goes on with what was begun. */
  readonly runbook: Runbook;
  /** The plan as a value of JSON; without secrets. */
  readonly plan: unknown;
}

export interface StoredRun {
  readonly run: string;
  readonly folder: string;
  readonly records: readonly JournalRecord[];
  /** Lines that are no records; the last line of a process that was killed may be torn. */
  readonly unreadLines: number;
  readonly runbook: Runbook | undefined;
  /** The process that writes it now; undefined where none does, or the one that did is gone. */
  readonly writer: number | undefined;
}

export interface RunSummary {
  readonly run: string;
  readonly folder: string;
  readonly cluster: string;
  readonly runbook: string;
  readonly title: string;
  readonly who: string;
  readonly host: string;
  readonly isDryRun: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly lastAt: number;
  /** Undefined while it lasts, or when its process was ended. */
  readonly end: RunEnd | undefined;
  readonly isRunning: boolean;
  /** The step that was begun last. */
  readonly step: string | undefined;
}

export interface OpenJournal {
  readonly run: string;
  readonly folder: string;
  /** Settles when the record is on the disk. @throws JournalFailure */
  append(record: JournalRecord): Promise<void>;
  close(): Promise<void>;
  /** Closes it and takes away the folder of a run that was never begun. */
  discard(): Promise<void>;
}

/** The journal cannot be written or is another's; a run stops before anything changes. */
export class JournalFailure extends Error {
  readonly kind: 'disk-full' | 'unwritable' | 'in-use';
  readonly path: string;
  constructor(kind: JournalFailure['kind'], path: string, detail: string) {
    super(detail);
    this.kind = kind;
    this.path = path;
  }
}

const journalName = 'journal.jsonl';
const writerName = 'writer.json';
/** Touched after every record: one watcher on one folder hears of all runs. */
const changedName = '.changed';

export function createJournalStore(folder: string): JournalStore {
  async function touch(): Promise<void> {
    const path = join(folder, changedName);
    const now = new Date();
    // Views learn from it; the run itself does not hang on it.
    await utimes(path, now, now).catch(() => writeFile(path, '', { mode: 0o600 }).catch(() => undefined));
  }

  async function openAt(runFolder: string, run: string, flags: 'ax+' | 'a+'): Promise<OpenJournal> {
    const path = join(runFolder, journalName);
    const writerPath = join(runFolder, writerName);
    return orJournalFailure(path, async () => {
      await claim(writerPath);
      try {
        const file = await open(path, flags, 0o600);
        await endTornLine(file);
        await syncFolder(runFolder);
        await touch();
        return openJournal(file, { run, folder: runFolder, path, writerPath, isReopened: flags === 'a+', touch });
      } catch (error) {
        await rm(writerPath, { force: true });
        throw error;
      }
    });
  }

  async function runFolders(): Promise<{ run: string; folder: string }[]> {
    const clusters = await namesIn(folder);
    const runs = await Promise.all(
      clusters.map(async cluster =>
        (await namesIn(join(folder, cluster)))
          .filter(isRunId)
          .map(run => ({ run, folder: join(folder, cluster, run) })),
      ),
    );
    return runs.flat().sort((one, other) => (one.run < other.run ? 1 : -1));
  }

  return {
    folder,
    async begin({ run, cluster, runbook, plan }) {
      const runFolder = join(folder, folderNameOf(cluster), run);
      await orJournalFailure(runFolder, async () => {
        await mkdir(dirname(runFolder), { recursive: true, mode: 0o700 });
        await mkdir(runFolder, { mode: 0o700 });
        const write = (name: string, value: unknown) =>
          writeFile(join(runFolder, name), `${JSON.stringify(value, undefined, 1)}\n`, {
            mode: 0o600,
            flag: 'wx',
            flush: true,
          });
        await write('runbook.json', runbook);
        await write('plan.json', plan);
      });
      return openAt(runFolder, run, 'ax+');
    },
    reopen: ({ run, folder: runFolder }) => openAt(runFolder, run, 'a+'),
    async find(run) {
      if (!isRunId(run)) return undefined;
      const found = (await runFolders()).find(candidate => candidate.run === run);
      return found && (await readRun(found.folder, run));
    },
    async list() {
      const runs = await Promise.all((await runFolders()).map(found => readRun(found.folder, found.run)));
      return runs.flatMap(run => summaryOf(run) ?? []);
    },
    watch: onChange => watchFolder(folder, onChange),
  };
}

interface JournalPlace {
  readonly run: string;
  readonly folder: string;
  readonly path: string;
  readonly writerPath: string;
  readonly isReopened: boolean;
  touch(): Promise<void>;
}

function openJournal(
  file: FileHandle,
  { run, folder, path, writerPath, isReopened, touch }: JournalPlace,
): OpenJournal {
  const redactor = createRedactor();
  let isClosed = false;
  // Records are written one after the other, in the order in which they came.
  let last: Promise<unknown> = Promise.resolve();
  let hasRecords = isReopened;

  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    await last;
    await file.close();
    await rm(writerPath, { force: true });
    await touch();
  }

  return {
    run,
    folder,
    append(record) {
      hasRecords = true;
      const line = `${JSON.stringify(shownRecord(record, redactor.redact))}\n`;
      const written = last.then(() =>
        orJournalFailure(path, async () => {
          await file.appendFile(line, 'utf8');
          await file.datasync();
        }),
      );
      last = written.then(touch, () => undefined);
      return written;
    },
    close,
    async discard() {
      await close();
      if (!hasRecords) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Texts of a record that may quote what a controller or a person said, and how much of each is kept. */
const quotingKeys: ReadonlySet<string> = new Set(['said', 'seen', 'printed', 'shown', 'reason', 'undo', 'parameters']);
const wholeKeys: ReadonlySet<string> = new Set(['printed', 'shown', 'undo']);
const longestQuote = 8000;

function shownRecord(record: JournalRecord, redact: (text: string) => string): object {
  // Commands are known by what was printed: they are never cut.
  const shown = (value: unknown, longest: number): unknown => {
    if (typeof value === 'string') return redact(value).slice(0, longest);
    if (Array.isArray(value)) return value.map(one => shown(one, longest));
    if (typeof value !== 'object' || value === null) return value;
    // A parameter's name may tell that its value is a secret.
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, hideNamed(key, shown(one, longest), redact)]),
    );
  };
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key,
      quotingKeys.has(key) ? shown(value, wholeKeys.has(key) ? Number.POSITIVE_INFINITY : longestQuote) : value,
    ]),
  );
}

function hideNamed(key: string, value: unknown, redact: (text: string) => string): unknown {
  if (typeof value !== 'string') return value;
  const start = `${key}=`;
  const hidden = redact(`${start}"${value}"`);
  return hidden === `${start}"${value}"` ? value : hidden.slice(start.length + 1, -1);
}

/** Says which process writes the journal; a second one is refused as long as the first one lives. */
async function claim(path: string): Promise<void> {
  const text = JSON.stringify({ process: process.pid, host: hostname() });
  try {
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const writer = await readWriter(path);
    if (writer !== undefined) throw new JournalFailure('in-use', path, String(writer));
    await writeFile(path, text, { mode: 0o600 });
  }
}

/** The process that writes; undefined when it is gone. Of another machine (a shared home folder) nobody knows that. */
async function readWriter(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const found = /^\{"process":(\d+),"host":(".*")\}$/.exec(text);
  if (!found) return undefined;
  const writer = Number(found[1]);
  if (JSON.parse(found[2] ?? '""') !== hostname()) return writer;
  if (writer === process.pid) return writer;
  try {
    process.kill(writer, 0);
    return writer;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? writer : undefined;
  }
}

async function endTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  if (size === 0) return;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer[0] !== 10) await file.appendFile('\n');
}

/** The name of a new file is on the disk only when its folder is. Windows cannot do that, and needs not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function orJournalFailure<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JournalFailure) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code);
    throw new JournalFailure(isFull ? 'disk-full' : 'unwritable', path, message);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder, { withFileTypes: true }))
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

async function readRun(folder: string, run: string): Promise<StoredRun> {
  const text = await readFile(join(folder, journalName), 'utf8').catch(() => '');
  const { records, unreadLines } = parseJournal(text);
  const writer = await readWriter(join(folder, writerName));
  return { run, folder, records, unreadLines, runbook: await readRunbook(folder), writer };
}

async function readRunbook(folder: string): Promise<Runbook | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'runbook.json'), 'utf8')) as Runbook;
  } catch {
    return undefined;
  }
}

function summaryOf({ run, folder, records, writer }: StoredRun): RunSummary | undefined {
  const start = records.find(record => record.record === 'run');
  if (start === undefined) return undefined;
  const resumed = records.findLastIndex(record => record.record === 'resumed');
  const end = records.findLast((record, index) => record.record === 'run-end' && index > resumed);
  const step = records.findLast(record => record.record === 'step');
  const { cluster, runbook, title, who, host, isDryRun } = start;
  return {
    run,
    folder,
    cluster,
    runbook,
    title,
    who,
    host,
    isDryRun,
    startedAt: start.time,
    lastAt: records.at(-1)?.time ?? start.time,
    end: end?.record === 'run-end' ? end.end : undefined,
    isRunning: writer !== undefined,
    step: step?.record === 'step' ? step.step : undefined,
  };
}

function watchFolder(folder: string, onChange: () => void): { stop(): void } {
  let watcher: FSWatcher | undefined;
  let isStopped = false;
  mkdir(folder, { recursive: true, mode: 0o700 }).then(
    () => {
      if (isStopped) return;
      watcher = watch(folder, { persistent: false }, () => onChange());
      // A folder that is taken away while it is watched has no more news.
      watcher.on('error', () => watcher?.close());
      onChange();
    },
    () => undefined,
  );
  return {
    stop() {
      isStopped = true;
      watcher?.close();
    },
  };
}
