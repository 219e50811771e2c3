import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CapacityMessage, CapacityRequest } from '../../core/features/config/capacity-page.ts';
import { api, sampleUri } from './window.ts';

type Shown = CapacityMessage & { readonly kind: 'show' };

/** Says something as the page does, and gives what the page is told then. */
async function ask(request: CapacityRequest): Promise<Shown> {
  const { capacity } = await api();
  await capacity.answer(request);
  const message = capacity.last();
  assert.equal(message?.kind, 'show');
  return message as Shown;
}

const changes = { '[database]max_pool_size': 4, 'counts.cores': 8, max_connections: 5000 };

describe('the connection capacity', () => {
  const files = () => vscode.workspace.getConfiguration('files');
  before(async () => {
    // In a browser VS Code saves by itself after a while.
    await files().update('autoSave', 'off', vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('novaDoctor.capacity.show', sampleUri('etc/nova.conf'));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await files().update('autoSave', undefined, vscode.ConfigurationTarget.Global);
  });

  it('has one panel, with the numbers of the files', async () => {
    await vscode.commands.executeCommand('novaDoctor.capacity.show', sampleUri('etc/my.cnf').toString());
    const panels = vscode.window.tabGroups.all
      .flatMap(group => group.tabs)
      .filter(tab => tab.input instanceof vscode.TabInputWebview);
    assert.deepEqual(
      panels.map(tab => tab.label),
      ['Connection Capacity'],
    );
    const { data, labels, uri } = await ask({ kind: 'count', changes: {} });
    assert.equal(uri, sampleUri('.nova-doctor.yaml').toString());
    assert.equal(data.verdict, 'steady-exceeds');
    const size = data.fields.find(({ key }) => key === '[database]max_pool_size');
    assert.deepEqual(
      size?.places.map(({ line, path }) => `${labels[path]}:${line}`),
      ['etc/nova.conf:19'],
    );
  });

  it('counts with other numbers', async () => {
    const { data } = await ask({ kind: 'count', changes });
    assert.notEqual(data.steady, data.before.steady);
    assert.deepEqual(
      data.fields.filter(({ isChanged }) => isChanged).map(({ key }) => key),
      ['counts.cores', '[database]max_pool_size', 'max_connections'],
    );
  });

  it('goes to where a number stands', async () => {
    const { capacity } = await api();
    await capacity.answer({ kind: 'open', path: sampleUri('etc/my.cnf').fsPath, line: 4 });
    assert.equal(vscode.window.activeTextEditor?.document.lineAt(3).text, 'max_connections = 4096');
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 3);
  });

  it('writes numbers to the files, saves nothing, and counts with what is written', async () => {
    const { capacity } = await api();
    const names = ['etc/nova.conf', 'etc/my.cnf', '.nova-doctor.yaml'];
    const uri = sampleUri('.nova-doctor.yaml').toString();
    await capacity.answer({ kind: 'write', uri, changes, isPreview: false });
    const documents = await Promise.all(names.map(name => vscode.workspace.openTextDocument(sampleUri(name))));
    assert.deepEqual(
      documents.map(document => document.isDirty),
      [true, true, true],
    );
    const texts = documents.map(document => document.getText());
    assert.match(texts[0] ?? '', /^max_pool_size = 4$/m);
    assert.match(texts[1] ?? '', /^max_connections = 5000$/m);
    assert.match(texts[2] ?? '', /counts: \{ controllers: 3, cores: 8, cells: 1/);
    const onDisk = await vscode.workspace.fs.readFile(sampleUri('etc/my.cnf'));
    assert.match(Buffer.from(onDisk).toString(), /^max_connections = 4096$/m);
    const { data } = await ask({ kind: 'count', changes: {} });
    assert.equal(data.limits[0]?.value, 5000);
    assert.deepEqual(data.writes, []);
    for (const document of documents) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
    assert.ok(documents.every(document => !document.isDirty));
    assert.equal((await ask({ kind: 'count', changes: {} })).data.limits[0]?.value, 4096);
  });

  it('is offered at a finding about the sum', async () => {
    const document = await vscode.workspace.openTextDocument(sampleUri('etc/nova.conf'));
    await vscode.window.showTextDocument(document);
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      all,
    );
    const action = actions.find(({ title }) => title === 'Show the connection sum');
    assert.equal(action?.command?.command, 'novaDoctor.capacity.show');
  });
});
