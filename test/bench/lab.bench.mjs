// npm run bench -- lab: how soon a simulated cluster can be reached, and what fifty simulated controllers take.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClusterSession } from '../../io/cluster/cluster-session.ts';
import { readCluster } from '../../io/cluster/read-cluster.ts';
import { createConnections } from '../../io/ssh/connections.ts';
import { thisSide } from '../../io/ssh/local-side.ts';
import { nobodyToAsk } from '../../io/ssh/transport.ts';
import { project, roundsOf, runBench } from './lib/bench.mjs';
import { memoryOf } from './lib/measure.mjs';

const program = join(project, 'dist/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'nova-doctor-lab-bench-'));

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

await runBench('lab', async ({ figure, part }) => {
  try {
    await part('a lab of three controllers', async () => {
      const values = [];
      for (let round = 0; round < roundsOf(); round++) {
        const { child, seconds } = await startLab(3);
        values.push(seconds);
        await end(child);
      }
      figure('simulated cluster of 3 controllers: can be reached', { unit: 's', values, wanted: { atMost: 1 } });
    });
    await part('a lab of fifty controllers', async () => {
      const large = { ready: /** @type {number[]} */ ([]), read: /** @type {number[]} */ ([]) };
      const memory = { now: /** @type {number[]} */ ([]), most: /** @type {number[]} */ ([]) };
      for (let round = 0; round < Math.min(roundsOf(), 3); round++) {
        const { child, seconds, sshConfiguration } = await startLab(50);
        large.ready.push(seconds);
        large.read.push(await readEverything(sshConfiguration));
        const { now, most } = memoryOf(child.pid ?? 0);
        memory.now.push(now);
        memory.most.push(most);
        await end(child);
      }
      const what = 'simulated cluster of 50 controllers';
      figure(`${what}: can be reached`, { unit: 's', values: large.ready });
      figure(`${what}: all are read`, { unit: 's', values: large.read });
      figure(`${what}: memory, once all were read`, { unit: 'MB', values: memory.now, wanted: { atMost: 200 } });
      figure(`${what}: most memory`, { unit: 'MB', values: memory.most, wanted: { atMost: 200 } });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
