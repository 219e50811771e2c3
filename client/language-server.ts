import { homedir } from 'node:os';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import {
  DidOpenTextDocumentNotification,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import { commands, type IgnoredSignatures, type InitializationOptions } from '../core/features/protocol.ts';
import { documentSelector, watchedFiles } from './documents.ts';
import { createLargeLogs } from './large-logs.ts';
import { onlyPythonFindings } from './python-documents.ts';
import { withoutFindingsOfMergedLogs } from './trace/merged-log-document.ts';

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

export function createServerHandle(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): ServerHandle {
  const module = context.asAbsolutePath('dist/server.js');
  const serverOptions: ServerOptions = { module, transport: TransportKind.ipc };
  const largeLogs = createLargeLogs();
  const clientOptions: LanguageClientOptions = {
    documentSelector,
    outputChannel: output,
    initializationOptions: () => initializationOptions(context),
    // Hovers lead from an id to its trace.
    markdown: { isTrusted: { enabledCommands: [commands.showTrace] } },
    middleware: withoutFindingsOfMergedLogs(
      onlyPythonFindings(largeLogs.middleware, document => openAgain(client, document)),
    ),
    synchronize: { fileEvents: watchedFiles.map(pattern => vscode.workspace.createFileSystemWatcher(pattern)) },
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
    notify: async (method, params) => {
      if (client.isRunning()) await client.sendNotification(method, params);
    },
    onNotification: (method, listener) => client.onNotification(method, listener),
    restart: async () => {
      if (client.needsStop()) await client.stop();
      await client.start();
    },
    dispose: () => {
      largeLogs.dispose();
      return client.dispose();
    },
  };
}

/** Lets the server know a document that it was not told of before. */
async function openAgain(client: LanguageClient, document: vscode.TextDocument): Promise<void> {
  await client.getFeature(DidOpenTextDocumentNotification.method).getProvider(document)?.send(document);
}

function initializationOptions(context: vscode.ExtensionContext): InitializationOptions {
  const configuration = vscode.workspace.getConfiguration('novaDoctor');
  const contributed: readonly { readonly command: string }[] = context.extension.packageJSON.contributes.commands;
  return {
    signaturePaths: signaturePaths(),
    sourceTrees: absolute(configuration.get<string[]>('sourceTrees', [])),
    ruleSeverities: configuration.get<NonNullable<InitializationOptions['ruleSeverities']>>('rules', {}),
    release: configuration.get<string>('release', 'auto'),
    ignoredSignatures: configuration.get<IgnoredSignatures>('signatures.ignore', {}),
    commands: contributed.map(({ command }) => command),
  };
}

/** The files and folders with signatures of the user's own. */
export function signaturePaths(): string[] {
  const configuration = vscode.workspace.getConfiguration('novaDoctor');
  return absolute(configuration.get<string[]>('signatures.paths', []));
}

/** Paths of settings: `~` is the home folder, other relative ones start at the workspace. */
function absolute(paths: readonly string[]): string[] {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
  return paths.map(path => resolve(workspace, path.replace(/^~(?=$|[\\/])/, homedir())));
}
