// npm run bench -- trace: how fast `nova-doctor trace` follows an id through a log of 1 GB, beside `grep -c` of that id.
import { closeSync, existsSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder, project, roundsOf, runBench, sizeOf, sizeText } from './lib/bench.mjs';
import { generateLog } from './lib/generate-log.mjs';
import { measureInTurn } from './lib/measure.mjs';

const cli = join(project, 'dist/cli.js');

const requestId = 'req-4be1c0d7-93a2-4f0e-8c55-d20f7a6e19b3';
const instance = '9f27c3d1-5b0e-4a86-b1d4-7c3e0a95f268';
const absent = 'req-5cf2d1e8-a4b3-4a1f-9d66-e31a8b7f20c4';
const messageId = 'd4f0c61b7a294e5f8b13c09d2e7a6f58';

/** What is put into the log, each line at this part of it: a creation that fails, and a call that is answered late. */
const inserted = [
  [0.35, `[-] [instance: ${instance}] During sync_power_state the instance has a pending task (spawning). Skip.`],
  [
    0.5,
    `[None ${requestId} u p - - default default] 10.0.0.5 "POST /v2.1/servers HTTP/1.1" status: 202 len: 9 time: 0.2`,
  ],
  [0.5001, `[None ${requestId} u p - - default default] [instance: ${instance}] Claim successful on node compute1`],
  [0.5002, `[-] [instance: ${instance}] VM Started (Lifecycle Event)`],
  [0.5004, `[None ${requestId} u p - - default default] Timed out waiting for a reply to message ID ${messageId}`],
  [0.5005, `[None ${requestId} u p - - default default] [instance: ${instance}] Setting instance vm_state to ERROR`],
  [0.8, `[-] No calling threads waiting for msg_id : ${messageId}`],
];

/**
 * Copies a log and puts the lines into it, each with the time of the line that it comes before.
 *
 * @param {string} source
 * @param {string} path
 */
function insertLines(source, path) {
  const { size } = statSync(source);
  if (existsSync(path) && statSync(path).size > size) return;
  const from = openSync(source, 'r');
  const to = openSync(`${path}.part`, 'w');
  const block = Buffer.allocUnsafe(1 << 20);
  const waiting = inserted.map(([share, text]) => ({ at: Number(share) * size, text: String(text) }));
  for (let position = 0; position < size; ) {
    const length = readSync(from, block, 0, block.length, position);
    let copied = 0;
    while (waiting[0] !== undefined && waiting[0].at < position + length) {
      const { text } = /** @type {{text: string}} */ (waiting.shift());
      // Behind the next record that begins with a date, so that no traceback is torn.
      const start = block.indexOf('\n2026-11-22 ', copied) + 1;
      const stamp = block.toString('latin1', start, start + 23);
      writeSync(to, block, copied, start - copied);
      writeSync(to, `${stamp} 77 INFO nova.compute.manager ${text}\n`);
      copied = start;
    }
    writeSync(to, block, copied, length - copied);
    position += length;
  }
  closeSync(from);
  closeSync(to);
  renameSync(`${path}.part`, path);
}

await runBench('trace', async ({ figure, peer, part }) => {
  const megabytes = sizeOf(1024);
  const plain = join(benchFolder, `nova-conductor-sparse-${megabytes}m.log`);
  generateLog(plain, { bytes: megabytes << 20, errorShare: 0.004, seed: 20261122 });
  const path = join(benchFolder, `nova-trace-${megabytes}m.log`);
  insertLines(plain, path);
  const grep = peer('grep');
  const ripgrep = peer('ripgrep');
  for (const [name, id] of [
    ['a request', requestId],
    ['an instance', instance],
    ['a message, and the request that waited for it', messageId],
    ['an id that is not there', absent],
  ]) {
    await part(`trace of ${name}`, () => {
      const command = [process.execPath, cli, 'trace', String(id), path, '--format', 'json'];
      const others = [grep, ripgrep].filter(found => found !== undefined);
      const [own, ...measured] = measureInTurn(
        [
          { name: 'nova-doctor', command, accepts: [0, 1] },
          ...others.map(({ name: peerName, program, version }) => ({
            name: peerName,
            version,
            does: 'lines with it',
            command: [program, '-c', String(id), path],
            accepts: [0, 1],
          })),
        ],
        roundsOf(),
      );
      if (own === undefined) throw new Error('Nothing was measured.');
      for (const beside of measured) {
        const wanted = beside.name === 'grep' ? { ratioAtMost: 1.5 } : undefined;
        figure(`\`trace\` of ${name} through ${sizeText(megabytes)}`, { unit: 's', ...own, beside, wanted });
      }
    });
  }
});
