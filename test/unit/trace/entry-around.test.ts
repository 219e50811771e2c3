import assert from 'node:assert/strict';
import type { Entry } from '../../../core/log/entry.ts';
import { compileFormats } from '../../../core/log/format.ts';
import { type ByteWindow, readEntryAround } from '../../../core/log/trace/entry-around.ts';
import { decodeUtf8 } from '../../../io/files/decode.ts';
import { knowledge } from './trace-knowledge.ts';

const formats = compileFormats(knowledge.formats);

/** The entry around every place of a text in a log that is wholly at hand. */
function entriesAround(log: string, text: string): Entry[] {
  const bytes = Buffer.from(log);
  const window: ByteWindow = {
    size: bytes.length,
    read: (from, to) => ({ bytes: bytes.subarray(from, to), from }),
  };
  const found: Entry[] = [];
  for (let offset = bytes.indexOf(text); offset !== -1; offset = bytes.indexOf(text, offset + 1)) {
    const line = bytes.subarray(0, offset).filter(byte => byte === 10).length + 1;
    const entry = readEntryAround(window, { offset, line, text }, { formats, decode: decodeUtf8 });
    if (entry) found.push(entry);
  }
  return found;
}

const request = 'req-4be1c0d7-93a2-4f0e-8c55-d20f7a6e19b3';
const other = 'req-11111111-2222-4333-8444-555555555555';
const head = (id: string, text: string, level = 'ERROR', pid = 77) =>
  `2026-11-22 14:00:00.000 ${pid} ${level} nova.compute.manager [None ${id} u p - - d d] ${text}\n`;
const frame = (text: string, pid = 77) => `2026-11-22 14:00:00.000 ${pid} ERROR nova.compute.manager ${text}\n`;

describe('the entry around a place', () => {
  it('goes back from a line of a traceback to the header', () => {
    const log = `${head(other, 'before', 'INFO')}${head(request, 'It failed: ValueError: x')}${frame('Traceback (most recent call last):')}${frame(
      '  File "a.py", line 1, in f',
    )}${frame('ValueError: needle-in-the-last-line')}${head(other, 'behind', 'INFO')}`;
    const [entry] = entriesAround(log, 'needle-in-the-last-line');
    assert.equal(entry?.requestId, request);
    assert.equal(entry?.line, 2);
    assert.equal(entry?.lineCount, 4);
    assert.equal(entry?.offset, Buffer.byteLength(head(other, 'before', 'INFO')));
    assert.equal(
      entry?.traceback,
      'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: needle-in-the-last-line',
    );
  });

  it('goes back over thousands of lines of a traceback, as far as is reasonable', () => {
    const frames = Array.from({ length: 1500 }, (_, index) => frame(`  File "a.py", line ${index}, in f`)).join('');
    const log = `${head(other, 'before', 'INFO')}${head(request, 'It failed')}${frames}${frame('needle-at-the-end')}`;
    const [entry] = entriesAround(log, 'needle-at-the-end');
    assert.equal(entry?.line, 2);
    assert.equal(entry?.message, 'It failed');
  });

  it('tells entries of two processes apart whose lines alternate', () => {
    const log = [
      head(request, 'first failed', 'ERROR', 77),
      head(other, 'second failed', 'ERROR', 88),
      frame('Traceback (most recent call last):', 77),
      frame('Traceback (most recent call last):', 88),
      frame('ValueError: needle-of-first', 77),
      frame('ValueError: needle-of-second', 88),
    ].join('');
    assert.equal(entriesAround(log, 'needle-of-first')[0]?.requestId, request);
    assert.equal(entriesAround(log, 'needle-of-second')[0]?.requestId, other);
    assert.equal(entriesAround(log, 'needle-of-second')[0]?.line, 2);
  });

  it('takes the lines of a message that has several', () => {
    const log = `${head(request, 'Domain XML', 'DEBUG')}<domain>\n  <uuid>needle-in-xml</uuid>\n</domain>\n${head(other, 'next')}`;
    const [entry] = entriesAround(log, 'needle-in-xml');
    assert.equal(entry?.message, 'Domain XML\n<domain>\n  <uuid>needle-in-xml</uuid>\n</domain>');
    assert.equal(entry?.line, 1);
  });

  it('reads a line of several hundred kilobytes', () => {
    const log = `${head(other, 'before')}${head(request, `${'x'.repeat(200_000)} needle-far-in`)}${head(other, 'behind')}`;
    const [entry] = entriesAround(log, 'needle-far-in');
    assert.equal(entry?.requestId, request);
    assert.equal(entry?.line, 2);
  });

  it('reads the last line of a file that was cut', () => {
    const log = `${head(other, 'before')}${head(request, 'needle-at-the-cut').slice(0, -1)}`;
    const [entry] = entriesAround(log, 'needle-at-the-cut');
    assert.equal(entry?.requestId, request);
    assert.equal(entry?.message, 'needle-at-the-cut');
  });

  const wrapped: readonly (readonly [string, (line: string) => string])[] = [
    ['journald', line => `Nov 22 14:00:00 ctl1 nova-compute[77]: ${line}`],
    ['kubectl', line => `[pod/nova-compute-0/nova-compute] ${line}`],
    ['docker', line => `${JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-11-22T14:00:00Z' })}`],
  ];
  for (const [name, wrap] of wrapped) {
    it(`unwraps what ${name} put around the lines`, () => {
      const lines = `${head(other, 'before', 'INFO')}${head(request, 'It failed')}${frame('ValueError: needle-in-it')}${head(other, 'behind', 'INFO')}`;
      const log = `${lines.trimEnd().split('\n').map(wrap).join('\n')}\n`;
      const found = entriesAround(log, 'needle-in-it');
      assert.equal(found[0]?.requestId, request);
      assert.equal(found[0]?.line, 2);
      assert.equal(found[0]?.message, 'It failed');
    });
  }
});
