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

/** Resolves when a panel with this title is in front. */
async function panelShown(label: string): Promise<void> {
  return new Promise(resolve => {
    const listener = vscode.window.tabGroups.onDidChangeTabs(look);
    look();
    function look(): void {
      const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
      if (tab?.label !== label || !(tab.input instanceof vscode.TabInputWebview)) return;
      listener.dispose();
      resolve();
    }
  });
}

describe('a trace in the editor', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('shows a picture in a panel of its own for each thing that is traced', async () => {
    await vscode.commands.executeCommand('novaDoctor.trace.show', { id: request });
    await panelShown('Trace of req-c27d8b91…');
    await vscode.commands.executeCommand('novaDoctor.trace.show', { id: request });
    await vscode.commands.executeCommand('novaDoctor.trace.show', { id: 'req-a9f4c5d8-0d2e-4c1b-b6a3-5e8f7c2d9b04' });
    await panelShown('Trace of req-a9f4c5d8…');
    const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    assert.deepEqual(labels.sort(), ['Trace of req-a9f4c5d8…', 'Trace of req-c27d8b91…']);
  });

  it('shows the entries of all files as one log of nova, with the cursor where it broke', async () => {
    await vscode.commands.executeCommand('novaDoctor.trace.show', { id: request, view: 'log' });
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
    await vscode.commands.executeCommand('novaDoctor.trace.show', { id: request, view: 'log' });
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
      1000,
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
    await vscode.commands.executeCommand('novaDoctor.trace.show', { id: request, paths, view: 'log' });
    const { document } = await mergedLogShown();
    assert.equal(document.getText(), `# No entry names ${request}.\n`);
  });
});
