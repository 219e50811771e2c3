import assert from 'node:assert/strict';
import { createProblemPlaces } from '../../../core/log/view/problem-places.ts';

const placeAt = (line: number) => ({ line, offset: line * 100, isError: line % 3 === 0, signature: -1 });

describe('places of problems', () => {
  it('are gone through in both directions', () => {
    const places = createProblemPlaces();
    for (const line of [4, 9, 30]) places.add(placeAt(line));
    assert.deepEqual(
      [1, 4, 10, 30].map(line => places.neighbour(line, 1)?.line),
      [4, 9, 30, undefined],
    );
    assert.deepEqual(
      [1, 4, 10, 99].map(line => places.neighbour(line, -1)?.line),
      [undefined, undefined, 9, 30],
    );
  });

  it('stay bounded in an error storm, and reach from the first to the last problem', () => {
    const places = createProblemPlaces(100);
    for (let line = 1; line <= 10_000; line++) places.add(placeAt(line));
    assert.equal(places.count, 10_000);
    assert.equal(places.neighbour(0, 1)?.line, 1);
    assert.equal(places.neighbour(1e9, -1)?.line, 10_000);
    let steps = 0;
    for (let place = places.neighbour(0, 1); place; place = places.neighbour(place.line, 1)) steps++;
    assert.ok(steps > 40 && steps <= 102, `${steps} steps`);
  });

  it('make a strip that counts every one of them, whatever the size of the file', () => {
    const places = createProblemPlaces(10);
    const lines = Array.from({ length: 900 }, (_, index) => index * 1_000_003);
    for (const line of lines) places.add(placeAt(line));
    const { errors, warnings } = places.histogram(900 * 1_000_003 * 100, 30);
    const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
    assert.equal(sum(errors), lines.filter(line => line % 3 === 0).length);
    assert.equal(sum(errors) + sum(warnings), 900);
    assert.ok(
      errors.every((count, index) => count + warnings[index]! > 20),
      'spread evenly, as they are in the file',
    );
  });
});
