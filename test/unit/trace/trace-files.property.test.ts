import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { compileFormats } from '../../../core/log/format.ts';
import { createFollower, type Follower } from '../../../core/log/trace/follower.ts';
import { readTraceId } from '../../../core/log/trace/trace-id.ts';
import { traceJson } from '../../../core/log/trace/trace-json.ts';
import { traceText } from '../../../core/log/trace/trace-text.ts';
import { english } from '../../../core/text/l10n.ts';
import { createRedactor } from '../../../core/text/redact.ts';
import { collectLogFiles } from '../../../io/files/collect.ts';
import { collectTrace, type TraceCollection } from '../../../io/files/trace-files.ts';
import { tracePaths } from '../../../io/files/trace-paths.ts';
import { readEntries } from '../read-log.ts';
import { withLogs } from './follow.ts';
import { knowledge, names, recogniser } from './trace-knowledge.ts';

const formats = compileFormats(knowledge.formats);
const request = 'req-4be1c0d7-93a2-4f0e-8c55-d20f7a6e19b3';
const instance = '9f27c3d1-5b0e-4a86-b1d4-7c3e0a95f268';

async function collect(
  id: string,
  paths: readonly string[],
  smallFile?: number,
): Promise<{ follower: Follower; collection: TraceCollection }> {
  const read = readTraceId(id);
  assert.ok('id' in read);
  const follower = createFollower(read.id, recogniser);
  const { inputs } = await collectLogFiles(paths, { formats });
  const options = { formats, names, ...(smallFile === undefined ? {} : { smallFile }) };
  return { follower, collection: await collectTrace(inputs, follower, options) };
}

/** Lines of a log: of the request that is followed, of others, tracebacks, continuations. */
const anyLine = fc.oneof(
  { weight: 2, arbitrary: fc.constant(`[None ${request} u p - - d d] something of it`) },
  { weight: 2, arbitrary: fc.constant('[None req-11111111-2222-4333-8444-555555555555 u p - - d d] of another') },
  { weight: 1, arbitrary: fc.constant(`[-] names ${request} only`) },
  { weight: 1, arbitrary: fc.nat(3000).map(length => `[-] ${'long '.repeat(length)}`) },
);

describe('following an id through files', () => {
  it('gives the entries that a reader of the whole file finds, with their lines, packed or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 300 }), fc.boolean(), async (lines, isPacked) => {
        const written = lines.map((text, index) => {
          const clock = new Date(Date.UTC(2026, 10, 22, 14) + index * 10).toISOString().slice(11, 23);
          return `2026-11-22 ${clock} 77 INFO nova.compute.manager ${text}\n`;
        });
        const log = Buffer.from(written.join(''));
        const expected = readEntries(log)
          .entries.filter(entry => entry.requestId === request || entry.message.includes(request))
          .map(({ line, offset, message }) => ({ line, offset, message }));
        await withLogs({ 'nova-compute.log.1': isPacked ? gzipSync(log) : log }, async folder => {
          const { collection } = await collect(request, [folder]);
          assert.deepEqual(
            collection.entries.map(({ entry: { line, offset, message } }) => ({ line, offset, message })),
            expected,
          );
        });
      }),
      { numRuns: 60 },
    );
  });

  it('finds what lies across the borders of blocks', async () => {
    const filler = 'x'.repeat(99);
    const hit = `2026-11-22 14:00:00.000 77 INFO nova.compute.manager [None ${request} u p - - d d] here\n`;
    // The id begins 0 to 60 bytes before the end of the first block that is read.
    for (let before = 0; before <= 60; before += 4) {
      const start = 512 * 1024 - before - hit.indexOf(request);
      const log = `${`${filler}\n`.repeat(Math.ceil(start / 100)).slice(0, start - 1)}\n${hit}${hit}`;
      await withLogs({ 'nova-compute.log': log }, async folder => {
        const { collection } = await collect(request, [folder]);
        const lines = log.slice(0, start).split('\n').length;
        assert.deepEqual(
          collection.entries.map(({ entry }) => entry.line),
          [lines, lines + 1],
          `${before} bytes before the border`,
        );
      });
    }
  });

  it('looks in large files only around the times that matter for ids that became known late', async () => {
    const at = (time: string, text: string) => `2026-11-22 ${time} 77 INFO nova.compute.manager ${text}\n`;
    const padding = (time: string) => at(time, `[-] ${'x'.repeat(200)}`).repeat(6000);
    const started = (time: string) => at(time, `[-] [instance: ${instance}] VM Started (Lifecycle Event)`);
    const log = [
      started('02:00:00.000'),
      padding('03:00:00.000'),
      padding('13:00:00.000'),
      started('13:59:59.000'),
      padding('13:59:59.500'),
      // Only here the request tells its instance.
      at('14:00:01.000', `[None ${request} u p - - d d] [instance: ${instance}] Claim successful on node c1`),
      padding('14:00:02.000'),
    ].join('');
    await withLogs({ 'nova-compute.log': log }, async folder => {
      const { follower, collection } = await collect(request, [join(folder, 'nova-compute.log')], 1024);
      assert.equal(collection.isWindowed, true);
      assert.deepEqual(
        collection.entries.map(({ entry }) => entry.line).sort((a, b) => a - b),
        [12_002, 18_003],
      );
      assert.deepEqual(
        follower.followed.map(({ text }) => text),
        [request, instance],
      );
      const whole = await collect(request, [join(folder, 'nova-compute.log')]);
      assert.equal(whole.collection.isWindowed, false);
      assert.equal(whole.collection.entries.length, 2, 'what is hours away belongs to something else');
    });
  });

  it('keeps a bounded number of entries and says how many places it left out', async () => {
    const line = `2026-11-22 14:00:00.000 77 INFO nova.compute.manager [None ${request} u p - - d d] again and again\n`;
    await withLogs({ 'nova-compute.log': line.repeat(30_000) }, async folder => {
      const { collection } = await collect(request, [folder]);
      const read = collection.entries.length;
      assert.ok(read >= 4000 && read < 5000, String(read));
      assert.equal(read + collection.leftOut, 30_000);
      assert.equal(Math.max(...collection.entries.map(({ entry }) => entry.line)), 30_000, 'the last one is there');
    });
  });

  it('never fails, whatever bytes surround the id, and shows nothing that a terminal obeys', async () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes)),
      fc.constant(Buffer.from(request)),
      fc.constant(Buffer.from(`\n2026-11-22 14:00:00.000 7 ERROR nova.x [None ${request} u p - - d d] `)),
      fc.constant(Buffer.from('\n{"message": "x", "levelname": "ERROR", "name": "nova.x"}\n')),
      fc.constant(Buffer.from(' "POST /v2.1/servers HTTP/1.1" status: 202 len: 1 time: 99999999999999999999.9\n')),
      fc.constant(
        Buffer.from(
          `\n2026-11-22 14:00:00.000 7 INFO nova.osapi_compute.wsgi.server [None ${request} u p - - d d] 10.0.0.1 "POST /v2.1/servers HTTP/1.1" status: 202 len: 1 time: 99999999999999999999.9\n`,
        ),
      ),
      fc.constant(Buffer.alloc(300_000, 'x')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), async parts => {
        // What begins like this is text, whatever comes behind.
        const log = Buffer.concat([Buffer.from('log\n'.repeat(20_000)), ...parts]);
        await withLogs({ 'nova-api.log': log }, async folder => {
          const read = readTraceId(request);
          assert.ok('id' in read);
          const { trace, problems } = await tracePaths(read.id, [join(folder, 'nova-api.log')], { knowledge });
          assert.deepEqual(problems, []);
          assert.equal(trace.entries.length > 0, log.includes(request));
          const redactor = createRedactor();
          const text = traceText(trace, { l10n: english, redactor, width: 100, color: false });
          assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
          JSON.stringify(traceJson(trace, { redactor, elapsedMs: 1, problems: [] }));
        });
      }),
      { numRuns: 60 },
    );
  });

  it('stops when it is told to', async () => {
    await withLogs({}, async folder => {
      const path = join(folder, 'nova-compute.log');
      writeFileSync(path, 'x\n'.repeat(10_000_000));
      const { inputs } = await collectLogFiles([path], { formats });
      const read = readTraceId(request);
      assert.ok('id' in read);
      const interruption = new AbortController();
      const reading = collectTrace(inputs, createFollower(read.id, recogniser), {
        formats,
        names,
        signal: interruption.signal,
        onProgress: () => interruption.abort(),
      });
      await assert.rejects(reading, { name: 'AbortError' });
    });
  });
});
