import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../../core/log/entry.ts';
import { createEntryReader } from '../../core/log/entry-reader.ts';
import { isLifeSignLogger } from '../../core/log/life-sign-loggers.ts';
import { createRunFinder, numbersPerRun } from '../../core/log/passed-runs.ts';
import { decodeUtf8 } from '../../io/files/decode.ts';
import { scanAhead } from '../../io/files/scan-ahead.ts';
import { checkedFormats } from './read-log.ts';

const worker = join(import.meta.dirname, '../../io/files/scan-ahead-worker.ts');

/** A log whose lines cross the ends of blocks everywhere: quiet stretches, life signs, errors with tracebacks. */
function mixedLog(records: number): string {
  let text = '';
  for (let index = 0; index < records; index++) {
    const time = new Date(Date.UTC(2026, 10, 22) + index * 37).toISOString().replace('T', ' ').slice(0, 23);
    const head = `${time} ${20 + (index % 3)}`;
    const context = '[None req-0c9a4d2e-61b7-4a3f-8f6e-2b7d9e5c1a44 - - - - - -]';
    if (index % 97 === 0) {
      text += `${head} ERROR oslo_messaging.rpc.server ${context} Exception during message handling: ValueError: ${index}\n`;
      text += `${head} ERROR oslo_messaging.rpc.server Traceback (most recent call last):\n`;
      text += `${head} ERROR oslo_messaging.rpc.server   File "/x.py", line ${index}, in f\n`;
      text += `${head} ERROR oslo_messaging.rpc.server ValueError: ${index}\n`;
    } else if (index % 89 === 0) text += `${head} INFO nova.service [-] Starting conductor node (version ${index})\n`;
    else if (index % 53 === 0) text += `${head} INFO nova.api ${context} two lines\nthe second of ${index}\n`;
    else
      text += `${head} ${index % 2 ? 'INFO' : 'DEBUG'} nova.compute.manager ${context} ${'quiet '.repeat(index % 40)}\n`;
  }
  return text;
}

async function readScanned(path: string): Promise<{ entries: Entry[]; counts: unknown }> {
  const entries: Entry[] = [];
  const reader = readerInto(entries);
  const descriptor = openSync(path, 'r');
  try {
    let position = 0;
    for await (const { bytes, runs } of scanAhead(worker, descriptor, statSync(path).size)) {
      reader.push(bytes, runs);
      position += bytes.length;
    }
    // What it leaves in an error storm is read plainly.
    reader.push(readFileSync(path).subarray(position));
  } finally {
    closeSync(descriptor);
  }
  reader.end();
  return { entries, counts: reader.counts };
}

function readerInto(entries: Entry[]) {
  return createEntryReader({
    formats: checkedFormats.formats,
    decode: decodeUtf8,
    wantedLogger: isLifeSignLogger,
    onEntry: entry => entries.push(entry),
  });
}

describe('Scanning ahead with a second thread', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scan-ahead-'));
  after(() => rmSync(folder, { recursive: true }));

  it('gives the entries and counts that reading in one thread gives', async () => {
    const text = mixedLog(40_000);
    const path = join(folder, 'mixed.log');
    writeFileSync(path, text);
    const entries: Entry[] = [];
    const plain = readerInto(entries);
    plain.push(Buffer.from(text));
    plain.end();
    const scanned = await readScanned(path);
    assert.ok(text.length > 5 * 1024 * 1024, 'the log goes once around the shared blocks');
    assert.deepEqual(scanned.counts, plain.counts);
    assert.deepEqual(scanned.entries, entries);
  });

  it('reads an error storm plainly, with the same result', async () => {
    const line = mixedLog(1).split('\n')[0]!;
    const path = join(folder, 'storm.log');
    const text = `${line}\n`.repeat(Math.ceil((20 * 1024 * 1024) / line.length)) + mixedLog(500);
    writeFileSync(path, text);
    const entries: Entry[] = [];
    const plain = readerInto(entries);
    plain.push(Buffer.from(text));
    plain.end();
    const scanned = await readScanned(path);
    assert.deepEqual(scanned.counts, plain.counts);
    assert.equal(scanned.entries.length, entries.length);
    assert.deepEqual(scanned.entries.at(-1), entries.at(-1));
  });

  it('ends a file that is shorter than it was said to be', async () => {
    const path = join(folder, 'short.log');
    writeFileSync(path, mixedLog(10));
    const descriptor = openSync(path, 'r');
    let bytes = 0;
    for await (const block of scanAhead(worker, descriptor, 10_000_000)) bytes += block.bytes.length;
    closeSync(descriptor);
    assert.equal(bytes, statSync(path).size);
  });

  it('fails when the file cannot be read', async () => {
    await assert.rejects(async () => {
      for await (const block of scanAhead(worker, 987_654, 1000)) assert.fail(`read ${block.bytes.length}`);
    }, /EBADF/);
  });

  it('leaves to the reader what it has no room for', () => {
    const text = Buffer.from(mixedLog(2000));
    const numbers = new Int32Array(3 * numbersPerRun);
    const count = createRunFinder(isLifeSignLogger, decodeUtf8)(text, true, numbers);
    assert.equal(count, 3);
    const entries: Entry[] = [];
    const whole: Entry[] = [];
    const reader = readerInto(entries);
    reader.push(text, { numbers, count });
    reader.end();
    const plain = readerInto(whole);
    plain.push(text);
    plain.end();
    assert.deepEqual(entries, whole);
  });
});
