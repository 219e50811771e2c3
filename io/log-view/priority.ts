/** Lets work that a person waits for go before work that nobody waits for. */
export interface Priority {
  /** Runs work that somebody waits for. */
  urgent<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when no urgent work is going on; undefined when there is none now. */
  idle(): Promise<void> | undefined;
}

export function createPriority(): Priority {
  let running = 0;
  let waiting: (() => void)[] = [];
  return {
    urgent: async work => {
      running++;
      try {
        return await work();
      } finally {
        running--;
        if (running === 0) {
          for (const go of waiting) go();
          waiting = [];
        }
      }
    },
    idle: () => (running === 0 ? undefined : new Promise<void>(resolve => waiting.push(resolve))),
  };
}
