// npm run bench -- changes: what an edit, or an appended line, of a log of 45 MB costs the language server, beside its first analysis.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { project, roundsOf, runBench, sizeOf, sizeText } from './lib/bench.mjs';
import { generateLog } from './lib/generate-log.mjs';
import { memoryOf } from './lib/measure.mjs';

const program = join(project, 'dist/server.js');
const megabytes = sizeOf(45);
const info = '2026-11-22 23:14:08.120 7 INFO nova.compute.manager [-] one line more\n';
const error =
  "2026-11-22 23:14:08.120 7 ERROR nova.x [-] failed (2013, 'Lost connection to MySQL server during query')\n";

await runBench('changes', async recorder => {
  const folder = mkdtempSync(join(tmpdir(), 'nova-doctor-changes-'));
  try {
    await recorder.part('changes of a log with few errors', () => measure(recorder, folder, '0.4 % errors', 0.004));
    await recorder.part('changes of an error storm', () => measure(recorder, folder, 'an error storm', 1));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * @param {import('./lib/bench.mjs').Recorder} recorder
 * @param {string} folder
 * @param {string} name
 * @param {number} errorShare
 */
async function measure({ figure }, folder, name, errorShare) {
  const path = join(folder, `nova-conductor-${errorShare}.log`);
  generateLog(path, { bytes: megabytes << 20, errorShare, seed: 20261122 });
  const uri = pathToFileURL(path).href;
  const server = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise(resolve => server.once('exit', resolve));
  const client = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  client.listen();
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  await client.sendNotification('novaDoctor/largeLog/opened', { uri });

  /** @param {() => unknown} change @returns {Promise<number>} milliseconds until the diagnostics are there */
  const timeOf = async change => {
    const started = performance.now();
    await change();
    await client.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
    return performance.now() - started;
  };
  /** @param {string} text */
  const typed = text => () => {
    const at = { line: Math.floor(megabytes * 2000), character: 0 };
    const changes = [{ range: { start: at, end: at }, text }];
    return client.sendNotification('novaDoctor/largeLog/edited', { uri, changes });
  };
  const first = await timeOf(() => undefined);
  /** @type {[string, () => unknown][]} */
  const changes = [
    ['a line is appended', () => appendFileSync(path, info)],
    ['an error is appended', () => appendFileSync(path, error)],
    ['a line is typed in the middle', typed(info)],
  ];
  const log = `language server, ${sizeText(megabytes)} log, ${name}`;
  for (const [what, change] of changes) {
    const values = [];
    for (let round = 0; round < roundsOf(30); round++) values.push(await timeOf(change));
    figure(`${log}: ${what}`, {
      unit: 'ms',
      values,
      beside: { name: 'first analysis', values: [first] },
      wanted: { ratioAtMost: 0.01 },
    });
  }
  if (existsSync(`/proc/${server.pid}/status`)) {
    const values = [memoryOf(server.pid ?? 0).most];
    figure(`${log}: most memory`, { unit: 'MB', values, wanted: { atMost: 300 } });
  }
  await client.sendRequest('shutdown');
  await client.sendNotification('exit');
  await ended;
}
