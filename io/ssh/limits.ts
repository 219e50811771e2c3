/** Lets only so many work at a time; the others wait in their order. */
export interface Limit {
  /** Runs work when a place is free. A caller that is cancelled while it waits gets `undefined`, and its work never runs. */
  run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result | undefined>;
}

export function createLimit(places: number): Limit {
  let free = places;
  const waiting: (() => void)[] = [];

  function release(): void {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }

  function place(signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted) return Promise.resolve(false);
    if (free > 0) {
      free--;
      return Promise.resolve(true);
    }
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
