import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';

/** The language server as the extension sees it. */
export interface ServerHandle extends vscode.Disposable {
  /** Starts the server; does nothing when it runs or is being started. */
  start(): Promise<void>;
  /** Sends a request of ours (`core/features/protocol.ts`); starts the server first where it does not run. */
  request<Result>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<Result>;
  /** Sends a notification of ours to the server, if it runs. */
  notify(method: string, params: unknown): Promise<void>;
  /** Hears a notification of ours, also of servers that are started later. */
  onNotification<Params>(method: string, listener: (params: Params) => void): vscode.Disposable;
  /** Ends the server, if it runs, and starts a new one with the settings as they are now. */
  restart(): Promise<void>;
}

/**
 * Makes the handle of the language server. Its client is a bundle of its own, which is loaded when it is needed first: that
 * is most of the extension's code, and VS Code waits for an extension until it is active.
 */
export function createServerHandle(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): ServerHandle {
  let loaded: ServerHandle | undefined;
  let loading: Promise<ServerHandle> | undefined;
  let isDisposed = false;
  const listening: ((handle: ServerHandle) => void)[] = [];

  async function load(): Promise<ServerHandle> {
    // What activates the extension is over first.
    await setImmediate();
    const { createLanguageClient } = await import('./language-client.ts');
    if (isDisposed) throw new vscode.CancellationError();
    loaded = createLanguageClient(context, output);
    for (const listen of listening) listen(loaded);
    return loaded;
  }

  const handle = (): Promise<ServerHandle> => (loading ??= load());

  return {
    start: async () => (await handle()).start(),
    request: async (method, params, token) => (await handle()).request(method, params, token),
    notify: async (method, params) => loaded?.notify(method, params),
    onNotification: <Params>(method: string, listener: (params: Params) => void) => {
      let registered: vscode.Disposable | undefined;
      let isEnded = false;
      const listen = (server: ServerHandle): void => {
        if (!isEnded) registered = server.onNotification(method, listener);
      };
      if (loaded) listen(loaded);
      else listening.push(listen);
      return new vscode.Disposable(() => {
        isEnded = true;
        registered?.dispose();
      });
    },
    restart: async () => (await handle()).restart(),
    dispose: () => {
      isDisposed = true;
      return loaded?.dispose();
    },
  };
}
