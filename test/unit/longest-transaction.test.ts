import assert from 'node:assert/strict';
import type { Analysis } from '../../core/log/analysis.ts';
import { longestTransactionOf } from '../../core/log/longest-transaction.ts';

const time = Date.UTC(2024, 7, 2, 9, 39, 40);

function analysisOf(...texts: string[]): Analysis {
  const samples = texts.map((text, index) => ({ path: `ctl${index}.log`, line: index + 1, time, text }));
  const place = { path: 'ctl0.log', line: 1 };
  const finding = {
    signature: 'x',
    title: 'x',
    severity: 'error' as const,
    count: texts.length,
    first: place,
    last: place,
    services: [],
    hosts: [],
    requests: [],
    perFile: [],
    samples,
    timeline: [],
  };
  return { files: [], findings: [finding], incidents: [], unknown: [], assumptions: [] };
}

/** What Mycat writes about a connection that answered last some seconds before 09:39:40 on a clock of UTC+8. */
const dump = (seconds: number, borrowed = true) =>
  `(1105, 'closed connection:sql timeout con:MySQLConnection [id=3, lastReadTime=${time - 8 * 3_600_000 - seconds * 1000}, borrowed=${borrowed}]')`;

describe('the longest transaction that logs show', () => {
  it('is the longest that Mycat has lent', () => {
    const analysis = analysisOf(dump(300), dump(986), dump(400), dump(3000, false));
    assert.deepEqual(longestTransactionOf(analysis), { seconds: 986, measuredIn: 'ctl1.log', line: 2 });
  });

  it('is the longest that InnoDB reports', () => {
    const analysis = analysisOf(
      '---TRANSACTION 421, ACTIVE 12 sec\n---TRANSACTION 422, ACTIVE (PREPARED) 77 sec',
      dump(20),
    );
    assert.equal(longestTransactionOf(analysis)?.seconds, 77);
  });

  it('is not known from anything else', () => {
    assert.equal(longestTransactionOf(analysisOf('ERROR nova.x took 500 sec', dump(0))), undefined);
    assert.equal(longestTransactionOf(analysisOf()), undefined);
  });
});
