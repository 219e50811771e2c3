import type { Clock } from '../../io/ssh/clock.ts';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves it on, and does what has become due, in order. */
  advance(milliseconds: number): void;
  /** Settles when somebody begins to wait, from now on. */
  nextWait(): Promise<void>;
}

export function createManualClock(): ManualClock {
  let now = 0;
  const waits = new Set<{ readonly due: number; readonly work: () => void }>();
  const watchers: (() => void)[] = [];
  return {
    now: () => now,
    after(milliseconds, work) {
      const wait = { due: now + milliseconds, work };
      waits.add(wait);
      for (const tell of watchers.splice(0)) tell();
      return () => void waits.delete(wait);
    },
    advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const next = [...waits].filter(({ due }) => due <= end).sort((one, other) => one.due - other.due)[0];
        if (!next) break;
        waits.delete(next);
        now = next.due;
        next.work();
      }
      now = end;
    },
    nextWait: () => new Promise(resolve => watchers.push(resolve)),
  };
}
