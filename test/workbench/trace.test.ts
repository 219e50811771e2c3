import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const request = 'req-c27d8b91-4f3a-46d5-a0e9-7b1c6d5e2f38';

function sampleFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the sample workspace is open');
  return folder.uri;
}

/** The merged log that is open, as soon as it is in front. */
async function mergedLogShown(): Promise<vscode.TextEditor> {
  return new Promise(resolve => {
    const isMerged = (editor: vscode.TextEditor | undefined) => editor?.document.uri.scheme === 'nova-trace';
    const listener = vscode.window.onDidChangeActiveTextEditor(look);
    look();
    function look(): void {
      const editor = vscode.window.activeTextEditor;
      if (!editor || !isMerged(editor)) return;
      listener.dispose();
      resolve(editor);
    }
  });
}

describe('a trace in the editor', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('shows the entries of all files as one log of nova, with the cursor where it broke', async () => {
    await vscode.commands.executeCommand('novaDoctor.trace.show', { id: request });
    const { document, selection } = await mergedLogShown();
    assert.equal(document.languageId, 'nova-log');
    const text = document.getText();
    assert.match(text, /^# Failed after 1 min 0 s: attach a volume$/m);
    assert.match(text, /^# no answer: nova-compute$/m);
    assert.match(
      document.lineAt(selection.active.line).text,
      /^ctl1\/nova-api\.log:40:2024-08-02 09:41:02\.655 29 ERROR/,
    );
  });

  it('leads from each line to its file', async () => {
    await vscode.commands.executeCommand('novaDoctor.trace.show', { id: request });
    const { document, selection } = await mergedLogShown();
    const file = vscode.Uri.joinPath(sampleFolder(), 'ctl1/nova-api.log').toString();
    const definitions = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      selection.active,
    );
    assert.deepEqual(
      definitions.map(({ uri, range }) => [uri.toString(), range.start.line]),
      [[file, 39]],
    );
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
      1,
    );
    assert.deepEqual(
      links
        .filter(({ range }) => range.start.line >= selection.active.line && range.start.character === 0)
        .slice(0, 1)
        .map(({ target }) => target?.toString(true)),
      [`${vscode.Uri.parse(file).toString(true)}#L40`],
    );
  });

  it('looks only into what it is told to look into', async () => {
    const paths = [vscode.Uri.joinPath(sampleFolder(), 'ctl2').fsPath];
    await vscode.commands.executeCommand('novaDoctor.trace.show', { id: request, paths });
    const { document } = await mergedLogShown();
    assert.equal(document.getText(), `# No entry names ${request}.\n`);
  });
});
