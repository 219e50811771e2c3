// The thread behind `traceInBackground`: follows one id, tells how far it is, hands the trace over and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { readTraceKnowledge } from '../knowledge.ts';
import type { TraceJob, TraceMessage } from './trace-in-background.ts';
import { tracePaths } from './trace-paths.ts';

const job = workerData as TraceJob;
const send = (message: TraceMessage) => parentPort?.postMessage(message);
const knowledge = readTraceKnowledge(job.knowledgeFolder);
const onProgress = (done: number, total: number) => send({ kind: 'progress', done, total });
tracePaths(job.id, job.paths, { knowledge, onProgress }).then(({ trace, problems }) =>
  send({ kind: 'result', trace, problems }),
);
