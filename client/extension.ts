import * as vscode from 'vscode';
import { registerIncidents } from './incidents/incidents.ts';
import { createServerHandle } from './language-server.ts';
import { createOpenPlace } from './open-place.ts';
import { registerTrace } from './trace/trace-command.ts';
import { createUnpackedLogs } from './unpacked-log.ts';

/** Called by VS Code when the extension is first needed: a log of nova, one of its views or commands, is opened. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('Nova Doctor', { log: true });
  const server = createServerHandle(context, output);
  context.subscriptions.push(
    output,
    server,
    vscode.commands.registerCommand('novaDoctor.output.show', () => output.show()),
    vscode.commands.registerCommand('novaDoctor.server.restart', () => server.restart()),
    vscode.workspace.onDidChangeConfiguration(async event => {
      if (event.affectsConfiguration('novaDoctor.signatures')) await server.restart();
    }),
  );
  const unpackedLogs = createUnpackedLogs(context, server);
  const openPlace = createOpenPlace(unpackedLogs);
  registerIncidents(context, { server, openPlace });
  registerTrace(context, { openPlace, unpackedLogs });
  // Not awaited: VS Code need not wait for the server before it shows the log.
  server.start().catch(error => output.error(error));
}
