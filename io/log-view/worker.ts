// The thread that reads the file of one Nova Log View.
import { parentPort, workerData } from 'node:worker_threads';
import type { ViewAnswer, ViewRequest } from '../../core/log/view/protocol.ts';
import { readViewKnowledge } from './knowledge.ts';
import { openLogView } from './session.ts';
import { isPacked, unpackTo } from './unpack.ts';

/** What the thread is started with. */
export interface LogViewWorkerData {
  readonly path: string;
  /** Where a packed log is unpacked to; whoever starts the thread removes it. */
  readonly unpackedPath: string;
  readonly knowledgeFolder: string;
  readonly locale: string;
  readonly signaturePaths: readonly string[];
  readonly scanWorker: string;
}

const { path, unpackedPath, knowledgeFolder, locale, signaturePaths, scanWorker } = workerData as LogViewWorkerData;
const send = (answer: ViewAnswer) => parentPort!.postMessage(answer);

async function open(): Promise<void> {
  let opened = path;
  if (isPacked(path)) {
    const problems = await unpackTo(path, unpackedPath, (done, total) => send({ type: 'unpacking', done, total }));
    if (problems.length > 0) send({ type: 'unpackProblems', problems });
    opened = unpackedPath;
  }
  const view = openLogView({
    path: opened,
    readKnowledge: () => readViewKnowledge(knowledgeFolder, locale, signaturePaths),
    scanWorker,
    send,
  });
  parentPort!.on('message', (request: ViewRequest) => view.handle(request));
}

open().catch((error: unknown) => {
  send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
});
