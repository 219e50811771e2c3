import assert from 'node:assert/strict';
import { chainOf, evidenceRows, findingRows } from '../../../core/features/report.ts';
import { sampleAnalysis } from '../output/sample-analysis.ts';

const [incident] = sampleAnalysis.incidents;
assert.ok(incident);
const start = incident.start ?? 0;
const shifted = {
  ...sampleAnalysis,
  files: sampleAnalysis.files.map(file => ({ ...file, shift: 3_600_000 })),
};

describe('the lists of the incident report', () => {
  it('show everything as long as no time is chosen', () => {
    assert.deepEqual(
      evidenceRows(sampleAnalysis, incident, undefined).map(({ path, line, count, title }) => [
        path,
        line,
        count,
        title,
      ]),
      [
        ['logs/ctl1/nova-conductor.log', 4, 1067, 'Database port refuses connections'],
        ['logs/ctl2/nova-api.log', 90, 1, 'Database port refuses connections'],
      ],
    );
    assert.deepEqual(
      findingRows(sampleAnalysis.findings, undefined).map(({ count }) => count),
      [1068, 4],
    );
  });

  it('show only what happened in the chosen time, with how often', () => {
    const late = { start: start + 20_500, end: start + 30_000 };
    assert.deepEqual(
      evidenceRows(sampleAnalysis, incident, late).map(({ path }) => path),
      ['logs/ctl2/nova-api.log'],
    );
    const early = { start: start - 1000, end: start + 1500 };
    assert.deepEqual(
      findingRows(sampleAnalysis.findings, early).map(({ finding, count }) => [finding.signature, count]),
      [['db-connect-refused', 986]],
    );
  });

  it('mean the common clock where a log has another', () => {
    const hourLater = { start: start + 3_600_000 - 1000, end: start + 3_600_000 + 1000 };
    assert.equal(evidenceRows(sampleAnalysis, incident, hourLater).length, 0);
    assert.equal(evidenceRows(shifted, incident, hourLater).length, 1);
  });

  it('keep what has no time', () => {
    const untimed = { ...incident, evidence: [{ path: 'x.log', line: 3, signature: 'gone', count: 1 }] };
    assert.deepEqual(
      evidenceRows(sampleAnalysis, untimed, { start: 0, end: 1 }).map(({ title }) => title),
      ['gone'],
    );
  });

  it('order what followed by time, and say how long after the cause', () => {
    const [refused, pings] = sampleAnalysis.findings;
    assert.ok(refused && pings);
    const later = { ...pings, first: { ...pings.first, time: start + 9000 } };
    const untimed = { ...pings, first: { path: 'x.log', line: 1 } };
    const analysis = { ...sampleAnalysis, findings: [refused, untimed, later, pings] };
    assert.deepEqual(
      chainOf(analysis, { ...incident, echoes: [1, 2, 3] }).map(({ after }) => after),
      [0, 9000, undefined],
    );
  });
});
