import assert from 'node:assert/strict';
import { createLimit, type Growth, type Limit } from '../../../io/ssh/limits.ts';
import { createManualClock } from '../../ssh/manual-clock.ts';

/** Work that ends when a test says so. */
function startWork(limit: Limit, count: number) {
  const running: (() => void)[] = [];
  let started = 0;
  let most = 0;
  const all = Array.from({ length: count }, () =>
    limit.run(async () => {
      started++;
      await new Promise<void>(resolve => {
        running.push(resolve);
        most = Math.max(most, running.length);
      });
    }),
  );
  return {
    started: () => started,
    most: () => most,
    /** Ends the first, and lets what waits for it go on. */
    async endOne() {
      running.shift()?.();
      await new Promise(setImmediate);
    },
    async endAll() {
      while (running.length > 0) await this.endOne();
      await Promise.all(all);
    },
  };
}

describe('a limit', () => {
  it('lets so many work at a time, in their order', async () => {
    const work = startWork(createLimit(3), 5);
    await new Promise(setImmediate);
    assert.equal(work.started(), 3);
    await work.endOne();
    assert.equal(work.started(), 4);
    await work.endAll();
    assert.deepEqual([work.started(), work.most()], [5, 3]);
  });

  it('runs no work whose caller has left', async () => {
    const limit = createLimit(1);
    const work = startWork(limit, 1);
    const cancelling = new AbortController();
    let isRun = false;
    const waiting = limit.run(async () => {
      isRun = true;
    }, cancelling.signal);
    cancelling.abort();
    assert.equal(await waiting, undefined);
    await work.endAll();
    assert.equal(isRun, false);
    assert.equal(await limit.run(async () => 'free'), 'free');
  });

  describe('that grows', () => {
    const growing = (): { clock: ReturnType<typeof createManualClock>; growth: Growth } => {
      const clock = createManualClock();
      return { clock, growth: { first: 2, doubleAfter: 100, clock } };
    };

    it('has one more place for each that is done', async () => {
      const { growth } = growing();
      const work = startWork(createLimit(5, growth), 20);
      const started: number[] = [];
      for (let ended = 0; ended < 6; ended++) {
        await new Promise(setImmediate);
        started.push(work.started());
        await work.endOne();
      }
      assert.deepEqual(started, [2, 4, 6, 8, 9, 10]);
      await work.endAll();
      assert.deepEqual([work.started(), work.most()], [20, 5]);
    });

    it('has twice as many after a while, where those who work only wait', async () => {
      const { clock, growth } = growing();
      const work = startWork(createLimit(9, growth), 20);
      const started: number[] = [];
      for (const milliseconds of [99, 1, 100, 100, 1000]) {
        clock.advance(milliseconds);
        await new Promise(setImmediate);
        started.push(work.started());
      }
      assert.deepEqual(started, [2, 4, 8, 9, 9]);
      await work.endAll();
    });
  });
});
