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
import type { ServerHandle } from './language-server.ts';
import { createLargeLogs } from './large-logs.ts';
import { onlyPythonFindings } from './python-documents.ts';
import { createCrashHandler } from './server-crash.ts';
import { absolutePaths, signaturePaths } from './setting-paths.ts';
import { withoutFindingsOfMergedLogs } from './trace/merged-log-findings.ts';

/** Makes the client of the language server; nothing is started yet. */
export function createLanguageClient(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): ServerHandle {
  const module = context.asAbsolutePath('dist/server.js');
  const serverOptions: ServerOptions = { module, transport: TransportKind.ipc };
  const largeLogs = createLargeLogs();
  const crashes = createCrashHandler(restart);
  const clientOptions: LanguageClientOptions = {
    documentSelector,
    errorHandler: crashes,
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

  let lastRestart: Promise<void> = Promise.resolve();

  /** One restart after the other: a client that is being stopped can be neither stopped nor started. */
  function restart(): Promise<void> {
    const result = lastRestart.then(restartNow);
    // Whoever asked for it is told of a failure; the next one is not.
    lastRestart = result.catch(() => undefined);
    return result;
  }

  async function restartNow(): Promise<void> {
    crashes.forget();
    // What is starting cannot be stopped before it has started; a start that fails is told where it was asked for.
    if (client.needsStop()) await client.start().catch(() => undefined);
    if (client.isRunning()) await client.stop();
    await client.start();
  }

  async function start(): Promise<void> {
    await lastRestart;
    await client.start();
  }

  return {
    start,
    request: async (method, params, token) => {
      await start();
      // An argument that is undefined would be sent as a further parameter.
      return token === undefined ? client.sendRequest(method, params) : client.sendRequest(method, params, token);
    },
    notify: async (method, params) => {
      if (client.isRunning()) await client.sendNotification(method, params);
    },
    onNotification: (method, listener) => client.onNotification(method, listener),
    restart,
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
    sourceTrees: absolutePaths(configuration.get<string[]>('sourceTrees', [])),
    ruleSeverities: configuration.get<NonNullable<InitializationOptions['ruleSeverities']>>('rules', {}),
    release: configuration.get<string>('release', 'auto'),
    ignoredSignatures: configuration.get<IgnoredSignatures>('signatures.ignore', {}),
    commands: contributed.map(({ command }) => command),
  };
}
