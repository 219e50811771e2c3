import assert from 'node:assert/strict';
import type { HostTimeline } from '../../core/log/analysis.ts';
import { binLanes, countWithin, rangeOfLanes, timelineLanes } from '../../core/log/timeline.ts';
import { emptyAnalysis, sampleAnalysis } from './output/sample-analysis.ts';

const second = 1000;
const fine: HostTimeline = {
  host: 'ctl1',
  step: second,
  starts: [10 * second, 11 * second, 30 * second],
  counts: [2, 1, 5],
};
const coarse: HostTimeline = { host: 'ctl2', step: 8 * second, starts: [8 * second], counts: [4] };

describe('the lanes of a time line', () => {
  const [incident] = sampleAnalysis.incidents;

  it('are the problems of an incident, its cause first', () => {
    assert.deepEqual(
      timelineLanes(sampleAnalysis, incident, 'problem').map(({ title, role, count }) => [title, role, count]),
      [
        ['Database port refuses connections', 'cause', 1068],
        ['Stale pooled connection | found at *checkout*', 'echo', 4],
      ],
    );
  });

  it('can be hosts, or problems on hosts', () => {
    assert.deepEqual(
      timelineLanes(sampleAnalysis, incident, 'host').map(({ title, host, role, count }) => [title, host, role, count]),
      [
        ['', 'ctl1', 'cause', 1067],
        ['', 'ctl2', 'cause', 1],
        ['', '', 'echo', 4],
      ],
    );
    assert.deepEqual(
      timelineLanes(sampleAnalysis, incident, 'problem-and-host').map(({ id }) => id),
      ['db-connect-refused@ctl1', 'db-connect-refused@ctl2', 'oslodb-ping-reconnect@'],
    );
  });

  it('leave out what does not belong to the incident, unless all is asked for', () => {
    const alone = { ...sampleAnalysis, incidents: [{ ...incident!, echoes: [] }] };
    assert.equal(timelineLanes(alone, alone.incidents[0], 'problem').length, 1);
    assert.deepEqual(
      timelineLanes(alone, undefined, 'problem').map(({ role }) => role),
      ['cause', 'other'],
    );
  });

  it('cover no time when there is nothing', () => {
    assert.deepEqual(timelineLanes(emptyAnalysis, undefined, 'problem'), []);
    assert.equal(rangeOfLanes([]), undefined);
    assert.equal(rangeOfLanes([{ timelines: [{ host: '', step: second, starts: [], counts: [] }] }]), undefined);
  });
});

describe('counting lanes in equal stretches', () => {
  const lanes = [{ timelines: [fine] }, { timelines: [coarse, fine] }];

  it('is exact where the stretches are as long as the lane knows them, or longer', () => {
    const range = rangeOfLanes(lanes);
    assert.deepEqual(range, { start: 8 * second, end: 31 * second });
    const bins = binLanes(lanes, range!, 8);
    assert.deepEqual(bins, {
      start: 8 * second,
      step: 4 * second,
      counts: [
        [3, 0, 0, 0, 0, 5],
        [5, 2, 0, 0, 0, 5],
      ],
    });
  });

  it('never has more stretches than wanted, and loses nothing', () => {
    for (const mostBins of [2, 3, 10, 25, 1000]) {
      const { counts } = binLanes(lanes, rangeOfLanes(lanes)!, mostBins);
      assert.ok(counts[0]!.length <= mostBins, `${counts[0]!.length} of ${mostBins}`);
      assert.deepEqual(
        counts.map(own => Math.round(own.reduce((sum, count) => sum + count, 0))),
        [8, 12],
      );
    }
  });

  it('counts what lies in a range', () => {
    assert.equal(countWithin([fine], { start: 0, end: 12 * second }), 3);
    assert.equal(countWithin([fine], { start: 12 * second, end: 30 * second }), 0);
    assert.equal(countWithin([fine, coarse], { start: 10 * second, end: 12 * second }), 4);
    assert.equal(countWithin([coarse], { start: 8 * second, end: 8 * second + 10 }), 1, 'a little is not nothing');
  });
});
