import { setImmediate } from 'node:timers/promises';
import { createLineIndex } from '../../core/log/view/line-index.ts';
import type { ViewAnswer, ViewRequest, ViewState } from '../../core/log/view/protocol.ts';
import { extendIndex } from './build-index.ts';
import { createFilterRun, type FilterRun } from './filter-run.ts';
import { createGoTo } from './go-to.ts';
import type { ViewKnowledge } from './knowledge.ts';
import { createLines } from './lines.ts';
import { openLogFile } from './log-file.ts';
import { createPriority } from './priority.ts';
import { createProblemScan, type ProblemScan } from './problem-scan.ts';
import { readRows } from './read-rows.ts';
import { createTimes, type Times } from './times.ts';
import { watchFile } from './watch-file.ts';

export interface LogViewOptions {
  readonly path: string;
  /** Reads what is known of logs; called once, when it is needed first. */
  readonly readKnowledge: () => Promise<ViewKnowledge>;
  /** The program of the thread that scans large files ahead. */
  readonly scanWorker: string | undefined;
  readonly send: (answer: ViewAnswer) => void;
}

/** One file that is being looked at. */
export interface LogView {
  handle(request: ViewRequest): void;
  close(): void;
}

/** How often progress is told. */
const tellEvery = 60;
const longestCopy = 16 * 1024 * 1024;

/**
 * Opens a file and begins to index it.
 * @throws errors of the file system.
 */
export function openLogView(options: LogViewOptions): LogView {
  const { path, send } = options;
  const priority = createPriority();
  let knowledge: Promise<ViewKnowledge> | undefined;
  const known = () => (knowledge ??= options.readKnowledge());
  let part = openPart();
  const stopWatching = watchFile(path, look);
  begin();

  /** All that hangs on one file; another one takes its place when the log is rotated. */
  function openPart() {
    const file = openLogFile(path);
    const ended = new AbortController();
    const index = createLineIndex();
    const lines = createLines(file, index);
    const year = new Date().getFullYear();
    const shared = { file, index, lines, year, priority, known, send, stateNow, scanWorker: options.scanWorker };
    let times: Promise<Times> | undefined;
    // Knowledge is read when it is needed: the first screen needs none of it.
    const timesNow = () => (times ??= known().then(({ formats }) => createTimes(file, lines, formats, year)));
    const indexed: Promise<void> = setImmediate().then(() => extendIndex(file, index, ended.signal, tellState));
    const context = { ...shared, times: timesNow, indexed: () => indexed, signal: ended.signal };
    const problems: ProblemScan = createProblemScan(context);
    const filter: FilterRun = createFilterRun(context);
    const goTo = createGoTo({ ...context, problems, filter });
    return { file, index, lines, ended, indexed, problems, filter, goTo, isIndexed: false, size: file.size() };
  }

  function stateNow(): ViewState {
    const { index, lines, size, filter, isIndexed } = part;
    const seen = lines.count();
    const estimated = index.bytes === 0 ? Math.ceil(size / 150) : Math.ceil((seen * size) / index.bytes);
    const all = isIndexed ? seen : Math.max(1, estimated);
    const rows = filter.active()?.isHiding ? filter.active()!.shown.lines : all;
    return { size, indexed: index.bytes, lines: all, rows, isIndexed };
  }

  let told = 0;
  function tellState(): void {
    const now = performance.now();
    if (now - told < tellEvery) return;
    told = now;
    send({ type: 'state', state: stateNow() });
  }

  function begin(): void {
    const begun = part;
    send({ type: 'state', state: stateNow() });
    begun.indexed
      .then(async () => {
        begun.isIndexed = true;
        send({ type: 'state', state: stateNow() });
        await begun.problems.scan();
      })
      .catch(error => fail(error, begun));
  }

  /** Work that was ended is no failure, nor is what it then runs into. */
  function fail(error: unknown, of = part): void {
    if ((error as Error)?.name === 'AbortError' || of.ended.signal.aborted) return;
    send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }

  let isExtending = false;
  function look(): void {
    const { file } = part;
    const isNamed = file.isNamed();
    if (isNamed === false) {
      restart('rotated');
      return;
    }
    const size = file.size();
    if (size < part.size) {
      restart('truncated');
      return;
    }
    if (isNamed === undefined) return;
    if (size === part.size || !part.isIndexed || isExtending) return;
    isExtending = true;
    const grown = part;
    extend(grown)
      .catch(error => fail(error, grown))
      .finally(() => {
        isExtending = false;
      });
  }

  async function extend(grown: typeof part): Promise<void> {
    const before = grown.size;
    await extendIndex(grown.file, grown.index, grown.ended.signal, () => {});
    grown.size = grown.index.bytes;
    send({ type: 'changed', how: 'appended', state: stateNow() });
    await grown.filter.extend(before);
    await grown.problems.extend(before);
    if (grown.file.size() > grown.size) globalThis.setImmediate(look);
  }

  function restart(how: 'rotated' | 'truncated'): void {
    const old = part;
    try {
      part = openPart();
    } catch {
      // The new file may come a moment later, and with it the next look.
      return;
    }
    old.ended.abort();
    old.file.close();
    isExtending = false;
    send({ type: 'changed', how, state: stateNow() });
    begin();
    const wanted = old.filter.request();
    if (wanted !== undefined) void runFilter(wanted);
  }

  function runFilter(request: ViewRequest & { type: 'filter' }): Promise<void> {
    const of = part;
    return of.filter.run(request).catch(error => fail(error, of));
  }

  function handle(request: ViewRequest): void {
    try {
      answer(request);
    } catch (error) {
      fail(error);
    }
  }

  function answer(request: ViewRequest): void {
    const { lines, filter } = part;
    switch (request.type) {
      case 'rows': {
        const source = { lines, size: part.size, rows: stateNow().rows, filter: filter.active() };
        send({ type: 'rows', id: request.id, ...readRows(source, request.row, request.count) });
        return;
      }
      case 'filter':
        void runFilter(request);
        return;
      case 'goTo': {
        const of = part;
        of.goTo.go(request.id, request.target).catch(error => fail(error, of));
        return;
      }
      case 'cancelGoTo':
        part.goTo.cancel();
        return;
      case 'text':
        send({ type: 'text', id: request.id, ...textOfRows(request.from, request.to) });
        return;
      case 'wholeLine': {
        const end = lines.endOf(request.offset) ?? request.offset + longestCopy;
        const stop = Math.min(end, request.offset + longestCopy);
        const text = part.file.bytes(request.offset, stop).toString('utf8');
        send({ type: 'text', id: request.id, text, line: lines.lineAt(request.offset), isCut: stop < end });
      }
    }
  }

  /** The text of rows as it is in the file; a filter that hides lines leaves them out. */
  function textOfRows(from: number, to: number): { text: string; line: number | undefined; isCut: boolean } {
    const { lines, file, filter } = part;
    const active = filter.active();
    const lineOf = (row: number) => (active?.isHiding ? active.shown.lineOfRow(row) : row + 1);
    const parts: string[] = [];
    let left = longestCopy;
    for (let row = from; row <= to && left > 0; ) {
      const line = lineOf(row);
      if (line === undefined) break;
      let last = active?.isHiding ? row : to;
      while (last < to && lineOf(last + 1) === line + last + 1 - row) last++;
      const start = lines.offsetOfLine(line);
      const startOfLast = lines.offsetOfLine(line + last - row);
      if (start === undefined || startOfLast === undefined) break;
      const stop = Math.min(lines.endOf(startOfLast) ?? file.size(), start + left);
      parts.push(file.bytes(start, stop).toString('utf8').replace(/\r$/gm, ''));
      left -= stop - start + 1;
      row = last + 1;
    }
    return { text: parts.join('\n'), line: lineOf(from), isCut: left <= 0 };
  }

  function close(): void {
    stopWatching();
    part.ended.abort();
    part.file.close();
  }

  return { handle, close };
}
