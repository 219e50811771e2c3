/** The time as what waits for something sees it; handed in, so that tests need not wait. */
export interface Clock {
  /** Milliseconds from some moment on; never goes back. */
  now(): number;
  /**
   * Does something later, once; it keeps no program running.
   * @returns a function that calls it off.
   */
  after(milliseconds: number, work: () => void): () => void;
}

export const machineClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
