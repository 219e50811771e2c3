import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createLineRuns } from '../../../core/log/view/line-runs.ts';

/** Runs in the order of their first lines, as a filter finds them, except that some begin a little before the last one. */
const anyRuns = fc.array(fc.tuple(fc.integer({ min: -3, max: 30 }), fc.nat(12)), { maxLength: 60 });

describe('runs of lines', () => {
  it('hold the lines that were added, each once, with the lines around them', () => {
    fc.assert(
      fc.property(anyRuns, fc.nat(3), (steps, context) => {
        const runs = createLineRuns(context, () => 500);
        const lines = new Set<number>();
        let first = 1;
        for (const [step, length] of steps) {
          first = Math.max(1, Math.min(480, first + step));
          runs.add(first, first + length);
          for (let line = first - context; line <= first + length + context; line++) {
            if (line >= 1 && line <= 500) lines.add(line);
          }
        }
        const expected = [...lines].sort((one, other) => one - other);
        assert.equal(runs.lines, expected.length);
        assert.deepEqual(
          expected.map((_, row) => runs.lineOfRow(row)),
          expected,
        );
        assert.equal(runs.lineOfRow(expected.length), undefined);
        expected.forEach((line, row) => {
          assert.equal(runs.rowOfLine(line), row);
        });
        for (let line = 1; line <= 510; line++) assert.equal(runs.has(line), lines.has(line), `line ${line}`);
      }),
      {
        numRuns: 500,
        examples: [
          [
            [
              [2, 0],
              [-2, 0],
            ],
            0,
          ],
        ],
      },
    );
  });

  it('give the next and the previous run of a line, and forget those from a line on', () => {
    const runs = createLineRuns();
    for (const [first, last] of [
      [3, 5],
      [9, 9],
      [20, 30],
    ] as const)
      runs.add(first, last);
    assert.deepEqual(
      [1, 3, 4, 9, 25, 30].map(line => runs.neighbour(line, 1)),
      [3, 9, 9, 20, undefined, undefined],
    );
    assert.deepEqual(
      [1, 3, 4, 9, 25, 40].map(line => runs.neighbour(line, -1)),
      [undefined, undefined, 3, 3, 20, 20],
    );
    runs.dropFrom(25);
    assert.deepEqual([runs.lines, runs.has(24), runs.has(25)], [9, true, false]);
    runs.dropFrom(9);
    assert.deepEqual([runs.lines, runs.count], [3, 1]);
  });
});
