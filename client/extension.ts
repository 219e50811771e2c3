import * as vscode from 'vscode';

/** Called by VS Code when the extension is first needed. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('Nova Doctor', { log: true });
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand('novaDoctor.output.show', () => output.show()),
  );
}
