import type { Clock } from './clock.ts';

/** Lets only so many work at a time; the others wait in their order. */
export interface Limit {
  /** Runs work when a place is free. A caller that is cancelled while it waits gets `undefined`, and its work never runs. */
  run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result | undefined>;
}

/** Few places at first, and more while work goes on. */
export interface Growth {
  readonly first: number;
  /** Milliseconds after which there are twice as many places, as long as somebody waits: work that only waits holds up no other. */
  readonly doubleAfter: number;
  readonly clock: Clock;
}

/**
 * @param places at most.
 * @param growth where the first results matter more than the last: each piece of work that is done makes one more place.
 */
export function createLimit(places: number, growth?: Growth): Limit {
  let open = Math.min(places, growth?.first ?? places);
  let working = 0;
  let stopDoubling: (() => void) | undefined;
  const waiting: (() => void)[] = [];

  function admit(): void {
    while (working < open) {
      const next = waiting.shift();
      if (!next) break;
      working++;
      next();
    }
    if (waiting.length === 0 || open >= places) {
      stopDoubling?.();
      stopDoubling = undefined;
    } else if (growth) stopDoubling ??= growth.clock.after(growth.doubleAfter, double);
  }

  function double(): void {
    stopDoubling = undefined;
    open = Math.min(places, 2 * open);
    admit();
  }

  function release(): void {
    working--;
    if (open < places && waiting.length > 0) open++;
    admit();
  }

  function place(signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted) return Promise.resolve(false);
    return new Promise(resolve => {
      const take = () => {
        signal?.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(take), 1);
        resolve(false);
      };
      waiting.push(take);
      signal?.addEventListener('abort', leave, { once: true });
      admit();
    });
  }

  return {
    async run(work, signal) {
      if (!(await place(signal))) return undefined;
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}
