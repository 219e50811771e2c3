/** The time that a run goes by; tests let it pass as they need. */
export interface RunClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Settles after the time, or when one of the signals aborts. Never rejects. */
  wait(milliseconds: number, signals: readonly AbortSignal[]): Promise<void>;
}

export const realClock: RunClock = { now: Date.now, wait };

function wait(milliseconds: number, signals: readonly AbortSignal[]): Promise<void> {
  const ended = AbortSignal.any([...signals]);
  return new Promise(resolve => {
    if (ended.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      ended.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    ended.addEventListener('abort', done, { once: true });
  });
}
