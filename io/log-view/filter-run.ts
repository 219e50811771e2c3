import { createEntryReader } from '../../core/log/entry-reader.ts';
import { createSourceGuess, type GuessedSource } from '../../core/log/source.ts';
import { createLineRuns } from '../../core/log/view/line-runs.ts';
import { type CompiledFilter, compileFilter, isEmptyFilter } from '../../core/log/view/log-filter.ts';
import type { ViewAnswer, ViewRequest } from '../../core/log/view/protocol.ts';
import { decodeUtf8 } from '../files/decode.ts';
import { type PartContext, restartPlace } from './context.ts';
import type { ViewKnowledge } from './knowledge.ts';
import type { ActiveFilter } from './read-rows.ts';
import { runFilter, TooManyRuns } from './run-filter.ts';
import { nextTurn } from './scan.ts';

type FilterRequest = ViewRequest & { readonly type: 'filter' };

/** The filter of a view. */
export interface FilterRun {
  /** Runs a filter in place of the one before; resolves when it has reached the end of the file. */
  run(request: FilterRequest): Promise<void>;
  /** Goes on behind the former end of a file that has grown. */
  extend(formerSize: number): Promise<void>;
  /** The filter that is on; undefined when everything is admitted. */
  active(): ActiveFilter | undefined;
  /** What was asked for last. */
  request(): FilterRequest | undefined;
}

const tellEvery = 60;
/** How much of a file tells who writes it. */
const headBytes = 256 * 1024;

interface Running {
  readonly request: FilterRequest;
  readonly ended: AbortController;
  readonly compiled: CompiledFilter;
  readonly filter: ActiveFilter;
  matches: number;
  isDone: boolean;
}

export function createFilterRun(context: PartContext): FilterRun {
  const { file, lines, send, stateNow } = context;
  let running: Running | undefined;
  let last: FilterRequest | undefined;
  let source: GuessedSource | undefined;

  async function run(request: FilterRequest): Promise<void> {
    running?.ended.abort();
    running = undefined;
    last = request;
    if (isEmptyFilter(request.filter)) {
      last = undefined;
      tell(request, 0, 0, true);
      return;
    }
    const knowledge = await context.known();
    const { since, until } = request.filter;
    const lastTime = since || until ? (await context.times()).last() : undefined;
    if (last !== request) return;
    source ??= sourceOf(knowledge);
    const { matcher } = knowledge;
    const compiled = compileFilter(request.filter, { matcher, service: source.service, host: source.host, lastTime });
    if ('fault' in compiled) {
      tell(request, 0, 0, true, compiled);
      return;
    }
    const started: Running = {
      request,
      ended: new AbortController(),
      compiled,
      filter: {
        matches: createLineRuns(),
        shown: createLineRuns(request.context, () => (context.index.bytes < file.size() ? Infinity : lines.count())),
        isHiding: request.isHiding,
      },
      matches: 0,
      isDone: false,
    };
    running = started;
    await context.priority.urgent(() => scan(started, undefined));
  }

  /** @param formerSize where the file has grown behind; undefined for the whole file. */
  async function scan(running: Running, formerSize: number | undefined): Promise<void> {
    const { compiled, filter, request } = running;
    const knowledge = await context.known();
    const signal = AbortSignal.any([running.ended.signal, context.signal]);
    let from = { offset: 0, line: 1 };
    let to = file.size();
    if (compiled.window && formerSize === undefined) {
      const stretch = (await context.times()).stretchOf(compiled.window);
      to = stretch.to;
      if (stretch.from > 0) {
        await context.indexed();
        from = { offset: stretch.from, line: lines.lineAt(stretch.from) ?? 1 };
      }
    }
    if (formerSize !== undefined) {
      from = restartPlace(context, formerSize);
      filter.matches.dropFrom(from.line);
      filter.shown.dropFrom(from.line);
    }
    let told = 0;
    let isFirst = true;
    const progress = (offset: number): void => {
      const now = performance.now();
      const hasFirst = isFirst && running.matches > 0;
      if (now - told < tellEvery && !hasFirst) return;
      if (running.matches > 0) isFirst = false;
      told = now;
      tell(request, offset - from.offset, to - from.offset, false);
    };
    try {
      await runFilter({
        file,
        formats: knowledge.formats,
        assumedYear: context.year,
        from,
        to,
        filter: compiled,
        ...filter,
        scanWorker: context.scanWorker,
        onMatch: () => running.matches++,
        onProgress: progress,
        turn: () => nextTurn(signal),
      });
    } catch (error) {
      if (!(error instanceof TooManyRuns)) throw error;
      tell(request, 0, to - from.offset, true, { fault: 'too-many', detail: '' });
      return;
    }
    running.isDone = true;
    tell(request, to - from.offset, to - from.offset, true);
  }

  async function extend(formerSize: number): Promise<void> {
    const current = running;
    if (current === undefined || !current.isDone) return;
    current.isDone = false;
    await context.priority.urgent(() => scan(current, formerSize));
  }

  function tell(
    request: FilterRequest,
    done: number,
    total: number,
    isDone: boolean,
    fault?: NonNullable<(ViewAnswer & { type: 'filtered' })['fault']>,
  ): void {
    const matches = running?.matches ?? 0;
    const answer = { type: 'filtered' as const, id: request.id, state: stateNow(), done, total, matches, isDone };
    send(fault === undefined ? answer : { ...answer, fault });
  }

  function sourceOf({ formats, names }: ViewKnowledge): GuessedSource {
    const guess = createSourceGuess(names, file.path);
    const reader = createEntryReader({
      formats,
      decode: decodeUtf8,
      assumedYear: context.year,
      allLevels: true,
      onEntry: guess.entry,
    });
    reader.push(file.bytes(0, headBytes));
    reader.end();
    return guess.result();
  }

  return { run, extend, active: () => running?.filter, request: () => last };
}
