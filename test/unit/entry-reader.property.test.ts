import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Entry } from '../../core/log/entry.ts';
import { createEntryReader } from '../../core/log/entry-reader.ts';
import { createRunFinder, numbersPerRun } from '../../core/log/passed-runs.ts';
import { decodeUtf8 } from '../../io/files/decode.ts';
import { checkedFormats, readEntries, shippedFormats } from './read-log.ts';

const times = [
  '2026-11-22 14:14:08.120',
  '2026-11-22 14:14:08.121',
  '2026-11-22 13:59:59.999',
  '2026-13-45 14:14:08.120',
  '2026-11-22 14:60:08.120',
  '2026-11-22 24:14:08.120',
];
const levels = ['DEBUG', 'INFO', 'AUDIT', 'WARNING', 'ERROR', 'TRACE', 'CRITICAL'];
const loggers = ['nova.compute.manager', 'oslo_messaging.rpc.server', 'nova.service', 'x'];
const contexts = [
  '[-] ',
  '[None req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44 - - - - - -] ',
  '[req-77797efa-49a3-4f55-9884-9839aa5db449 req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44 admin demo - - default default] ',
  '',
];
const texts = [
  'Something happened',
  'Traceback (most recent call last):',
  '  File "/usr/lib/python3/dist-packages/nova/x.py", line 12, in build',
  '    return self.call(x)',
  '           ^^^^^^^^^^^^',
  '  [Previous line repeated 12 more times]',
  'ValueError: x',
  '[SQL: SELECT 1]',
  "['Traceback (most recent call last):\\n', '  File']",
  '[instance: 0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11] Instance failed to spawn',
  '[instance: 0f3e9a51-2f0f-4fd0-a6d5-9c5c1b8f7c11]   File "x.py", line 1, in f',
  '\u001b[01;31mred\u001b[00m',
  'a\u0000b',
  '',
  'During handling of the above exception, another exception occurred:',
];

const wrappings = [
  (line: string) => line,
  (line: string) => `Nov 22 14:14:08 ctl1 nova-conductor[123]: ${line}`,
  (line: string) => `[pod/nova-api-0/nova-api] ${line}`,
  (line: string) => `nova_conductor  | ${line}`,
  (line: string) => `ctl1/nova-conductor.log:${line}`,
  (line: string) => `2026-11-22T14:14:08.123456789Z ${line}`,
  (line: string) => `2026-11-22T14:14:08.123456789Z stderr P ${line}`,
  (line: string) => `2026-11-22T14:14:08.123456789Z stderr F ${line}`,
  (line: string) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-11-22T14:14:08.123456789Z' }),
];

const head = fc
  .tuple(
    fc.constantFrom(...times),
    fc.constantFrom('7', '8', ''),
    fc.constantFrom(...levels),
    fc.constantFrom(...loggers),
    fc.constantFrom(...contexts),
    fc.constantFrom(...texts),
  )
  .map(
    ([time, pid, level, logger, context, text]) =>
      `${time} ${pid === '' ? '' : `${pid} `}${level} ${logger} ${context}${text}`,
  );

const traceback = fc
  .tuple(fc.constantFrom(...times), fc.constantFrom(...loggers), fc.array(fc.constantFrom(...texts), { maxLength: 30 }))
  .map(([time, logger, lines]) => lines.map(line => `${time} 7 ERROR ${logger} ${line}`).join('\n'));

const sample = fc.constantFrom(...shippedFormats.flatMap(format => format.samples.map(({ text }) => text)));

const block = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: head },
      { weight: 3, arbitrary: traceback },
      fc.constantFrom(...texts),
      sample,
      fc.string(),
    ),
    fc.nat({ max: 40 }),
  )
  .map(([text, wrapping]) =>
    text
      .split('\n')
      .map(wrappings[wrapping] ?? wrappings[0]!)
      .join('\n'),
  );

const bytes = fc
  .tuple(fc.array(block, { maxLength: 40, size: 'max' }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, lineEnd, isEnded]) => Buffer.from(lines.join(lineEnd) + (isEnded ? lineEnd : '')));

const anyBytes = fc.oneof(
  { weight: 5, arbitrary: bytes },
  fc.uint8Array({ maxLength: 600 }).map(array => Buffer.from(array)),
  fc
    .tuple(bytes, fc.uint8Array({ minLength: 1, maxLength: 5 }), fc.nat())
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
