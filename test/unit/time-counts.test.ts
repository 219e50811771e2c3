import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  countAt,
  createTimeCounts,
  mostStretches,
  sumOfTimeCounts,
  type TimeCounts,
} from '../../core/log/time-counts.ts';

function countsOf(times: readonly number[]): TimeCounts {
  const counts = createTimeCounts();
  for (const time of times) countAt(counts, time);
  return counts;
}

/** Whether every stretch holds as many of the times as it says. */
function assertRight({ step, starts, counts }: TimeCounts, times: readonly number[]): void {
  assert.ok(starts.length <= mostStretches);
  const counted = new Map<number, number>();
  for (const time of times) {
    const start = Math.floor(time / step) * step;
    counted.set(start, (counted.get(start) ?? 0) + 1);
  }
  const expected = [...counted].sort(([one], [other]) => one - other);
  assert.deepEqual(
    starts.map((start, index) => [start, counts[index]]),
    expected,
  );
}

describe('counts over time', () => {
  it('count by the second', () => {
    const start = Date.UTC(2026, 10, 22, 14, 17, 2);
    const counts = countsOf([start + 100, start + 999, start + 5000, start + 1000]);
    assert.deepEqual(counts, { step: 1000, starts: [start, start + 1000, start + 5000], counts: [2, 1, 1] });
  });

  it('double the length of a stretch when there are too many, and are right still', () => {
    const times = Array.from({ length: 10_000 }, (_, index) => index * 700);
    const counts = countsOf(times);
    assertRight(counts, times);
    assert.equal(counts.step, 64_000);
  });

  it('keep short storms apart that lie days from each other', () => {
    const storms = [0, 1, 2, 3].flatMap(day =>
      Array.from({ length: 500 }, (_, index) => day * 86_400_000 + index * 40),
    );
    assert.equal(countsOf(storms).step, 1000);
  });

  it('are right for times in any order, also before 1970', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000_000, max: 10_000_000 }), { maxLength: 600 }), times => {
        assertRight(countsOf(times), times);
      }),
      { numRuns: 50 },
    );
  });

  it('are added to each other, each moved to the common clock', () => {
    const coarse = { step: 4000, starts: [8000], counts: [3] };
    const fine = { step: 1000, starts: [7000, 9000], counts: [1, 2] };
    assert.deepEqual(
      sumOfTimeCounts([
        { counts: coarse, shift: 0 },
        { counts: fine, shift: 3_600_000 },
        { counts: fine, shift: 0 },
      ]),
      { step: 4000, starts: [4000, 8000, 3_604_000, 3_608_000], counts: [1, 5, 1, 2] },
    );
  });
});
