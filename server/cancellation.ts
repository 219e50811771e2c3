import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';

/**
 * Does work that a request asks for, and that ends when the request is cancelled.
 * @param work gets a signal that is aborted then.
 * @throws what the protocol answers to a cancelled request.
 */
export async function untilCancelled<Result>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const listening = token.onCancellationRequested(() => controller.abort());
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
  } finally {
    listening.dispose();
  }
}
