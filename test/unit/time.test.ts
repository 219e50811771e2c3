import assert from 'node:assert/strict';
import { clockMilliseconds, dayStart, nearestDay, zoneMinutes } from '../../core/log/time.ts';

const noon = 12 * 3_600_000;

describe('clocks', () => {
  const clocks: [written: string, milliseconds: number | undefined][] = [
    ['12:00:00', noon],
    ['12:00:00.120', noon + 120],
    ['12:00:00,5', noon + 500],
    ['12:00:00.120345678', noon + 120],
    [' 9:00:00', 9 * 3_600_000],
    ['9:00:00', 9 * 3_600_000],
    ['120001', noon + 1000],
    ['23:59:60', 86_400_000],
    ['24:00:00', undefined],
    ['12:60:00', undefined],
    ['12:00:61', undefined],
    ['12:00:00.12x', undefined],
    ['12:00:00.120x', undefined],
    ['12:00', undefined],
    ['', undefined],
  ];
  for (const [written, milliseconds] of clocks) {
    it(`${written} is ${milliseconds}`, () => assert.equal(clockMilliseconds(written), milliseconds));
  }
});

describe('dates', () => {
  it('may lack the digits of their century', () => {
    const day = Date.UTC(2024, 7, 2);
    assert.deepEqual(['2024-08-02', '024-08-02', '24-08-02'].map(dayStart), [day, day, day]);
    assert.deepEqual(['2024-13-02', '2024-08-32', '4-08-02', 'x'].map(dayStart), [
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('without a year are the nearest to a known time, over New Year too', () => {
    const december = Date.UTC(2026, 11, 31);
    assert.equal(nearestDay({ year: 1970, near: december }, 0, 1), Date.UTC(2027, 0, 1));
    assert.equal(nearestDay({ year: 1970, near: Date.UTC(2027, 0, 1) }, 11, 31), december);
    assert.equal(nearestDay({ year: 1970, near: december }, 10, 22), Date.UTC(2026, 10, 22));
    assert.equal(nearestDay({ year: 2026, near: undefined }, 10, 22), Date.UTC(2026, 10, 22));
  });

  it('have zones', () => {
    assert.deepEqual(['Z', 'UTC', '+08:00', '-0530', '+02', 'CEST'].map(zoneMinutes), [
      0,
      0,
      480,
      -330,
      120,
      undefined,
    ]);
  });
});
