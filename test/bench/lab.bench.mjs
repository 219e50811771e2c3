// npm run bench -- lab: how soon a simulated cluster can be reached, and what fifty simulated controllers take.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClusterSession } from '../../io/cluster/cluster-session.ts';
import { readCluster } from '../../io/cluster/read-cluster.ts';
import { createConnections } from '../../io/ssh/connections.ts';
import { thisSide } from '../../io/ssh/local-side.ts';
import { nobodyToAsk } from '../../io/ssh/transport.ts';
import { machine, median, saveResults } from './lib/measure.mjs';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const program = join(import.meta.dirname, '../../dist/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'nova-doctor-lab-bench-'));
const goals = { readySeconds: 1, megabytes: 200 };

/** @param {number} controllers */
async function startLab(controllers) {
  const sent = performance.now();
  const child = fork(program, ['lab', '--controllers', String(controllers), '--folder', folder], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  const [message] = await once(child, 'message');
  const { sshConfiguration } = /** @type {{sshConfiguration: string}} */ (message);
  return { child, sshConfiguration, seconds: (performance.now() - sent) / 1000 };
}

/** @param {import('node:child_process').ChildProcess} child */
async function end(child) {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

/** Megabytes that a process has in memory, now and at most. @param {number} process */
function memoryOf(process) {
  const status = readFileSync(`/proc/${process}/status`, 'utf8');
  const megabytes = /** @param {string} name */ name =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { now: Math.round(megabytes('VmRSS')), most: Math.round(megabytes('VmHWM')) };
}

/** @param {string} sshConfiguration */
async function readEverything(sshConfiguration) {
  const cluster = await readCluster(join(folder, '.nova-doctor.yaml'));
  if ('unreadable' in cluster) throw new Error(cluster.unreadable);
  const connections = createConnections({
    local: thisSide(sshConfiguration),
    questions: nobodyToAsk,
    transport: 'ssh2',
  });
  const started = performance.now();
  const state = await createClusterSession(cluster, connections).read();
  const seconds = (performance.now() - started) / 1000;
  await connections.close();
  const reached = state.controllers.filter(controller => 'services' in controller).length;
  if (reached !== cluster.hosts.length) throw new Error(`${reached} of ${cluster.hosts.length} answered.`);
  return seconds;
}

try {
  if (!existsSync('/proc/self/status')) throw new Error('Memory is read in /proc: this bench needs Linux.');
  const ready = [];
  for (let round = 0; round < rounds; round++) {
    const { child, seconds } = await startLab(3);
    ready.push(seconds);
    await end(child);
  }
  const large = await startLab(50);
  const readSeconds = await readEverything(large.sshConfiguration);
  const memory = memoryOf(large.child.pid ?? 0);
  await end(large.child);
  const results = {
    readySeconds: { median: median(ready), most: Math.max(...ready), goal: goals.readySeconds },
    fifty: {
      readySeconds: large.seconds,
      readSeconds,
      megabytes: memory.now,
      most: memory.most,
      goal: goals.megabytes,
    },
  };
  console.log(
    `A lab of 3 controllers can be reached after ${median(ready).toFixed(2)} s (median of ${rounds}; goal 1 s).`,
  );
  console.log(
    `50 controllers: after ${large.seconds.toFixed(2)} s; everything read in ${readSeconds.toFixed(2)} s; then ${memory.now} MB, at most ${memory.most} MB (goal ${goals.megabytes} MB).`,
  );
  saveResults(join(import.meta.dirname, '../../.bench/results/lab.json'), { machine: machine(), ...results });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
