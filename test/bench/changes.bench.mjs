// npm run bench -- changes: what an edit, or an appended line, of a log of 45 MB costs the language server, beside its first analysis.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { generateLog } from './lib/generate-log.mjs';
import { machine, median, saveResults } from './lib/measure.mjs';

const project = join(import.meta.dirname, '../..');
const program = join(project, 'dist/server.js');
const rounds = Number(process.env.BENCH_ROUNDS ?? 30);
const megabyte = 1 << 20;
const info = '2026-11-22 23:14:08.120 7 INFO nova.compute.manager [-] one line more\n';
const error =
  "2026-11-22 23:14:08.120 7 ERROR nova.x [-] failed (2013, 'Lost connection to MySQL server during query')\n";
/** @type {{log: string, what: string, milliseconds: number, first: number, ratio: number}[]} */
const table = [];

if (!existsSync(program)) throw new Error('dist/server.js is missing: run npm run build first.');
const folder = mkdtempSync(join(tmpdir(), 'nova-doctor-changes-'));
try {
  await measure('0.4 % errors', 0.004);
  await measure('an error storm', 1);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
saveResults(join(project, '.bench/results/changes.json'), {
  machine: machine(),
  date: new Date().toISOString(),
  rounds,
  table,
});

/** @param {string} name @param {number} errorShare */
async function measure(name, errorShare) {
  const path = join(folder, `nova-conductor-${errorShare}.log`);
  generateLog(path, { bytes: 45 * megabyte, errorShare, seed: 20261122 });
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
    const at = { line: 90_000, character: 0 };
    const changes = [{ range: { start: at, end: at }, text }];
    return client.sendNotification('novaDoctor/largeLog/edited', { uri, changes });
  };
  const first = await timeOf(() => undefined);
  console.log(`\n45 MB, ${name}: first analysis ${first.toFixed(0)} ms`);
  /** @type {[string, () => unknown][]} */
  const changes = [
    ['a line is appended', () => appendFileSync(path, info)],
    ['an error is appended', () => appendFileSync(path, error)],
    ['a line is typed in the middle', typed(info)],
  ];
  for (const [what, change] of changes) {
    const times = [];
    for (let round = 0; round < rounds; round++) times.push(await timeOf(change));
    const milliseconds = median(times);
    table.push({ log: name, what, milliseconds, first, ratio: milliseconds / first });
    console.log(`  ${what}: ${milliseconds.toFixed(2)} ms, 1/${(first / milliseconds).toFixed(0)} of it`);
  }
  if (existsSync(`/proc/${server.pid}/status`)) {
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    console.log(`  most memory of the server: ${Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) >> 10} MB`);
  }
  await client.sendRequest('shutdown');
  await client.sendNotification('exit');
  await ended;
}
