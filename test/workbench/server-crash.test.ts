import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** The process of the language server, which this process has started. */
function serverProcess(): number {
  const found = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(name => {
      try {
        const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return Number(parent) === process.pid && line.includes('dist/server.js');
      } catch {
        // A process that has ended meanwhile.
        return false;
      }
    });
  assert.equal(found.length, 1, 'one language server runs');
  return Number(found[0]);
}

/** Resolves as soon as a document has problems, or has none. */
async function problems(uri: vscode.Uri, areThere: boolean): Promise<void> {
  await new Promise<void>(resolve => {
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
    function look(): void {
      if (vscode.languages.getDiagnostics(uri).length > 0 !== areThere) return;
      listener.dispose();
      resolve();
    }
  });
}

/** Resolves with the next message of this kind about the language server; nothing is chosen in any of them. */
function nextMessage(kind: 'showWarningMessage' | 'showErrorMessage'): Promise<string> {
  const original = vscode.window[kind];
  return new Promise(resolve => {
    const shown = (message: string) => {
      // What other tests have begun may still have something to say.
      if (!message.includes('language server')) return Promise.resolve(undefined);
      Object.assign(vscode.window, { [kind]: original });
      resolve(message);
      return Promise.resolve(undefined);
    };
    Object.assign(vscode.window, { [kind]: shown });
  });
}

describe('a language server that ends unexpectedly', () => {
  after(async () => {
    await vscode.commands.executeCommand('novaDoctor.server.restart');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is started again once, with a sentence; the next time a person decides', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder.uri, 'ctl1/nova-conductor.log');
    await vscode.window.showTextDocument(uri);
    await problems(uri, true);

    const warning = nextMessage('showWarningMessage');
    const gone = problems(uri, false);
    const first = serverProcess();
    process.kill(first, 'SIGKILL');
    assert.match(await warning, /started again/);
    await gone;
    await problems(uri, true);
    const second = serverProcess();
    assert.notEqual(second, first);

    const error = nextMessage('showErrorMessage');
    const goneAgain = problems(uri, false);
    process.kill(second, 'SIGKILL');
    assert.match(await error, /not judged until it is restarted/);
    await goneAgain;

    await vscode.commands.executeCommand('novaDoctor.server.restart');
    await problems(uri, true);
  });
});
