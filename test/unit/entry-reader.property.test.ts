import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Entry } from '../../core/log/entry.ts';
import { createEntryReader } from '../../core/log/entry-reader.ts';
import { createRunFinder, numbersPerRun } from '../../core/log/passed-runs.ts';
import { decodeUtf8 } from '../../io/files/decode.ts';
import { logBytes } from './random-logs.ts';
import { checkedFormats, readEntries } from './read-log.ts';

const anyBytes = fc.oneof(
  { weight: 5, arbitrary: logBytes },
  fc.uint8Array({ maxLength: 600 }).map(array => Buffer.from(array)),
  fc
    .tuple(logBytes, fc.uint8Array({ minLength: 1, maxLength: 5 }), fc.nat())
    .map(([log, noise, at]) =>
      Buffer.concat([log.subarray(0, at % (log.length + 1)), noise, log.subarray(at % (log.length + 1))]),
    ),
);

const isProblem = (entry: Entry) => !['DEBUG', 'INFO', 'AUDIT'].includes(entry.level ?? '');
const wantedLogger = (logger: string) => logger === 'nova.service';

describe('entry reader, whatever it is given', function () {
  this.timeout(120_000);

  it('places entries where the text has them, in order', () => {
    fc.assert(
      fc.property(anyBytes, log => {
        const { entries, counts } = readEntries(log);
        assert.equal(counts.bytes, log.length);
        const lineCount = log.length === 0 ? 0 : log.toString('latin1').replace(/\n$/, '').split('\n').length;
        assert.equal(counts.lines, lineCount);
        assert.equal(counts.entries, entries.length);
        let before = -1;
        for (const entry of entries) {
          assert.ok(entry.offset >= before);
          before = entry.offset;
          assert.ok(entry.offset + entry.length <= log.length);
          assert.ok(entry.offset === 0 || log[entry.offset - 1] === 10);
          assert.ok(entry.offset + entry.length === log.length || log[entry.offset + entry.length - 1] === 10);
          assert.equal(entry.line, log.subarray(0, entry.offset).toString('latin1').split('\n').length);
          const span = log
            .subarray(entry.offset, entry.offset + entry.length)
            .toString('latin1')
            .replace(/\n$/, '');
          assert.ok(entry.lineCount <= span.split('\n').length);
        }
        // A message of several lines inside one line of the file may hold several entries.
        if (new Set(entries.map(entry => entry.offset)).size < entries.length) return;
        const owned = entries.reduce((sum, entry) => sum + entry.lineCount, 0);
        assert.ok(owned + counts.unreadLines <= counts.lines);
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same for any split into blocks', () => {
    fc.assert(
      fc.property(anyBytes, fc.integer({ min: 1, max: 200 }), fc.boolean(), (log, size, allLevels) => {
        const options = { allLevels, wantedLogger, skipFrames: !allLevels };
        assert.deepEqual(readEntries(log, options, size), readEntries(log, options));
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same when what can be passed over was found ahead', () => {
    fc.assert(
      fc.property(anyBytes, fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 0, max: 20 }), (log, size, room) => {
        const options = { allLevels: false, wantedLogger, skipFrames: true };
        const entries: Entry[] = [];
        const reader = createEntryReader({
          ...options,
          formats: checkedFormats.formats,
          decode: decodeUtf8,
          onEntry: entry => entries.push(entry),
        });
        const findRuns = createRunFinder(wantedLogger, decodeUtf8);
        for (let at = 0; at < log.length; at += size) {
          const block = log.subarray(at, at + size);
          const numbers = new Int32Array(room * numbersPerRun);
          reader.push(block, { numbers, count: findRuns(block, at === 0, numbers) });
        }
        reader.end();
        assert.deepEqual({ entries, counts: reader.counts }, readEntries(log, options));
      }),
      { numRuns: 150 },
    );
  });

  it('delivers the same complaints when the rest is passed over', () => {
    fc.assert(
      fc.property(anyBytes, log => {
        const all = readEntries(log);
        const few = readEntries(log, { allLevels: false, wantedLogger });
        assert.deepEqual(few.entries.filter(isProblem), all.entries.filter(isProblem));
        assert.deepEqual(few.counts, all.counts);
        const wanted = (entry: Entry) =>
          entry.level === 'INFO' && entry.format === 'oslo' && wantedLogger(entry.logger);
        assert.deepEqual(few.entries.filter(wanted), all.entries.filter(wanted));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps of tracebacks their exceptions and last frames when frames are skipped', () => {
    fc.assert(
      fc.property(anyBytes, log => {
        const full = readEntries(log).entries;
        const short = readEntries(log, { skipFrames: true }).entries;
        assert.deepEqual(
          short.map(entry => ({ ...entry, traceback: '' })),
          full.map(entry => ({ ...entry, traceback: '' })),
        );
        short.forEach((entry, index) => {
          const telling = (text: string) => text.split('\n').filter(line => !/^ {2}|^$/.test(line));
          assert.deepEqual(telling(entry.traceback), telling(full[index]!.traceback));
          const frames = entry.traceback.split('\n').filter(line => line.startsWith('  '));
          assert.ok(frames.every(line => line.startsWith('  File ')));
        });
      }),
      { numRuns: 150 },
    );
  });
});
