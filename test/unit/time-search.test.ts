import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findTime, lastTimeOfLog } from '../../core/log/time-search.ts';

const begin = Date.UTC(2026, 10, 22, 10);

/** A log with a line each so many seconds, some of them with a traceback behind. */
function logOf(count: number, step: number, tracebackEvery: number): { bytes: Buffer; offsets: number[] } {
  const parts: string[] = [];
  const offsets: number[] = [];
  let length = 0;
  const add = (text: string) => {
    parts.push(text);
    length += text.length;
  };
  for (let index = 0; index < count; index++) {
    offsets.push(length);
    const time = new Date(begin + index * step).toISOString().replace('T', ' ').slice(0, 23);
    add(`${time} 7 ERROR nova.x [-] entry ${index}\n`);
    if (index % tracebackEvery === 0)
      add('  File "/usr/lib/nova/x.py", line 12, in y\n    2026 is no time\n'.repeat(30));
  }
  return { bytes: Buffer.from(parts.join('')), offsets };
}

function counting(bytes: Buffer) {
  let travelled = 0;
  let reads = 0;
  return {
    read: async (start: number, length: number) => {
      const part = bytes.subarray(start, start + length);
      travelled += part.length;
      reads++;
      return part;
    },
    travelled: () => travelled,
    reads: () => reads,
  };
}

describe('a time in a log', () => {
  it('is found by reading little of a large log', async () => {
    const { bytes, offsets } = logOf(200_000, 1000, 50);
    const file = counting(bytes);
    assert.equal(await findTime(bytes.length, file.read, begin + 123_456_000), offsets[123_456]);
    assert.ok(file.travelled() < bytes.length / 10, `${file.travelled()} of ${bytes.length}`);
    assert.ok(file.reads() < 20, `${file.reads()}`);
  });

  it('is found in any log, between entries, before and behind all of them', async () => {
    const log = fc.record({
      count: fc.integer({ min: 1, max: 6000 }),
      step: fc.constantFrom(1, 10, 1000),
      tracebackEvery: fc.constantFrom(1, 7, 100_000),
    });
    await fc.assert(
      fc.asyncProperty(log, fc.double({ min: -0.1, max: 1.1, noNaN: true }), async (shape, share) => {
        const { bytes, offsets } = logOf(shape.count, shape.step, shape.tracebackEvery);
        const time = Math.floor(begin + share * shape.count * shape.step);
        const index = Math.max(0, Math.ceil((time - begin) / shape.step));
        const found = await findTime(bytes.length, counting(bytes).read, time);
        assert.equal(found, offsets[index] ?? bytes.length);
      }),
      { numRuns: 60 },
    );
  });

  it('is not found in what has none', async () => {
    const bytes = Buffer.from('no time in here\n'.repeat(50_000));
    assert.equal(await findTime(bytes.length, counting(bytes).read, begin), bytes.length);
    assert.equal(await lastTimeOfLog(bytes.length, counting(bytes).read), undefined);
    assert.equal(await findTime(0, counting(Buffer.from('')).read, begin), 0);
  });

  it('may be the last one, behind a long traceback', async () => {
    const { bytes } = logOf(100, 1000, 100_000);
    const whole = Buffer.concat([bytes, Buffer.from('  a line of a traceback\n'.repeat(20_000))]);
    assert.equal(await lastTimeOfLog(whole.length, counting(whole).read), begin + 99_000);
  });
});
