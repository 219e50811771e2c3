import type { NoPlace, Target } from '../../core/log/view/protocol.ts';
import type { PartContext } from './context.ts';
import type { FilterRun } from './filter-run.ts';
import { findText } from './find-text.ts';
import type { ProblemScan } from './problem-scan.ts';
import { nextTurn } from './scan.ts';

/** Finds where a person wants to go. */
export interface GoTo {
  go(id: number, target: Target): Promise<void>;
  cancel(): void;
}

/** A line, with the title of what is there, or why there is none. */
type Found = { readonly line: number; readonly title?: string } | { readonly none: NoPlace; readonly detail?: string };

const tellEvery = 100;

export function createGoTo(context: PartContext & { problems: ProblemScan; filter: FilterRun }): GoTo {
  const { file, lines, send, problems, filter } = context;
  let ended = new AbortController();

  async function go(id: number, target: Target): Promise<void> {
    ended.abort();
    ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, context.signal]);
    let found: Found;
    try {
      found = await find(id, target, signal);
    } catch (error) {
      if (!ended.signal.aborted || context.signal.aborted) throw error;
      found = { none: 'cancelled' };
    }
    if ('none' in found) send({ type: 'noPlace', id, reason: found.none, detail: found.detail ?? '' });
    else send({ type: 'place', id, row: rowOf(found.line), line: found.line, title: found.title ?? '' });
  }

  async function find(id: number, target: Target, signal: AbortSignal): Promise<Found> {
    switch (target.kind) {
      case 'line':
        if (lines.offsetOfLine(target.line) === undefined) await context.indexed();
        return { line: Math.max(1, Math.min(target.line, lines.count())) };
      case 'offset':
        return lineOf(target.offset);
      case 'problem': {
        const place = await problems.neighbour(target.line, target.direction);
        signal.throwIfAborted();
        return place ? { line: place.line, title: await problems.titleOf(place) } : { none: 'none' };
      }
      case 'match': {
        const line = filter.active()?.matches.neighbour(target.line, target.direction);
        return line === undefined ? { none: 'none' } : { line };
      }
      default:
        return context.priority.urgent(() => search(id, target, signal));
    }
  }

  async function search(
    id: number,
    target: Target & { kind: 'time' | 'gap' | 'text' },
    signal: AbortSignal,
  ): Promise<Found> {
    const turn = () => nextTurn(signal);
    if (target.kind === 'time') {
      const found = await (await context.times()).find(target.time, turn);
      return typeof found === 'number' ? lineOf(found) : { none: found };
    }
    const offset = lines.offsetOfLine(target.line) ?? 0;
    const end = lines.endOf(offset) ?? offset;
    let told = performance.now();
    const progress = (done: number, total: number): void => {
      if (performance.now() - told < tellEvery) return;
      told = performance.now();
      send({ type: 'searching', id, done, total });
    };
    if (target.kind === 'gap') {
      const total = file.size() - offset;
      const onProgress = (at: number) => progress(at - offset, total);
      const found = await (await context.times()).nextGap(offset, target.seconds, turn, onProgress);
      return found === undefined ? { none: 'none' } : lineOf(found);
    }
    const from = target.direction === 1 ? end : offset;
    const total = target.direction === 1 ? file.size() - from : from;
    const active = filter.active();
    const admits = (at: number): boolean => !active?.isHiding || active.shown.has(lines.lineAt(at) ?? 0);
    try {
      const found = await findText(file, lines, {
        ...target,
        from,
        admits,
        turn,
        onProgress: done => progress(done, total),
      });
      return found === undefined ? { none: 'none' } : lineOf(found);
    } catch (error) {
      if (signal.aborted || !target.isRegex) throw error;
      return { none: 'regex', detail: (error as Error).message };
    }
  }

  async function lineOf(offset: number): Promise<Found> {
    if (lines.lineAt(offset) === undefined) await context.indexed();
    const line = lines.lineAt(offset);
    return line === undefined ? { none: 'not-indexed' } : { line };
  }

  function rowOf(line: number): number {
    const active = filter.active();
    return active?.isHiding ? active.shown.rowOfLine(line) : line - 1;
  }

  return { go, cancel: () => ended.abort() };
}
