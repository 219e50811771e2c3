import assert from 'node:assert/strict';
import {
  analyzeTexts,
  judge,
  novaOnly,
  onOtherHosts,
  realRuns,
  withNeutralNames,
  withShiftedClocks,
} from './real-runs.ts';

const shift = (3 * 3600 + 17 * 60) * 1000;

describe('The cause of every real run is named', () => {
  for (const run of realRuns()) {
    const { incidents, alsoAllowed, novaOnly: fromNovaOnly = incidents } = run.truth;

    it(`${run.name}`, () => {
      assert.equal(judge(analyzeTexts(run.logs), incidents, alsoAllowed), '');
    });

    it(`${run.name}, without the logs of database and broker`, () => {
      assert.equal(judge(analyzeTexts(novaOnly(run.logs)), fromNovaOnly, alsoAllowed), '');
    });

    it(`${run.name}, under neutral names in another order`, () => {
      assert.equal(judge(analyzeTexts(withNeutralNames([...run.logs].reverse())), incidents, alsoAllowed), '');
    });

    it(`${run.name}, spread over three hosts`, () => {
      assert.equal(judge(analyzeTexts(onOtherHosts(run.logs)), incidents, alsoAllowed), '');
    });

    it(`${run.name}, with all clocks shifted`, () => {
      assert.equal(judge(analyzeTexts(withShiftedClocks(run.logs, shift)), incidents, alsoAllowed), '');
    });
  }
});
