import { Worker } from 'node:worker_threads';
import type { Trace } from '../../core/log/trace/trace.ts';
import type { TraceId } from '../../core/log/trace/trace-id.ts';
import type { InputProblem } from './problem.ts';

/** What the thread is asked for. */
export interface TraceJob {
  readonly id: TraceId;
  readonly paths: readonly string[];
  readonly knowledgeFolder: string;
}

/** What the thread says. */
export type TraceMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'result'; readonly trace: Trace; readonly problems: readonly InputProblem[] };

export interface BackgroundOptions {
  readonly signal?: AbortSignal;
  /** Bytes on the disk that were read, and those to read in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Follows an id through logs in a thread of its own, so that whoever calls stays responsive, however much there is to
 * read. Its memory is given back when it ends.
 * @param workerFile path of `trace-worker.ts` or of its bundle.
 * @throws the signal's reason when it is aborted, at once.
 */
export function traceInBackground(
  workerFile: string,
  job: TraceJob,
  { signal, onProgress }: BackgroundOptions = {},
): Promise<{ trace: Trace; problems: readonly InputProblem[] }> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const worker = new Worker(workerFile, { workerData: job });
    const abort = () => {
      reject(signal?.reason);
      void worker.terminate();
    };
    signal?.addEventListener('abort', abort, { once: true });
    worker.on('message', (message: TraceMessage) => {
      if (message.kind === 'progress') onProgress?.(message.done, message.total);
      else resolve(message);
    });
    worker.once('error', reject);
    worker.once('exit', code => {
      signal?.removeEventListener('abort', abort);
      reject(new Error(`The thread that follows an id ended with ${code} before it was done.`));
    });
  });
}
