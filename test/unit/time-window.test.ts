import assert from 'node:assert/strict';
import { isInside, needsEnd, readWrittenTime, timeWindow } from '../../core/log/time-window.ts';

const clock = (hours: number, minutes = 0, seconds = 0) => ((hours * 60 + minutes) * 60 + seconds) * 1000;
const day = Date.UTC(2026, 10, 22);

describe('times that people write', () => {
  it('are read', () => {
    const absolute = (time: number, zone?: number) => ({ kind: 'absolute', time, zone });
    assert.deepEqual(readWrittenTime('2026-11-22T14:00:08.120Z'), absolute(day + clock(14, 0, 8) + 120, 0));
    assert.deepEqual(readWrittenTime('2026-11-22 14:00:08,12+08:00'), absolute(day + clock(14, 0, 8) + 120, 480));
    assert.deepEqual(readWrittenTime('2026-11-22 14:00'), absolute(day + clock(14)));
    assert.deepEqual(readWrittenTime(' 2026-11-22 '), absolute(day));
    assert.deepEqual(readWrittenTime('9:05'), { kind: 'clock', clock: clock(9, 5) });
    assert.deepEqual(readWrittenTime('23:59:59.5'), { kind: 'clock', clock: clock(23, 59, 59) + 500 });
    for (const text of ['2h', '2H', '-2h', '2h ago', '120m', '1h60m']) {
      assert.deepEqual(readWrittenTime(text), { kind: 'before-end', duration: 7_200_000 });
    }
    assert.deepEqual(readWrittenTime('1d'), { kind: 'before-end', duration: 86_400_000 });
  });

  it('are refused when they are none', () => {
    for (const text of [
      '',
      'now',
      '25:00',
      '14:60',
      '2026-13-01',
      '2026-11-22T',
      '14',
      '2 weeks',
      '2h30',
      '14:00Z',
      'Z',
    ]) {
      assert.equal(readWrittenTime(text), undefined, text);
    }
  });

  it('tell whether they need the end of the log', () => {
    assert.deepEqual(
      ['2026-11-22', '14:00', '2h'].map(text => needsEnd(readWrittenTime(text))),
      [false, true, true],
    );
    assert.equal(needsEnd(undefined), false);
  });
});

describe('windows of time', () => {
  const end = day + clock(0, 10);
  const window = (since?: string, until?: string) =>
    timeWindow(
      since === undefined ? undefined : readWrittenTime(since),
      until === undefined ? undefined : readWrittenTime(until),
      end,
    );

  it('count from the end of the log', () => {
    assert.equal(window('2h').since?.time, end - clock(2));
    assert.equal(window(undefined, '10m').until?.time, day);
  });

  it('put a time of day on the last day that has it', () => {
    assert.equal(window('00:05').since?.time, day + clock(0, 5));
    assert.equal(window('23:50').since?.time, day - clock(0, 10));
    assert.equal(window(undefined, '23:55').until?.time, day - clock(0, 5));
    const night = window('23:50', '00:05');
    assert.deepEqual([night.since?.time, night.until?.time], [day - clock(0, 10), day + clock(0, 5)]);
    const evening = window('23:50', '23:40');
    assert.equal(evening.since?.time, day - clock(24, 10), 'since lies before until');
  });

  it('hold both of their bounds', () => {
    const noon = window('2026-11-22 12:00', '2026-11-22 13:00');
    const times = [-1, 0, clock(1), clock(1) + 1].map(offset => isInside(noon, day + clock(12) + offset, undefined));
    assert.deepEqual(times, [false, true, true, false]);
    assert.equal(isInside(window(), 0, undefined), true);
  });

  it('compare zones where both sides name one, and clocks where not', () => {
    const noon = window('2026-11-22 12:00Z');
    assert.equal(isInside(noon, day + clock(19, 59), 480), false);
    assert.equal(isInside(noon, day + clock(20), 480), true);
    assert.equal(isInside(noon, day + clock(12), undefined), true);
    assert.equal(isInside(window('2026-11-22 12:00'), day + clock(12), 480), true);
  });
});
