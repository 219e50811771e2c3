import * as vscode from 'vscode';
import { createServerHandle } from './language-server.ts';

/** Called by VS Code when the extension is first needed: when a log of nova is opened, or one of its commands runs. */
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
  // Not awaited: VS Code need not wait for the server before it shows the log.
  server.start().catch(error => output.error(error));
}
