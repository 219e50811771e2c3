import assert from 'node:assert/strict';
import { analyzeTexts, realRuns } from './real-runs.ts';

describe('High confidence is earned: one log alone never names a wrong cause with it', () => {
  for (const run of realRuns()) {
    it(run.name, () => {
      const { incidents, alsoAllowed, novaOnly = [] } = run.truth;
      const right = new Set([...incidents.flat(), ...novaOnly.flat(), ...alsoAllowed]);
      const wrong = run.logs.flatMap(log => {
        const named = analyzeTexts([log]).incidents.filter(({ severity }) => severity !== 'info');
        const sure = named.filter(({ confidence, rootCause }) => confidence === 'high' && !right.has(rootCause));
        return sure.map(({ rootCause }) => `${log.path}: ${rootCause}`);
      });
      assert.deepEqual(wrong, []);
    });
  }
});
