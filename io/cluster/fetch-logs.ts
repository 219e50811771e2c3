import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { isReached } from '../../core/cluster/controller.ts';
import { type ControllerFailure, failureText, isFailure } from '../../core/cluster/failure.ts';
import { followSourceOf, pathOfSource } from '../../core/cluster/follow-source.ts';
import { logFilesCommand, type RemoteLogFile, type RemoteLogFiles } from '../../core/cluster/log-files.ts';
import { isProbeFailure } from '../../core/cluster/probe.ts';
import { neighbourLogFolders, usualLogFolders } from '../../core/cluster/probes/logs.ts';
import { mostThinnedBytes, thinLogsCommand, thinProgress } from '../../core/cluster/thin-logs.ts';
import type { Fetch, FetchedLog, FetchedLogs, FetchProblem } from '../../core/log/fetched-logs.ts';
import { lifeSignLoggers } from '../../core/log/life-sign-loggers.ts';
import { type TimeWindow, timeWindow, type WrittenTime } from '../../core/log/time-window.ts';
import type { Translator } from '../../core/text/l10n.ts';
import { kindByName } from '../files/log-names.ts';
import { groupRotated } from '../files/rotation.ts';
import type { ClusterSession } from './cluster-session.ts';
import { remoteWindow, sinceSecondsOf, wasWrittenBefore } from './remote-window.ts';

export interface FetchLogsOptions {
  /** A folder of this machine for what comes: the caller makes it, for nobody else to read, and removes it. */
  readonly folder: string;
  /** How a file of a controller is named here. */
  readonly pathOf: (controller: string, path: string) => string;
  /** Only these controllers; all where it is left out. */
  readonly controllers?: readonly string[];
  /** Only this log of them, with its rotated parts. */
  readonly log?: string;
  readonly since?: WrittenTime;
  readonly until?: WrittenTime;
  readonly l10n: Translator;
  readonly signal?: AbortSignal;
  /** Bytes that may come of one file; what a controller can send of one where it is left out. */
  readonly mostBytes?: number;
  /** Bytes on the controllers' disks that were looked through, and those to look through in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A cluster of hundreds is asked in groups: each answer costs memory of ssh and a file. */
const mostAtOnce = 8;
/** Parameters of a command have an end; so many paths are well below it. */
const mostFiles = 400;

interface Listed {
  readonly controller: string;
  readonly files: RemoteLogFiles;
}

/**
 * Fetches the logs of controllers, thinned over there: see `core/cluster/thin-logs.ts`. A controller that cannot be read is a
 * problem of its own; the others come.
 */
export async function fetchLogs(session: ClusterSession, options: FetchLogsOptions): Promise<Fetch> {
  const { cluster } = session;
  const folders = cluster.file.logs.length > 0 ? cluster.file.logs : [...usualLogFolders, ...neighbourLogFolders];
  const names = cluster.hosts.map(host => host.name).filter(name => options.controllers?.includes(name) ?? true);
  const problems = new Map<string, FetchProblem>();
  const listed = await inGroups(names, async (controller): Promise<Listed | undefined> => {
    const wanted = options.log === undefined ? folders : [dirname(options.log)];
    const files = await session.run(controller, logFilesCommand(wanted), runOptions(options));
    if (!isFailure(files) && !isProbeFailure(files)) return { controller, files };
    const detail = isFailure(files) ? failureText(files, options.l10n) : `${controller}: ${files.detail}`;
    problems.set(controller, { kind: 'controller', path: controller, detail });
    return undefined;
  });
  const known = listed.filter(entry => entry !== undefined);
  const window = windowOf(known, options);
  const printed = options.log === undefined ? await printedLogs(session, known, window, options) : undefined;
  options.signal?.throwIfAborted();
  const plans = known.map(entry => ({
    ...entry,
    ...planOf(entry, printed?.get(entry.controller) ?? [], window, options),
  }));
  const total = plans.reduce((sum, plan) => sum + plan.bytes, 0);
  const progress = createProgressSum(total, options.onProgress);
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const fetched = await inGroups(plans, async plan => fetchOne(session, plan, window, progress, options));
  options.signal?.throwIfAborted();
  const silent = [...problems].map(([controller, problem]) => emptyFetch(controller, [problem]));
  return { fetched: [...fetched, ...silent], ...absolute(window) };
}

/**
 * What services print that write no file of their own: engines and the journal keep it. nova's own services always count, their
 * neighbours where none of their files were found.
 */
async function printedLogs(
  session: ClusterSession,
  listed: readonly Listed[],
  window: TimeWindow | undefined,
  { signal }: FetchLogsOptions,
): Promise<Map<string, RemoteLogFile[]>> {
  const printed = new Map<string, RemoteLogFile[]>();
  const states = await session.survey(signal === undefined ? {} : { signal });
  for (const {
    controller,
    files: { files, zoneMinutes },
  } of listed) {
    const state = states.find(candidate => candidate.controller.name === controller);
    if (state === undefined || !isReached(state)) continue;
    const names = files.map(({ path }) => path).join('\n');
    const logs = files.map(file => ({ ...file, recentErrors: 0, recentWarnings: 0 }));
    const sinceSeconds = sinceSecondsOf(window, zoneMinutes);
    const sources = state.services
      .filter(({ service }) => isNovas(service) || neighbours.get(service)?.test(names) === false)
      .flatMap(service => followSourceOf(service, logs) ?? [])
      .filter(source => source.kind !== 'file')
      .map(source => (source.kind === 'unit' && sinceSeconds !== undefined ? { ...source, sinceSeconds } : source));
    const paths = new Set(sources.map(pathOfSource));
    printed.set(
      controller,
      [...paths].map(path => ({ path, bytes: 0, lastWrite: state.readAt / 1000 })),
    );
  }
  return printed;
}

function isNovas(service: string): boolean {
  return service.startsWith('nova-') || service === 'placement-api';
}

/** What the files of a neighbour look like. */
const neighbours: ReadonlyMap<string, RegExp> = new Map([
  ['rabbitmq', /rabbit/],
  ['mariadb', /maria|mysql/],
  ['mycat', /mycat/],
  ['keepalived', /keepalived/],
]);

function runOptions({ signal }: FetchLogsOptions) {
  return signal === undefined ? {} : { signal };
}

function emptyFetch(controller: string, problems: readonly FetchProblem[]): FetchedLogs {
  return { controller, logs: [], bytes: 0, problems };
}

interface Plan extends Listed {
  readonly logs: readonly FetchedLog[];
  /** In the order of `logs`. */
  readonly parts: readonly RemoteLogFile[];
  readonly bytes: number;
}

/** Which files of a controller are read, as logs. */
function planOf(
  { controller, files }: Listed,
  printed: readonly RemoteLogFile[],
  window: TimeWindow | undefined,
  options: FetchLogsOptions,
): Pick<Plan, 'logs' | 'parts' | 'bytes'> {
  const { pathOf, log } = options;
  const readable = files.files
    .filter(file => kindByName(basename(file.path)) === 'log' && file.bytes > 0)
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  const sets = [...new Set(readable.map(file => dirname(file.path)))].flatMap(folder => {
    const inFolder = readable.filter(file => dirname(file.path) === folder);
    return groupRotated(inFolder.map(file => basename(file.path))).map(group => group.map(index => inFolder[index]!));
  });
  const wanted = sets
    .filter(set => log === undefined || set.some(file => file.path === log))
    .map(set => set.filter(file => !wasWrittenBefore(file, window?.since, files.zoneMinutes)))
    .filter(set => set.length > 0)
    .concat(printed.map(log => [log]));
  const parts = wanted.flat().slice(0, mostFiles);
  const logs = wanted
    .map(set => set.filter(file => parts.includes(file)))
    .filter(set => set.length > 0)
    .map(set => ({
      path: pathOf(controller, set.at(-1)!.path),
      files: set.map(file => ({ path: pathOf(controller, file.path), modified: file.lastWrite * 1000 })),
    }));
  return { logs, parts, bytes: parts.reduce((sum, file) => sum + file.bytes, 0) };
}

async function fetchOne(
  session: ClusterSession,
  plan: Plan,
  window: TimeWindow | undefined,
  progress: ReturnType<typeof createProgressSum>,
  options: FetchLogsOptions,
): Promise<FetchedLogs> {
  const { controller, parts, logs } = plan;
  if (parts.length === 0) {
    const detail = options.l10n.t('{0}: no logs were found, or none of this time.', controller);
    return emptyFetch(controller, options.log === undefined ? [{ kind: 'controller', path: controller, detail }] : []);
  }
  const file = join(options.folder, `${session.cluster.hosts.findIndex(host => host.name === controller)}.thinned`);
  const stream = createWriteStream(file, { mode: 0o600 });
  const told = progress.of(parts);
  let bytes = 0;
  // Neither a full disk here nor a controller that never ends may go unheard.
  const enough = new AbortController();
  let unwritten: Error | undefined;
  stream.once('error', error => {
    unwritten = error;
    enough.abort();
  });
  const end = await session.run(
    controller,
    thinLogsCommand(parts, lifeSignLoggers, window ? remoteWindow(window, plan.files.zoneMinutes) : {}),
    {
      signal: options.signal ? AbortSignal.any([options.signal, enough.signal]) : enough.signal,
      keptBytes: 256 * 1024,
      onOutput: (block, from) => {
        if (from === 'error') return told(block);
        if (enough.signal.aborted) return;
        bytes += block.length;
        if (bytes > (options.mostBytes ?? mostThinnedBytes) * parts.length) enough.abort();
        else stream.write(block);
      },
    },
  );
  if (unwritten === undefined) stream.end();
  await finished(stream).catch((error: Error) => {
    unwritten ??= error;
  });
  if (enough.signal.aborted || unwritten !== undefined) {
    const failure: ControllerFailure = unwritten
      ? { failed: 'output-unkept', host: controller, program: 'thin-logs', place: file, detail: unwritten.message }
      : { failed: 'output-unreadable', host: controller, program: 'thin-logs', detail: `more than ${bytes} bytes` };
    const detail = failureText(failure, options.l10n);
    return emptyFetch(controller, [{ kind: 'controller', path: controller, detail }]);
  }
  if (isFailure(end)) {
    return emptyFetch(controller, [{ kind: 'controller', path: controller, detail: failureText(end, options.l10n) }]);
  }
  const problems: FetchProblem[] = [...end.failed].map(([index, detail]) => ({
    kind: 'unreadable',
    path: options.pathOf(controller, parts[index]?.path ?? ''),
    detail,
  }));
  if (bytes === 0) problems.push({ kind: 'controller', path: controller, detail: `${controller}: ${end.said}` });
  return bytes === 0 ? emptyFetch(controller, problems) : { controller, logs, file, bytes, problems };
}

/** Adds up how far all controllers are. */
function createProgressSum(total: number, onProgress: FetchLogsOptions['onProgress']) {
  let done = 0;
  return {
    /** @returns what takes the standard error of the command that reads these files. */
    of(parts: readonly RemoteLogFile[]): (block: Uint8Array) => void {
      const decoder = new TextDecoder();
      let partial = '';
      let own = 0;
      return block => {
        const lines = (partial + decoder.decode(block, { stream: true })).split('\n');
        partial = lines.pop() ?? '';
        for (const line of lines) {
          const told = thinProgress(line);
          if (told === undefined) continue;
          const sizes = parts.map(part => part.bytes);
          const before = sizes.slice(0, told.file).reduce((sum, bytes) => sum + bytes, 0);
          const size = sizes[told.file] ?? 0;
          const next = before + ('isDone' in told ? size : Math.min(told.read, size));
          done += next - own;
          own = next;
        }
        onProgress?.(done, total);
      };
    },
  };
}

function windowOf(listed: readonly Listed[], { since, until }: FetchLogsOptions): TimeWindow | undefined {
  if (since === undefined && until === undefined) return undefined;
  // Where nothing writes files, nobody tells when the last line was printed.
  const ends = listed.flatMap(({ files: { files, now, zoneMinutes } }) =>
    (files.length > 0 ? files.map(file => file.lastWrite) : [now]).map(time => (time + zoneMinutes * 60) * 1000 + 999),
  );
  return timeWindow(since, until, ends.length === 0 ? undefined : ends.reduce((one, other) => Math.max(one, other)));
}

function absolute(window: TimeWindow | undefined): Pick<Fetch, 'since' | 'until'> {
  const written = (bound: TimeWindow['since']): WrittenTime | undefined => bound && { kind: 'absolute', ...bound };
  const since = written(window?.since);
  const until = written(window?.until);
  return { ...(since ? { since } : {}), ...(until ? { until } : {}) };
}

async function inGroups<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, items.length) }, worker));
  return results;
}
