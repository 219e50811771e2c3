import { homedir } from 'node:os';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import type { InitializationOptions } from '../core/features/protocol.ts';
import { createLargeLogs } from './large-logs.ts';

/** The documents that the server is for. */
export const documentSelector = [{ language: 'nova-log' }];

/** The language server as the extension sees it. */
export interface ServerHandle extends vscode.Disposable {
  /** Starts the server; does nothing when it runs or is being started. */
  start(): Promise<void>;
  /** Sends a request of ours (`core/features/protocol.ts`); starts the server first where it does not run. */
  request<Result>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<Result>;
  /** Hears a notification of ours, also of servers that are started later. */
  onNotification<Params>(method: string, listener: (params: Params) => void): vscode.Disposable;
  /** Ends the server, if it runs, and starts a new one with the settings as they are now. */
  restart(): Promise<void>;
}

export function createServerHandle(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): ServerHandle {
  const module = context.asAbsolutePath('dist/server.js');
  const serverOptions: ServerOptions = { module, transport: TransportKind.ipc };
  const largeLogs = createLargeLogs();
  const clientOptions: LanguageClientOptions = {
    documentSelector,
    outputChannel: output,
    initializationOptions,
    middleware: largeLogs.middleware,
  };
  const client = new LanguageClient('novaDoctor', 'Nova Doctor', serverOptions, clientOptions);
  largeLogs.connect(client);

  return {
    start: () => client.start(),
    request: async (method, params, token) => {
      await client.start();
      // An argument that is undefined would be sent as a further parameter.
      return token === undefined ? client.sendRequest(method, params) : client.sendRequest(method, params, token);
    },
    onNotification: (method, listener) => client.onNotification(method, listener),
    restart: async () => {
      if (client.needsStop()) await client.stop();
      await client.start();
    },
    dispose: () => client.dispose(),
  };
}

function initializationOptions(): InitializationOptions {
  const paths = vscode.workspace.getConfiguration('novaDoctor').get<string[]>('signatures.paths', []);
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
  return { signaturePaths: paths.map(path => resolve(workspace, path.replace(/^~(?=$|[\\/])/, homedir()))) };
}
