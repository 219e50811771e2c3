import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { codeOf, diagnosticsOf, sampleUri } from './window.ts';

const path = 'ctl1/nova-api.log';
const request = 'req-c27d8b91-4f3a-46d5-a0e9-7b1c6d5e2f38';

async function textOf(name: string): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(sampleUri(name))).toString();
}

/** Shows a document and waits until it was analysed. */
async function show(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  await diagnosticsOf(document.uri, diagnostics => diagnostics.length > 0);
  return document;
}

function placeOf(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert.notEqual(offset, -1, text);
  return document.positionAt(offset);
}

describe('the features of a log in VS Code', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('folds tracebacks', async () => {
    const document = await show(sampleUri(path));
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    const traceback = placeOf(document, 'Traceback (most recent call last)').line;
    assert.ok(
      folds.some(fold => fold.start === traceback || fold.start === traceback - 1),
      JSON.stringify(folds),
    );
  });

  it('has an outline', async () => {
    const { uri } = await show(sampleUri(path));
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['Incidents', 'Problems', 'Requests'],
    );
    assert.ok(symbols[2]?.children.some(({ name }) => name === request));
  });

  it('links frames to sources in the workspace, and ids to their traces', async () => {
    const source = sampleUri('nova/api/openstack/extensions.py');
    await vscode.workspace.fs.writeFile(source, Buffer.from('x\n'.repeat(400)));
    const { uri } = await show(sampleUri(path));
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', uri);
    const targets = links.map(({ target }) => target?.toString(true) ?? '');
    assert.ok(targets.includes(`${source.toString(true)}#L338`), targets.slice(0, 5).join('\n'));
    assert.ok(targets.some(target => target.startsWith('command:novaDoctor.trace.show?')));
  });

  it('leads from a request to its places in all logs', async () => {
    const line = `2024-08-02 09:00:00.000 9 INFO nova.api [${request} u p - - -] POST\n`;
    await vscode.workspace.fs.writeFile(sampleUri('written/places/nova-api.log'), Buffer.from(line));
    const document = await show(sampleUri(path));
    const position = placeOf(document, request);
    const places = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      position,
    );
    const files = new Set(places.map(place => vscode.workspace.asRelativePath(place.uri)));
    assert.deepEqual([...files].sort(), [path, 'written/places/nova-api.log']);
    const [first] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      position,
    );
    assert.equal(first?.uri.toString(), sampleUri('written/places/nova-api.log').toString(), 'the earliest');
    const marks = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      document.uri,
      position,
    );
    assert.equal(marks.length, places.filter(place => place.uri.toString() === document.uri.toString()).length);
    // Other tests trace the same request through the whole workspace.
    await vscode.workspace.fs.delete(sampleUri('written/places'), { recursive: true });
  });

  it('colours the fields of the lines that are shown', async () => {
    const { uri } = await show(sampleUri(path));
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens | undefined>(
      'vscode.provideDocumentRangeSemanticTokens',
      uri,
      new vscode.Range(0, 0, 5, 0),
    );
    assert.ok((tokens?.data.length ?? 0) > 0);
  });

  it('says above the first line of an incident what it is', async () => {
    const { uri } = await show(sampleUri('ctl1/nova-conductor.log'));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.command]),
      [
        [1, ''],
        [1, 'novaDoctor.trace.show'],
        [1, 'novaDoctor.signature.explain'],
      ],
    );
    assert.match(lenses[0]?.command?.title ?? '', /^Root cause: A database proxy/);
  });

  it('finds incidents and problems by their words', async () => {
    await show(sampleUri('ctl1/nova-conductor.log'));
    const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
      'vscode.executeWorkspaceSymbolProvider',
      'mycat-1003',
    );
    assert.ok(symbols.some(({ location }) => location.range.start.line === 1));
  });

  it('copies for a ticket what is known about a place', async () => {
    const document = await show(sampleUri('ctl1/nova-conductor.log'));
    await vscode.commands.executeCommand('novaDoctor.ticket.copy', document.uri.toString(), 2);
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /nova-conductor\.log:2`/);
    assert.match(text, /`mycat-1003-tx-interrupted`/);
  });

  it('explains a signature in a page of its own', async () => {
    await show(sampleUri('ctl1/nova-conductor.log'));
    const shown = new Promise<string>(resolve => {
      const listener = vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
        const tab = opened.find(({ input }) => input instanceof vscode.TabInputWebview);
        if (!tab) return;
        listener.dispose();
        resolve(tab.label);
      });
    });
    await vscode.commands.executeCommand('novaDoctor.signature.explain', 'mycat-1003-tx-interrupted');
    assert.match(await shown, /mycat-1003-tx-interrupted/);
  });

  it('offers what can be done, and does not show a signature any more when told so', async () => {
    const { uri } = await show(sampleUri('ctl1/nova-conductor.log'));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      new vscode.Range(3, 0, 3, 10),
    );
    const ignore = actions.find(({ command }) => command?.command === 'novaDoctor.signature.ignore');
    assert.ok(ignore?.command, actions.map(({ title }) => title).join('\n'));
    const [signature] = ignore.command.arguments ?? [];
    await vscode.commands.executeCommand(ignore.command.command, ...(ignore.command.arguments ?? []));
    const isWithout = (diagnostics: vscode.Diagnostic[]) =>
      diagnostics.length > 0 && !diagnostics.some(({ code }) => codeOf(code) === signature);
    assert.ok(isWithout(await diagnosticsOf(uri, isWithout)));
    const configuration = vscode.workspace.getConfiguration('novaDoctor');
    assert.deepEqual(configuration.get('signatures.ignore'), { [signature]: ['**/ctl1/nova-conductor.log'] });
    await configuration.update('signatures.ignore', undefined, vscode.ConfigurationTarget.Workspace);
    await diagnosticsOf(uri, diagnostics => !isWithout(diagnostics) && diagnostics.length > 0);
  });

  it('works in an untitled document', async () => {
    const content = await textOf('ctl1/nova-conductor.log');
    const document = await vscode.workspace.openTextDocument({ language: 'nova-log', content });
    await vscode.window.showTextDocument(document);
    const diagnostics = await diagnosticsOf(document.uri, found => found.length > 0);
    assert.ok(diagnostics.some(({ message }) => message.startsWith('Root cause: ')));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('works in a document of another scheme, as a diff and a remote file have them', async () => {
    const content = await textOf('ctl1/nova-conductor.log');
    const provider = vscode.workspace.registerTextDocumentContentProvider('nova-doctor-test', {
      provideTextDocumentContent: () => content,
    });
    try {
      const old = vscode.Uri.parse('nova-doctor-test:/ctl1/nova-conductor.log');
      await vscode.commands.executeCommand('vscode.diff', old, sampleUri('ctl1/nova-conductor.log'));
      const diagnostics = await diagnosticsOf(old, found => found.length > 0);
      assert.ok(diagnostics.some(({ message }) => message.startsWith('Root cause: ')));
    } finally {
      provider.dispose();
    }
  });

  it('works in an output channel', async () => {
    const channel = vscode.window.createOutputChannel('nova-conductor of a test', 'nova-log');
    try {
      const opened = new Promise<vscode.TextDocument>(resolve => {
        const listener = vscode.workspace.onDidOpenTextDocument(document => {
          if (document.uri.scheme !== 'output' || document.languageId !== 'nova-log') return;
          listener.dispose();
          resolve(document);
        });
      });
      channel.append(await textOf('ctl1/nova-conductor.log'));
      channel.show();
      const document = await opened;
      const diagnostics = await diagnosticsOf(document.uri, found => found.length > 0);
      assert.ok(diagnostics.length > 0);
    } finally {
      channel.dispose();
    }
  });

  it('shows nothing of ours in other logs and files', async () => {
    for (const name of ['written/other.log', 'written/other.ini', 'written/other.py']) {
      const uri = sampleUri(name);
      await vscode.workspace.fs.writeFile(uri, Buffer.from('2026-11-22 ERROR something failed req-1\n'));
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      assert.notEqual(document.languageId, 'nova-log');
      const at = new vscode.Position(0, 12);
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        new vscode.Range(at, at),
      );
      const ours = [...lenses, ...actions].filter(({ command }) => command?.command.startsWith('novaDoctor.'));
      assert.deepEqual([ours, vscode.languages.getDiagnostics(uri)], [[], []], name);
    }
  });

  it('follows a large log that grows, and what is typed into it', async () => {
    const seed = await textOf('ctl1/nova-conductor.log');
    const healthy = '2024-08-02 09:00:00.000 22 INFO nova.compute.resource_tracker [-] Final resource view\n';
    const uri = sampleUri('written/growing/nova-conductor.log');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(healthy.repeat(70_000) + seed));
    const document = await show(uri);
    const rootLine = () =>
      vscode.languages.getDiagnostics(uri).find(({ message }) => message.startsWith('Root cause'))?.range.start.line;
    assert.equal(rootLine(), 70_001);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(10, 0), healthy);
    await vscode.workspace.applyEdit(edit);
    await diagnosticsOf(uri, () => rootLine() === 70_002);
    assert.ok(await document.save());
    await diagnosticsOf(uri, () => rootLine() === 70_002);
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      uri,
    );
    assert.ok(folds.some(({ start }) => start > 70_000));
    appendFileSync(uri.fsPath, seed);
    const isTwice = ({ message }: vscode.Diagnostic) => /^Root cause: .*\(2 times, /.test(message);
    await diagnosticsOf(uri, diagnostics => diagnostics.some(isTwice));
  });
});
