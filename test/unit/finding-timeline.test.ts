import assert from 'node:assert/strict';
import type { Finding } from '../../core/log/analysis.ts';
import type { Entry } from '../../core/log/entry.ts';
import { createFindings, type FileSource } from '../../core/log/findings.ts';
import type { Signature } from '../../core/log/signature.ts';

const signature = { id: 'x', title: 'X', severity: 'error' } as Signature;
const entry = { message: 'x', traceback: '' } as Entry;
const sources: readonly FileSource[] = [
  { service: 'nova-api', host: 'ctl1', shift: 0 },
  { service: 'mariadb', host: 'ctl2', shift: 3_600_000 },
  { service: undefined, host: undefined, shift: 0 },
];

type Occurrence = readonly [file: number, time: number | undefined, host?: string];

function findingOf(occurrences: readonly Occurrence[]): Finding {
  const findings = createFindings([signature]);
  for (const [file, time, host] of occurrences) {
    const place = time === undefined ? { path: 'x', line: 1 } : { path: 'x', line: 1, time };
    findings.add(0, place, entry, { file, service: undefined, host });
  }
  const [finding] = findings.result(file => sources[file]!).findings;
  assert.ok(finding);
  return finding;
}

describe('The timeline of a finding', () => {
  it('is one per host, on the common clock, the host with most entries first', () => {
    const { timeline } = findingOf([
      [0, 5000],
      [1, 7000],
      [1, 7400],
      [1, 9000],
      [0, 5100],
    ]);
    assert.deepEqual(timeline, [
      { host: 'ctl2', step: 1000, starts: [3_607_000, 3_609_000], counts: [2, 1] },
      { host: 'ctl1', step: 1000, starts: [5000], counts: [2] },
    ]);
  });

  it('belongs to the host that the entries name, else to that of the log, else to none', () => {
    const { timeline } = findingOf([
      [2, 1000, 'ctl1'],
      [0, 1000],
      [2, 1000],
      [2, undefined],
    ]);
    assert.deepEqual(
      timeline.map(({ host, counts }) => [host, counts]),
      [
        ['ctl1', [2]],
        ['', [1]],
      ],
    );
  });

  it('counts every entry, however many hosts there are', () => {
    const occurrences = Array.from({ length: 400 }, (_, index) => [2, index * 10, `cmp${index % 100}`] as const);
    const { timeline, count } = findingOf(occurrences);
    assert.ok(timeline.length <= 33);
    assert.equal(
      timeline.flatMap(({ counts }) => counts).reduce((sum, own) => sum + own, 0),
      count,
    );
  });

  it('is empty where no entry has a time', () => {
    assert.deepEqual(findingOf([[0, undefined]]).timeline, []);
  });
});
