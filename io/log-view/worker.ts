// The thread that reads the file of one Nova Log View.
import { parentPort, workerData } from 'node:worker_threads';
import type { ViewAnswer, ViewRequest } from '../../core/log/view/protocol.ts';
import { readViewKnowledge } from './knowledge.ts';
import { openLogView } from './session.ts';

/** What the thread is started with. */
export interface LogViewWorkerData {
  readonly path: string;
  readonly knowledgeFolder: string;
  readonly locale: string;
  readonly signaturePaths: readonly string[];
  readonly scanWorker: string;
}

const { path, knowledgeFolder, locale, signaturePaths, scanWorker } = workerData as LogViewWorkerData;
const send = (answer: ViewAnswer) => parentPort!.postMessage(answer);

try {
  const view = openLogView({
    path,
    readKnowledge: () => readViewKnowledge(knowledgeFolder, locale, signaturePaths),
    scanWorker,
    send,
  });
  parentPort!.on('message', (request: ViewRequest) => view.handle(request));
} catch (error) {
  send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}
