import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codeOf, diagnosticsOf, sampleUri } from './window.ts';

/** Opens a document with this text. */
async function written(name: string, text: string): Promise<vscode.TextDocument> {
  const uri = sampleUri(`written/${name}`);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

describe('configuration in the editor', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('gives files of nova their language, and leaves those of others alone', async () => {
    for (const name of ['nova.conf', 'nova-compute.conf', 'placement.conf', 'nova/nova.conf.d/10-pool.conf']) {
      assert.equal((await written(name, '[DEFAULT]\n')).languageId, 'nova-conf', name);
    }
    for (const name of [
      'cinder.conf',
      'setup.cfg',
      'my.cnf',
      'haproxy.cfg',
      'server.xml',
      'nova.ini',
      'supernova.conf',
    ]) {
      assert.notEqual((await written(name, '\n')).languageId, 'nova-conf', name);
    }
  });

  it('finds what the files of the incident say about each other', async () => {
    const document = await vscode.workspace.openTextDocument(sampleUri('etc/nova.conf'));
    await vscode.window.showTextDocument(document);
    const found = await diagnosticsOf(document.uri, diagnostics => diagnostics.length > 0);
    const chain = found.find(({ code }) => codeOf(code) === 'X001');
    assert.ok(chain, String(found.map(({ code }) => codeOf(code))));
    const files = chain.relatedInformation?.map(({ location }) => location.uri.path.split('/').at(-1));
    assert.ok(
      files?.some(name => name !== 'nova.conf'),
      String(files),
    );
  });

  it('mends what it finds, and completes what is missing', async () => {
    const document = await written('nova.conf', '[database]\nmax_overflow = -5\n\n');
    const diagnostics = await diagnosticsOf(document.uri, found => found.length > 0);
    const range = diagnostics[0]!.range;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
    );
    assert.ok(actions.some(({ title }) => title.startsWith('Ignore ')));
    const items = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(2, 0),
    );
    assert.ok(items.items.some(({ label }) => label === 'max_pool_size'));
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      (await written('nova-api.conf', '[DEFAULT]\nservice_down_time = 3600\n')).uri,
      new vscode.Range(0, 0, 2, 0),
    );
    assert.deepEqual(
      hints.map(({ label }) => label),
      ['1 h'],
    );
  });

  it('judges Python that uses SQLAlchemy, also when it begins to', async () => {
    const document = await written('database.py', 'engine = create_engine(url, pool_size=-1)\n');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'from sqlalchemy import create_engine\n');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(
      (await diagnosticsOf(document.uri, found => found.length > 0)).map(({ code }) => codeOf(code)),
      ['PY017'],
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
