import assert from 'node:assert/strict';
import { afterOneAnother, analyzeTexts, judge, realRuns } from './real-runs.ts';

/** Runs whose lines bear times in a form that the shift of clocks knows. */
const runs = realRuns().filter(({ name }) => !/json|devstack|docker|journal/.test(name));

describe('Two faults, five minutes apart in one cloud, are both named', () => {
  // Every run comes first once and second once; which two meet is fixed by the step.
  const step = 17;
  for (const [index, first] of runs.entries()) {
    const second = runs[(index + step) % runs.length]!;
    it(`${first.name}, then ${second.name}`, () => {
      const analysis = analyzeTexts(afterOneAnother(first, second, 300));
      const wanted = [...first.truth.incidents, ...second.truth.incidents];
      assert.equal(judge(analysis, wanted, [...first.truth.alsoAllowed, ...second.truth.alsoAllowed]), '');
    });
  }
});
